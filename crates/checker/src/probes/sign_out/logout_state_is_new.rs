//! Row 88: a logout's `state`, if there is one, is another one each time.

use practices::LOGOUT_STATE_IS_NEW;

use super::{logout, parameter};
use crate::probe::{broken, does_not_apply, holds};
use crate::{NotTried, Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let state_of = |departure| -> Result<String, NotTried> {
        Ok(parameter(logout(departure, stage)?, "state").unwrap_or_default())
    };
    let mut states = vec![state_of(&stage.exit().await?.departure)?];
    let mut alice = stage.alice().await?;
    states.push(state_of(&stage.sign_out(&mut alice).await?)?);
    Ok(vec![match states.as_slice() {
        [one, other] if one.is_empty() && other.is_empty() => {
            does_not_apply(&LOGOUT_STATE_IS_NEW, "the logout carries no state")
        }
        [one, other] if one == other => {
            broken(&LOGOUT_STATE_IS_NEW, "two logouts carried the same state")
        }
        _ => holds(&LOGOUT_STATE_IS_NEW),
    }])
}
