//! Row 27: the words of an error page are the application's own.

use practices::CALLBACK_ERROR_IS_NOT_ECHOED;
use user_agent::Page;

use crate::probe::{broken, control, holds};
use crate::{NotTried, Stage, Tried};

/// What the description of the error has in it, as text and as HTML.
const CANARY: &str = "Zeisig4711";

/// How the canary is written, to see whether HTML is passed on.
const MARKUP: &str = "<i id=zeisig>Zeisig4711</i>";

pub(super) async fn run(stage: &Stage) -> Tried {
    let mut has_answered = false;
    let mut echo: Option<Page> = None;
    for (parameter, has_state) in
        [("error_description", true), ("error_description", false), ("error", true)]
    {
        let page = declined(stage, parameter, has_state).await?;
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
    control(has_answered, "the callback crashes at an error")?;
    Ok(vec![if echo.is_some() {
        let what = "the callback's page shows the error_description of its URL: whoever makes a link to it writes there";
        broken(&CALLBACK_ERROR_IS_NOT_ECHOED, what).as_advice()
    } else {
        holds(&CALLBACK_ERROR_IS_NOT_ECHOED)
    }])
}

/// Opens the callback of a sign-in that was declined, with the canary in a parameter, and returns the page.
async fn declined(stage: &Stage, parameter: &str, has_state: bool) -> Result<Page, NotTried> {
    let mut browser = stage.browser();
    let begun = stage.begin(browser.as_mut()).await?;
    let mut url = stage.subject.redirect_uri.clone();
    let own = crate::stage::parameter(&begun.request, "state").filter(|_| has_state);
    {
        let mut query = url.query_pairs_mut();
        if parameter != "error" {
            query.append_pair("error", "access_denied");
        }
        query.append_pair(parameter, MARKUP);
        if let Some(own) = &own {
            query.append_pair("state", own);
        }
    }
    Ok(browser.open(url.as_str()).await?)
}

fn is_html(page: &Page) -> bool {
    page.header("content-type").is_none_or(|kind| kind.contains("html"))
}
