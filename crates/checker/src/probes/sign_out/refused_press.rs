//! A press of the sign-out that the application refuses: the page is of one session, and the cookies are those of another one
//! of the same person. What a script makes of the refusal is seen then.

use user_agent::{Error, Page};

use super::only_the_person_signs_out::button;
use crate::{NotTried, Presence, Stage};

/// What came of a press whose page is of another session than its cookies.
pub(super) struct RefusedPress {
    /// Whether the person is signed in afterwards: only then the sign-out was refused.
    pub(super) presence: Presence,
    /// Where the browser rests.
    pub(super) page: Page,
    /// The names of what local and session storage had, before and after.
    pub(super) kept: [Vec<String>; 2],
    /// The requests, without their secrets.
    pub(super) evidence: Vec<String>,
}

impl RefusedPress {
    /// Signs a person in twice, and presses the sign-out on a page of the first session with the cookies of the second one.
    ///
    /// # Errors
    ///
    /// [`NotTried`] if the person cannot sign in, or the control cannot be pressed.
    pub(super) async fn of(stage: &Stage) -> Result<Self, NotTried> {
        let mut alice = stage.alice().await?;
        let second = stage.alice().await?.browser.jar().await?;
        let page = stage.open_way_out(alice.browser.as_mut()).await?;
        let control = button(stage, &page)?;
        let before = alice.browser.storage().await?;
        alice.browser.restore(&second).await?;
        let mark = alice.browser.requests();
        match alice.browser.press(&control).await {
            // A policy that keeps the form keeps the person where they are.
            Ok(_) | Err(Error::FormActionForbids(_)) => {}
            Err(error) => return Err(error.into()),
        }
        let (page, after) = (alice.browser.page()?, alice.browser.storage().await?);
        let evidence = alice.browser.records(mark).iter().map(ToString::to_string).collect();
        let presence = stage.sees(&mut alice).await?;
        Ok(Self { presence, page, kept: [before, after], evidence })
    }
}
