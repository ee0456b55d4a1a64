//! The page in which the driver translates its protocol into that of Chromium.

use serde_json::{Value, json};
use thirtyfour::prelude::*;

/// The title of the page in which the driver translates its protocol.
const TRANSLATOR: &str = "BiDi-CDP Mapper";

/// Empties the page in which the driver translates its protocol into that of Chromium. A page with a document writes each
/// message down, dozens for a command, and that takes longer than all pages of a check together.
pub(super) async fn empty(session: &WebDriver) -> WebDriverResult<()> {
    let browser = session.cdp().connect().await?;
    let call = async |method: &str, parameters: Value| {
        browser.send_raw(method, parameters).await.unwrap_or_default()
    };
    let targets = call("Target.getTargets", json!({})).await;
    let pages = targets["targetInfos"].as_array().into_iter().flatten();
    let is_it = |page: &&Value| page["title"].as_str().is_some_and(|title| title == TRANSLATOR);
    for page in pages.filter(is_it) {
        let attach = json!({ "targetId": page["targetId"], "flatten": false });
        let attached = call("Target.attachToTarget", attach).await;
        let empty = "document.documentElement.remove()";
        let message =
            json!({ "id": 1, "method": "Runtime.evaluate", "params": { "expression": empty } });
        let message = json!({ "sessionId": attached["sessionId"], "message": message.to_string() });
        call("Target.sendMessageToTarget", message).await;
    }
    Ok(())
}
