//! Row 25: the initiate-login URL begins a sign-in, also without parameters.

use practices::INITIATE_LOGIN_URL_WORKS;
use user_agent::Hop;

use crate::probe::{broken, does_not_apply, holds, not_tried};
use crate::stage::in_words;
use crate::{Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let Some(url) = &stage.subject.client.initiate_login_uri else {
        let why = "no initiate-login URL is registered";
        return Ok(vec![does_not_apply(&INITIATE_LOGIN_URL_WORKS, why)]);
    };
    let answer = stage.browser().open(url).await;
    let page = match &answer {
        Ok(page) if page.status() < 400 || stage.fake.has(page.url()) => page,
        _ => {
            let what =
                format!("the initiate-login URL without parameters answers {}", in_words(&answer));
            return Ok(vec![broken(&INITIATE_LOGIN_URL_WORKS, what)]);
        }
    };
    let begins = |hop: &Hop| stage.fake.is_at(hop.url(), "/oauth/authorize");
    let offers = |control| page.find_again(control).is_some();
    let has_begun = page.hops().iter().any(begins);
    Ok(vec![if has_begun || stage.subject.login.presses.iter().any(offers) {
        holds(&INITIATE_LOGIN_URL_WORKS)
    } else {
        let why = "the initiate-login URL shows a page, and no sign-in was seen to begin there";
        not_tried(&INITIATE_LOGIN_URL_WORKS, why)
    }])
}
