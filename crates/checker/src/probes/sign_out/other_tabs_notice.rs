//! Row 96: another tab of the same browser is out at its next request.

use practices::OTHER_TABS_NOTICE;

use crate::probe::{broken, control, holds, not_tried};
use crate::{Presence, Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let mut alice = stage.alice().await?;
    let (person, sight) = (alice.person.clone(), stage.best()?);
    let mut tab = alice.browser.new_tab().await?;
    let before = stage.presence(tab.as_mut(), sight, &person).await?;
    control(before.is_in(), "a second tab does not show the person even before the sign-out")?;

    let departure = stage.sign_out(&mut alice).await?;

    let finding = match stage.presence(tab.as_mut(), sight, &person).await? {
        Presence::In => {
            let path = sight.url.path();
            broken(
                &OTHER_TABS_NOTICE,
                format!("after the sign-out a second tab still opens {path}"),
            )
        }
        Presence::Out => holds(&OTHER_TABS_NOTICE),
        Presence::Unanswered => not_tried(&OTHER_TABS_NOTICE, "the second tab got no answer"),
    };
    Ok(vec![finding.with(departure.evidence())])
}
