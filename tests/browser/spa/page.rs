//! What a page shows and keeps, and how its network fails.

use serde_json::{Value, json};
use thirtyfour::cdp::domains::network::NetworkConditions;
use thirtyfour::prelude::*;

/// Selects what is shown: the pages hide what does not apply.
const SHOWN: &str = "[not(ancestor-or-self::*[@hidden])]";

/// Waits until this heading is shown.
pub(super) async fn heads(browser: &WebDriver, heading: &str) -> WebDriverResult<()> {
    let heading = format!("//h1[normalize-space()='{heading}']{SHOWN}");
    browser.query(By::XPath(heading)).first().await.map(drop)
}

/// Waits until a problem is shown, and returns its title and its text.
pub(super) async fn problem(browser: &WebDriver) -> WebDriverResult<String> {
    let shown = format!("//*[@id='problem']{SHOWN}");
    let problem = browser.query(By::XPath(shown)).first().await?.text().await?;
    Ok(problem.replace('\n', ": "))
}

/// Waits until no problem is shown any more.
pub(super) async fn no_problem(browser: &WebDriver) -> WebDriverResult<()> {
    let shown = format!("//*[@id='problem']{SHOWN}");
    browser.query(By::XPath(shown)).not_exists().await.map(drop)
}

/// Opens a page in a new tab, which is the browser's current one then.
pub(super) async fn open_tab(browser: &WebDriver, url: &str) -> WebDriverResult<WindowHandle> {
    let tab = browser.new_tab().await?;
    browser.switch_to_window(tab.clone()).await?;
    browser.goto(url).await?;
    Ok(tab)
}

/// Cuts the current tab off from every network, or connects it again.
pub(super) async fn offline(browser: &WebDriver, offline: bool) -> WebDriverResult<()> {
    let unlimited = -1;
    let conditions = NetworkConditions {
        offline,
        latency: 0,
        download_throughput: unlimited,
        upload_throughput: unlimited,
        connection_type: None,
    };
    let cdp = browser.cdp();
    cdp.network().enable().await?;
    cdp.network().emulate_network_conditions(conditions).await
}

/// Returns what an asynchronous function of the page returns.
pub(super) async fn evaluate(browser: &WebDriver, body: &str) -> WebDriverResult<Value> {
    let script = format!(
        "const done = arguments[arguments.length - 1];
         (async () => {{ {body} }})().then(done, error => done('failed: ' + error))"
    );
    Ok(browser.execute_async(script, Vec::new()).await?.json().clone())
}

/// Returns everything that the page's origin has stored in this browser, and that a script can find.
pub(super) async fn stored(browser: &WebDriver) -> WebDriverResult<Value> {
    let stores = "return {
        local: { ...localStorage }, session: { ...sessionStorage }, cookies: document.cookie,
        databases: await indexedDB.databases(), caches: await caches.keys(),
        workers: (await navigator.serviceWorker.getRegistrations()).length
    }";
    evaluate(browser, stores).await
}

/// What [`stored`] returns of an origin that stores nothing.
pub(super) fn nothing() -> Value {
    json!({ "local": {}, "session": {}, "cookies": "", "databases": [], "caches": [], "workers": 0 })
}

/// Returns how many objects, arrays, maps and sets in the memory of the page have a text in them, after a garbage
/// collection; private members are not looked at, and neither is the array in which the driver has answered this test.
pub(super) async fn objects_with(browser: &WebDriver, text: &str) -> WebDriverResult<u64> {
    let cdp = browser.cdp();
    let prototype = cdp.send_raw("Runtime.evaluate", json!({ "expression": "Object.prototype" }));
    let prototype = &prototype.await?["result"]["objectId"];
    let objects = json!({ "prototypeObjectId": prototype });
    let objects = &cdp.send_raw("Runtime.queryObjects", objects).await?["objects"]["objectId"];
    // As an argument, the text would be in memory itself.
    let text = json!(text);
    let count = format!(
        "function () {{
        const entries = (object) =>
            object instanceof Map || object instanceof Set ? [...object.entries()].flat() : [];
        const members = (object) =>
            Object.values(Object.getOwnPropertyDescriptors(object)).map(({{ value }}) => value);
        const isWanted = (value) => typeof value === 'string' && value.includes({text});
        const isOfTheDriver = (object) => Array.isArray(object) && object.length === 1 &&
            String(object[0]).startsWith('{{\"status\":0,\"value\":');
        const has = (object) => [...members(object), ...entries(object)].some(isWanted);
        return this.filter((object) => !isOfTheDriver(object)).filter(has).length;
    }}"
    );
    let counted = cdp.send_raw(
        "Runtime.callFunctionOn",
        json!({
            "objectId": objects, "functionDeclaration": count, "returnByValue": true,
        }),
    );
    let counted = counted.await?;
    // Or else the list of them keeps them in memory.
    cdp.send_raw("Runtime.releaseObject", json!({ "objectId": objects })).await?;
    Ok(counted["result"]["value"].as_u64().expect("a number of objects"))
}
