//! Row 107: a webhook needs no CSRF token.
//!
//! Innocent: a refusal for another reason, such as a secret that the application does not have.

use practices::CSRF_EXEMPTS_WEBHOOK_ONLY;
use user_agent::Jar;

use super::messages::{carried, is_nowhere, is_taken, sign_out_elsewhere, webhook_url, webhooks};
use crate::probe::{broken, holds};
use crate::stage::{Letter, post};
use crate::{NotTried, Stage, Tried, Visitor};

/// What the names of fields with such a token have in them.
const TOKENS: [&str; 4] = ["csrf", "xsrf", "authenticity", "_token"];

pub(super) async fn run(stage: &Stage) -> Tried {
    let practice = &CSRF_EXEMPTS_WEBHOOK_ONLY;
    let to = webhook_url(stage)?;
    let mut post_box = webhooks(stage).await?;
    let mut alice = stage.alice().await?;
    let mut other = stage.alice().await?;
    sign_out_elsewhere(stage, &mut other).await?;
    let genuine = post_box.next().await?;
    let status = post(&to, &genuine).await?;
    if is_taken(status) {
        return Ok(vec![holds(practice)]);
    }
    let path = to.path();
    if !is_nowhere(status)
        && let Some(letter) = as_a_page_sends_it(stage, &mut alice, &genuine).await?
        && is_taken(post(&to, &letter).await?)
    {
        let what = format!(
            "{path} answers {status} to a genuine webhook, and takes it with the CSRF token of a page"
        );
        return Ok(vec![broken(practice, what).with([carried(&to, "a genuine webhook", status)])]);
    }
    Err(NotTried::because(format!(
        "{path} answers {status} to a genuine webhook, with a CSRF token as well"
    )))
}

/// Returns the webhook with what only a page of the application has: cookies, and the token of its forms.
async fn as_a_page_sends_it(
    stage: &Stage,
    alice: &mut Visitor,
    genuine: &Letter,
) -> Result<Option<Letter>, NotTried> {
    let page = alice.browser.open(stage.best()?.url.as_str()).await?;
    let entries = page.controls().into_iter().flat_map(|control| page.entries(&control));
    let is_token = |name: &str| TOKENS.iter().any(|part| name.to_ascii_lowercase().contains(part));
    let token = entries.into_iter().find(|(name, _)| is_token(name)).map(|(_, value)| value);
    let Some(token) = token else { return Ok(None) };
    let cookies = header(&stage.fake.forgotten_in(&alice.browser.jar().await?));
    let origin = stage.subject.app.origin().ascii_serialization();
    let letter = genuine.clone().with_header("cookie", &cookies).with_header("origin", &origin);
    let names = ["x-csrf-token", "x-xsrf-token", "x-csrftoken"];
    Ok(Some(names.iter().fold(letter, |letter, name| letter.with_header(name, &token))))
}

fn header(jar: &Jar) -> String {
    let pairs = jar.cookies().iter().map(|cookie| format!("{}={}", cookie.name, cookie.value));
    pairs.collect::<Vec<_>>().join("; ")
}
