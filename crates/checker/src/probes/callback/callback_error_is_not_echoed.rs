//! Row 27: the words of an error page are the application's own.
//!
//! The callback has everything that the fake would send with an error, `iss` too (RFC 9207 §2): a strict application stops at a
//! callback without it, and shows nothing.

use practices::CALLBACK_ERROR_IS_NOT_ECHOED;
use user_agent::Page;

use crate::probe::{broken, control, holds};
use crate::{NotTried, Stage, Tried};

/// What the description of the error has in it, as text and as HTML.
const CANARY: &str = "Zeisig4711";

/// How the canary is written, to see whether HTML is passed on.
const MARKUP: &str = "<i id=zeisig>Zeisig4711</i>";

/// The callbacks that are tried: where the text is, the text, and whether the state of the sign-in comes along. Without HTML it
/// is shown by whoever refuses what looks like that.
const CALLBACKS: [(&str, &str, bool); 4] = [
    ("error_description", MARKUP, true),
    ("error_description", MARKUP, false),
    ("error_description", CANARY, true),
    ("error", MARKUP, true),
];

pub(super) async fn run(stage: &Stage) -> Tried {
    let mut has_answered = false;
    let mut echo: Option<Page> = None;
    for (parameter, text, has_state) in CALLBACKS {
        let page = declined(stage, parameter, text, has_state).await?;
        has_answered |= page.status() < 500;
        if page.body().contains(MARKUP) && is_html(&page) {
            let what = format!(
                "the callback's page has the {parameter} of its URL in it as HTML: a link to it runs a script here"
            );
            return Ok(vec![broken(&CALLBACK_ERROR_IS_NOT_ECHOED, what)]);
        }
        if page.body().contains(CANARY) {
            echo = Some(page);
        }
    }
    control(has_answered, "the callback fails at an error")?;
    Ok(vec![if echo.is_some() {
        let what = "the callback's page shows the error_description of its URL: whoever makes a link to it writes there";
        broken(&CALLBACK_ERROR_IS_NOT_ECHOED, what).as_advice()
    } else {
        holds(&CALLBACK_ERROR_IS_NOT_ECHOED)
    }])
}

/// Opens the callback of a sign-in that was declined, with a text in a parameter, and returns the page.
async fn declined(
    stage: &Stage,
    parameter: &str,
    text: &str,
    with_state: bool,
) -> Result<Page, NotTried> {
    let mut browser = stage.browser();
    let attempt = stage.attempt(browser.as_mut(), stage.person()?).await?;
    let own = attempt.state().filter(|_| with_state);
    let mut change = vec![("code", None), ("state", own.as_deref())];
    if parameter != "error" {
        change.push(("error", Some("access_denied")));
    }
    change.push((parameter, Some(text)));
    Ok(browser.open(attempt.callback_with(&change).as_str()).await?)
}

fn is_html(page: &Page) -> bool {
    page.header("content-type").is_none_or(|kind| kind.contains("html"))
}
