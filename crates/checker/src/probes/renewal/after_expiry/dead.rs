//! Row 61: the session ends with a refusal of its refresh token, which is not sent again.
//!
//! Innocent: a cookie that is left in the browser and that the server knows nothing of.

use practices::DEAD_TOKEN_IS_DROPPED;

use super::Trial;
use crate::probe::{broken, control, holds};
use crate::stage::{judge, look, server_error};
use crate::{NotTried, Presence, Stage, Visitor};

/// Pages that are opened after the session at Scalekit was revoked.
const PAGES: usize = 3;

/// `ends_late` says that a session whose renewal was refused because it had expired went on.
pub(super) async fn run(
    stage: &Stage,
    (visitor, session): &mut (Visitor, String),
    ends_late: bool,
) -> Trial {
    stage.fake.revoke_session(session).await?;
    let (mark, seen) = (stage.fake.last_exchange().await?, visitor.browser.requests());
    let (sight, mut presence, mut failure) = (stage.best()?, Presence::Unanswered, None);
    for _ in 0..PAGES {
        let browser = visitor.browser.as_mut();
        let answer = look(&stage.fake, &stage.subject.app, browser, sight).await?;
        presence = judge(&stage.fake, sight, &visitor.person, &answer);
        failure = server_error(&stage.fake, &answer);
    }
    let records: Vec<_> = visitor.browser.records(seen).iter().map(ToString::to_string).collect();
    let renewals = stage.renewals(mark).await?;
    let refused = renewals.iter().filter(|one| one.error() == Some("invalid_grant")).count();
    control(refused > 0, "no renewal was refused when the session at Scalekit was revoked")?;
    let what = match presence {
        Presence::In if ends_late => format!(
            "a renewal was refused with invalid_grant, and {} is served as before",
            sight.url.path()
        ),
        Presence::In => {
            let why = "the revoked session goes on: see remote-logout-is-noticed";
            return Err(NotTried::because(why));
        }
        Presence::Unanswered => match failure {
            Some(status) => format!(
                "a renewal was refused with invalid_grant, and {} answers {status}, {PAGES} times in a row",
                sight.url.path()
            ),
            None => {
                let why = "the page did not answer when a renewal was refused";
                return Err(NotTried::because(why));
            }
        },
        Presence::Out if refused > 1 => {
            format!("{PAGES} pages sent {refused} renewals with a refresh token that is dead")
        }
        Presence::Out => return Ok(holds(&DEAD_TOKEN_IS_DROPPED)),
    };
    Ok(broken(&DEAD_TOKEN_IS_DROPPED, what).with(records))
}
