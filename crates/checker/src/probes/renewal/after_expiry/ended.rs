//! Row 65: the session ends when that at Scalekit has expired.

use practices::SESSION_ENDS_WITH_SCALEKITS;

use super::Trial;
use crate::probe::{broken, holds};
use crate::{NotTried, Presence, Stage, Visitor};

pub(super) async fn run(stage: &Stage, visitor: &mut Visitor, session: &str) -> Trial {
    stage.fake.expire_session(session).await?;
    match stage.sees(visitor).await? {
        Presence::In => {
            let path = stage.best()?.url.path();
            let what = format!(
                "the session at Scalekit and the access token have expired, and {path} is served as before"
            );
            Ok(broken(&SESSION_ENDS_WITH_SCALEKITS, what))
        }
        Presence::Out => Ok(holds(&SESSION_ENDS_WITH_SCALEKITS)),
        // What a refused renewal does to a page, `dead-token-is-dropped` says.
        Presence::Unanswered => Err(NotTried::because(
            "the page answered with an error or not at all when the session at Scalekit had expired",
        )),
    }
}
