//! Row 44: no page, answer, address, storage or readable cookie has a token in it.
//!
//! Innocent: a JWT of the application's own; a token in an `HttpOnly` cookie (row 45); the address of the logout (row 94).

use practices::TOKENS_HIDDEN_FROM_SCRIPTS;
use user_agent::{Jar, Page};

use super::{own, token_of};
use crate::probe::{broken, holds, not_tried};
use crate::stage::{look, token_in};
use crate::{Stage, Tried, Visitor};

/// What the names of stored tokens have in them.
const STORED: [&str; 4] = ["access_token", "accesstoken", "id_token", "refresh"];

pub(super) async fn run(stage: &Stage) -> Tried {
    let mut alice = Visitor { person: stage.person()?.clone(), browser: stage.browser() };
    let entrance = stage.enter(&mut alice).await?;
    let issuer = stage.fake.environment();
    let mut places = Vec::new();
    for hop in entrance.hops.iter().filter(|hop| stage.subject.has(hop.url())) {
        if let Some(kind) = token_in(issuer, hop.url().as_str()) {
            places.push(format!("the address of {} has {} in it", hop.url().path(), kind.noun()));
        }
    }
    places.extend(in_page(stage, &entrance.page));
    for sight in stage.subject.guarded.iter().chain(&stage.subject.personal) {
        let browser = alice.browser.as_mut();
        if let Ok(page) = look(&stage.fake, &stage.subject.app, browser, sight).await? {
            places.extend(in_page(stage, &page));
        }
    }
    places.extend(in_cookies(stage, &alice.browser.jar().await?));
    for name in alice.browser.storage().await? {
        let lower = name.to_ascii_lowercase();
        if STORED.iter().any(|part| lower.contains(part)) {
            places.push(format!("the browser's storage has {name}"));
        }
    }
    places.dedup();
    Ok(vec![match places.first() {
        Some(first) => broken(&TOKENS_HIDDEN_FROM_SCRIPTS, first.clone()).with(places.clone()),
        None if stage.subject.best().is_none() => not_tried(
            &TOKENS_HIDDEN_FROM_SCRIPTS,
            "no token is in the cookies and addresses of the sign-in, and no page was found that shows who is signed in",
        ),
        None => holds(&TOKENS_HIDDEN_FROM_SCRIPTS),
    }])
}

fn in_page(stage: &Stage, page: &Page) -> Option<String> {
    if !stage.subject.has(page.url()) {
        return None;
    }
    let kind = token_in(stage.fake.environment(), page.body())?;
    Some(format!("{} answers with {} in its body", page.url().path(), kind.noun()))
}

fn in_cookies(stage: &Stage, jar: &Jar) -> Vec<String> {
    let readable = own(stage, jar).filter(|cookie| !cookie.http_only);
    let found = readable.filter_map(|cookie| Some((&cookie.name, token_of(stage, cookie)?)));
    found.map(|(name, kind)| format!("scripts can read {} in {name}", kind.noun())).collect()
}
