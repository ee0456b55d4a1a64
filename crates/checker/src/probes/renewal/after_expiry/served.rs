//! Rows 48 and 66: a page is served after the access token has expired, and the tokens are renewed for it.

use practices::{LIFETIME_FROM_TOKEN, SESSION_OUTLIVES_ACCESS_TOKEN};

use super::LIFETIME;
use crate::probe::{broken, does_not_apply, holds, not_tried};
use crate::stage::{LEEWAYS, judge, look, server_error};
use crate::{Exchange, Finding, NotTried, Presence, Stage, Visitor};

/// What was seen of the first page after the expiry.
pub(super) struct Served {
    pub(super) findings: Vec<Finding>,
    /// What the page shows of the person.
    pub(super) presence: Presence,
    /// Whether the session is over: the page shows nobody, or fails.
    pub(super) ends: bool,
    /// Whether the tokens were renewed.
    pub(super) is_renewed: bool,
    /// Whether the session's cookie got another value: then the browser has what the server has not.
    pub(super) is_rewritten: bool,
}

/// Opens the page a second after the expiry. Where it is served without a renewal, it is opened again when what may excuse that
/// is over: a token that lives longer than the session, and the leeway of clocks. Returns how long that took as well, in seconds.
pub(super) async fn run(stage: &Stage, visitor: &mut Visitor) -> Result<(Served, u32), NotTried> {
    let mut waited = 0;
    let mut served = open(stage, visitor, LIFETIME + 1).await?;
    let lead = Some(stage.lead().await?).filter(|lead| *lead > 0);
    for wait in lead.into_iter().chain(LEEWAYS) {
        if served.is_renewed || !served.presence.is_in() {
            break;
        }
        stage.pass(wait).await;
        waited += wait;
        served = open(stage, visitor, LIFETIME + 1 + waited).await?;
    }
    let _known_already = stage.outlasts.set(served.presence.is_in() && !served.is_renewed);
    Ok((served, waited))
}

/// Opens the page `after` so many seconds since the sign-in.
async fn open(stage: &Stage, visitor: &mut Visitor, after: u32) -> Result<Served, NotTried> {
    let sight = stage.best()?;
    let lead = stage.lead().await?;
    let lived = LIFETIME + lead;
    let why = if lead > 0 { " because nobody could stay signed in with shorter ones" } else { "" };
    let when =
        format!("access tokens lived {lived} seconds{why}, and {after} seconds after the sign-in");
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
    // Scalekit is healthy, and the page opened a moment before its token ended: whoever meets an error now has no session.
    let failure = server_error(&stage.fake, &answer);
    let end = match (presence, failure) {
        (Presence::Out, _) if after < lived => {
            Some("shows nobody: the session ended before its token".to_owned())
        }
        (Presence::Out, _) => Some("shows nobody: the session ended with its token".to_owned()),
        (_, Some(status)) => Some(format!("answers {status}, to a person who was signed in")),
        _ => None,
    };
    let ends = end.is_some();
    let outlives = match end {
        Some(end) => {
            let records = hops.iter().map(|hop| hop.record().to_string());
            broken(&SESSION_OUTLIVES_ACCESS_TOKEN, format!("{when} {path} {end}")).with(records)
        }
        None if presence.is_in() => holds(&SESSION_OUTLIVES_ACCESS_TOKEN),
        None => {
            let why = format!("{path} did not answer when the access token had ended");
            not_tried(&SESSION_OUTLIVES_ACCESS_TOKEN, why)
        }
    };
    let lifetime = match () {
        () if is_renewed => holds(&LIFETIME_FROM_TOKEN),
        () if presence.is_out() => {
            not_tried(&LIFETIME_FROM_TOKEN, "the session ended with its access token")
        }
        () if !presence.is_in() => {
            let why = format!("{path} failed when the access token had ended");
            not_tried(&LIFETIME_FROM_TOKEN, why)
        }
        () => ignored(stage, &format!("{when} {path}")).await?,
    };
    let findings = vec![outlives, lifetime];
    Ok(Served { findings, presence, ends, is_renewed, is_rewritten })
}

/// Judges a page that is served as before though the access token has ended, without a renewal.
async fn ignored(stage: &Stage, when: &str) -> Result<Finding, NotTried> {
    let exchanges = stage.fake.exchanges(0).await?;
    if !exchanges.iter().any(gives_refresh_token) {
        let why = "the application gets no refresh token";
        return Ok(does_not_apply(&LIFETIME_FROM_TOKEN, why));
    }
    let what = format!("{when} is served as before, without a renewal");
    Ok(broken(&LIFETIME_FROM_TOKEN, what))
}

fn gives_refresh_token(exchange: &Exchange) -> bool {
    let given = exchange.members.get("given").and_then(serde_json::Value::as_array);
    given.is_some_and(|given| given.iter().any(|kind| kind == "refresh_token"))
}
