//! Row 36: the callback redirects to an address without its code, is not stored, and names itself to nobody.
//!
//! Innocent: a redirect that nobody may store because nothing says that one may, beside a referrer policy, or the other
//! way round.

use practices::CALLBACK_URL_IS_LEFT;
use url::Url;
use user_agent::Hop;

use crate::probe::{broken, control, holds};
use crate::stage::parameter;
use crate::{Finding, Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let entrance = &stage.journey().await?.entrance;
    let code = entrance.hops.iter().find_map(|hop| parameter(hop.url(), "code"));
    let code = code.filter(|code| !code.is_empty());
    control(code.is_some(), "the browser came to no callback with a code")?;
    let code = code.unwrap_or_default();
    let callback = entrance.hops.iter().find(|hop| has(hop.url(), &code));
    let finding = match callback {
        _ if has(entrance.page.url(), &code) => {
            let what = "the browser rests at the callback, with the code in its address";
            broken(&CALLBACK_URL_IS_LEFT, what)
        }
        Some(hop) if hop.redirects_to().is_some_and(|url| has(url, &code)) => {
            broken(&CALLBACK_URL_IS_LEFT, "the callback passes its code on to another address")
        }
        Some(hop) => headers(hop),
        None => holds(&CALLBACK_URL_IS_LEFT),
    };
    Ok(vec![finding.with(callback.map(|hop| hop.record().to_string()))])
}

fn has(url: &Url, code: &str) -> bool {
    url.query_pairs().any(|(_, value)| value == code)
}

fn headers(hop: &Hop) -> Finding {
    let cache = hop.header("cache-control").unwrap_or_default().to_ascii_lowercase();
    let is_stored =
        cache.contains("public") || cache.contains("max-age=") && !cache.contains("max-age=0");
    if is_stored && !cache.contains("no-store") {
        let what = "the answer of the callback may be stored, with the session cookie that it sets";
        return broken(&CALLBACK_URL_IS_LEFT, what);
    }
    if cache.is_empty() && hop.header("referrer-policy").is_none() {
        let what = "the answer of the callback has neither Cache-Control nor Referrer-Policy";
        return broken(&CALLBACK_URL_IS_LEFT, what).as_advice();
    }
    holds(&CALLBACK_URL_IS_LEFT)
}
