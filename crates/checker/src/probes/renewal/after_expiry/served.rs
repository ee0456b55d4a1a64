//! Rows 48 and 66: a page is served after the access token has expired, and the tokens are renewed for it.

use practices::{LIFETIME_FROM_TOKEN, SESSION_OUTLIVES_ACCESS_TOKEN};

use super::LIFETIME;
use crate::probe::{broken, does_not_apply, holds, not_tried};
use crate::stage::{judge, look};
use crate::{Exchange, Finding, NotTried, Presence, Stage, Visitor};

/// What was seen of the first page after the expiry.
pub(super) struct Served {
    pub(super) findings: Vec<Finding>,
    /// What the page shows of the person.
    pub(super) presence: Presence,
    /// Whether the tokens were renewed.
    pub(super) is_renewed: bool,
    /// Whether the session's cookie got another value: then the browser has what the server has not.
    pub(super) is_rewritten: bool,
}

pub(super) async fn run(stage: &Stage, visitor: &mut Visitor) -> Result<Served, NotTried> {
    let sight = stage.best()?;
    let mark = stage.fake.last_exchange().await?;
    let answer = look(&stage.fake, &stage.subject.app, visitor.browser.as_mut(), sight).await?;
    let presence = judge(&stage.fake, sight, &visitor.person, &answer);
    let is_renewed = !stage.renewals(mark).await?.is_empty();
    let hops = answer.as_ref().map(|page| page.hops().to_vec()).unwrap_or_default();
    let names = stage.subject.session_cookies.iter().map(|cookie| &cookie.name);
    let names: Vec<_> = names.collect();
    let lines = hops.iter().flat_map(user_agent::Hop::changes);
    let is_rewritten = lines.into_iter().any(|line| names.contains(&&line.name));
    let path = sight.url.path();
    let outlives = match presence {
        Presence::In => holds(&SESSION_OUTLIVES_ACCESS_TOKEN),
        Presence::Out => {
            let what = format!(
                "access tokens lived {LIFETIME} seconds, and a second later {path} shows nobody: the session ended with its token"
            );
            let records = hops.iter().map(|hop| hop.record().to_string());
            broken(&SESSION_OUTLIVES_ACCESS_TOKEN, what).with(records)
        }
        Presence::Unanswered => not_tried(
            &SESSION_OUTLIVES_ACCESS_TOKEN,
            format!("{path} answered with an error or not at all"),
        ),
    };
    let lifetime = lifetime(stage, presence, is_renewed, path).await?;
    let findings = vec![outlives, lifetime];
    Ok(Served { findings, presence, is_renewed, is_rewritten })
}

async fn lifetime(
    stage: &Stage,
    presence: Presence,
    is_renewed: bool,
    path: &str,
) -> Result<Finding, NotTried> {
    let practice = &LIFETIME_FROM_TOKEN;
    if is_renewed {
        return Ok(holds(practice));
    }
    if !presence.is_in() {
        return Ok(not_tried(practice, "the session ended with its access token"));
    }
    let exchanges = stage.fake.exchanges(0).await?;
    if !exchanges.iter().any(gives_refresh_token) {
        return Ok(does_not_apply(practice, "the application gets no refresh token"));
    }
    let what = format!(
        "access tokens lived {LIFETIME} seconds, and a second later {path} is served as before, without a renewal"
    );
    Ok(broken(practice, what))
}

fn gives_refresh_token(exchange: &Exchange) -> bool {
    let given = exchange.members.get("given").and_then(serde_json::Value::as_array);
    given.is_some_and(|given| given.iter().any(|kind| kind == "refresh_token"))
}
