//! Row 76: no other origin may read answers as the person.
//!
//! Innocent: `*` without credentials, which browsers send no cookies for; an origin that the application knows.

use practices::CORS_NAMES_ORIGINS;
use url::Url;
use user_agent::{Page, Probe};

use crate::probe::{broken, control, holds};
use crate::{Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let alice = stage.alice().await?;
    let subject = &stage.subject;
    let app = subject.app.origin().ascii_serialization();
    // A stranger, two that a careless comparison takes for the application, and a page without an origin.
    let strangers = [
        "http://evil.localhost".to_owned(),
        format!("{app}.evil.localhost"),
        app.replacen("://", "://evil-", 1),
        "null".to_owned(),
    ];
    let seen = subject.guarded.iter().chain(&subject.personal).map(|sight| &sight.url);
    let mut is_answered = false;
    for url in seen.chain([&subject.app]) {
        for origin in &strangers {
            let request = Probe::get(url.as_str()).header("origin", origin).with_cookies();
            let answer = alice.browser.request(request).await?;
            is_answered |= answer.status() < 500;
            if allows(&answer, origin) {
                return Ok(vec![broken(&CORS_NAMES_ORIGINS, what(url, origin))]);
            }
        }
    }
    control(is_answered, "no page answered a request that names its origin")?;
    Ok(vec![holds(&CORS_NAMES_ORIGINS)])
}

fn allows(answer: &Page, origin: &str) -> bool {
    let allowed = answer.header("access-control-allow-origin").unwrap_or_default();
    let credentials = answer.header("access-control-allow-credentials").unwrap_or_default();
    credentials == "true" && allowed == origin
}

fn what(url: &Url, origin: &str) -> String {
    format!("{} lets a page of {origin} read its answer to the person’s cookies", url.path())
}
