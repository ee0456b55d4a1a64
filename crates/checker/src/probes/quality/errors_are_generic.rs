//! Row 111: whatever goes wrong, people read a sentence, and nothing of the program’s inside.
//!
//! Innocent: an error page of any wording.

use practices::ERRORS_ARE_GENERIC;
use serde_json::{Value, json};
use user_agent::Page;

use super::traces;
use crate::probe::{broken, control, holds};
use crate::{FaultPlan, NotTried, Stage, Tried};

/// A path that no application has.
const NOWHERE: &str = "/no-such-page-200000000000000001";

pub(super) async fn run(stage: &Stage) -> Tried {
    let mut seen = Vec::new();
    let is_own = |page: &Page| stage.subject.has(page.url());
    for (what, fault) in [
        ("the token endpoint answers 503", json!({ "status": 503 })),
        ("the token endpoint answers no JSON", json!("malformed_json")),
        ("the line to the token endpoint is cut", json!("reset")),
        ("the ID token has no signature", json!({ "id_token": "alg_none" })),
    ] {
        let failed = failed_sign_in(stage, &fault).await?;
        seen.extend(failed.filter(is_own).map(|page| (what, page)));
    }
    // The control: what is shown where nothing fails says nothing of errors.
    control(!seen.is_empty(), "no sign-in that failed led to a page of the application")?;
    let mut callback = stage.subject.redirect_uri.clone();
    let issuer = stage.fake.environment().as_str().trim_end_matches('/');
    callback.query_pairs_mut().extend_pairs([("code", "x"), ("state", "x"), ("iss", issuer)]);
    let mut bare = callback.clone();
    bare.set_query(None);
    let addresses = [
        ("the callback knows neither code nor state", callback.to_string()),
        ("the callback has no parameter", bare.to_string()),
        ("there is no such page", stage.at(NOWHERE)?.to_string()),
    ];
    for (what, url) in addresses {
        let page = stage.browser().open(&url).await;
        seen.extend(page.ok().filter(is_own).map(|page| (what, page)));
    }
    let shown = seen.iter().find_map(|(what, page)| Some((what, page, inside(page)?)));
    Ok(vec![match shown {
        Some((what, page, inside)) => {
            let path = page.url().path();
            broken(&ERRORS_ARE_GENERIC, format!("when {what}, {path} shows {inside}"))
        }
        None => holds(&ERRORS_ARE_GENERIC),
    }])
}

fn inside(page: &Page) -> Option<&'static str> {
    let body = page.body().replace("&quot;", "\"").replace("&#34;", "\"");
    traces::of_program(&body)
}

/// Signs somebody in while the exchange of the code fails, and returns what is shown; `None` if they are in all the same, or
/// nothing is shown.
async fn failed_sign_in(stage: &Stage, fault: &Value) -> Result<Option<Page>, NotTried> {
    let plan = FaultPlan::new(fault.clone()).at("token").until_cleared();
    stage.fake.plan(plan).await?;
    let (mut browser, person) = (stage.browser(), stage.person()?);
    let entrance = stage.try_to_enter(browser.as_mut(), person).await;
    stage.fake.clear_faults().await?;
    let Ok(entrance) = entrance else { return Ok(None) };
    let is_in =
        stage.subject.best().is_some() && stage.shows(browser.as_mut(), person).await?.is_in();
    Ok((!is_in).then_some(entrance.page))
}
