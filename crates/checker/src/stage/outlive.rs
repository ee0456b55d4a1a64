//! Letting an access token's life pass, and seeing whether the application has noticed what happened meanwhile.

use practices::Practice;

use super::{LEEWAYS, Presence, Stage, Visitor};
use crate::probe::{broken, holds, not_tried};
use crate::{Browser, Finding, NotTried, Person, Sight};

/// How long access tokens live while something is to be noticed, in seconds.
pub(crate) const LIFE: u32 = 2;

impl Stage {
    /// Lets an access token's life pass, and finds whether the application has noticed `event`, such as “the session was
    /// revoked at Scalekit”: the best page shows the visitor no more. `mark` is the last exchange before the event.
    ///
    /// The twin is somebody whom the event does not concern, and shows that the application lets nobody else go.
    ///
    /// # Errors
    ///
    /// [`NotTried`] if the browser or the fake cannot be driven.
    pub(crate) async fn is_noticed(
        &self,
        practice: &'static Practice,
        (visitor, twin): (&mut Visitor, &mut Visitor),
        mark: u64,
        event: &str,
    ) -> Result<Finding, NotTried> {
        let sight = self.best()?.clone();
        let (browser, person) = (visitor.browser.as_mut(), &visitor.person);
        let after = self.presence_after_a_life(browser, &sight, person, mark).await?;
        if after == Presence::Out && !self.sees(twin).await?.is_in() {
            let why = "somebody else was signed out as well, when an access token’s life was over: see session-outlives-access-token";
            return Ok(not_tried(practice, why));
        }
        Ok(noticed(practice, after, &sight, person, event))
    }

    /// Lets an access token's life pass and returns whether a page still shows this person.
    ///
    /// An application that looks at tokens alone may allow clocks some leeway: as long as it does not renew, it gets
    /// that time, too, unless it is known that no end of a token ends its sessions. `mark` is the last exchange before what
    /// it has to notice.
    ///
    /// # Errors
    ///
    /// [`NotTried`] if the browser or the fake cannot be driven.
    pub(crate) async fn presence_after_a_life(
        &self,
        browser: &mut dyn Browser,
        sight: &Sight,
        person: &Person,
        mark: u64,
    ) -> Result<Presence, NotTried> {
        let [first, last] = LEEWAYS;
        // Before its lead is over, the token itself has not ended.
        let waits = [LIFE + 1, first + self.lead().await?, last];
        let outlasts = self.outlasts.get().copied().unwrap_or_default();
        let waits = if outlasts { &waits[..1] } else { &waits[..] };
        let mut presence = Presence::Unanswered;
        for &wait in waits {
            self.pass(wait).await;
            self.presence(browser, sight, person).await?;
            // Who renews behind an answer knows more at the next request.
            presence = self.presence(browser, sight, person).await?;
            if !presence.is_in() || !self.renewals(mark).await?.is_empty() {
                break;
            }
        }
        Ok(presence)
    }
}

/// Judges what a page says of a person an access token's life after something that closes it to them.
pub(crate) fn noticed(
    practice: &'static Practice,
    after: Presence,
    sight: &Sight,
    person: &Person,
    event: &str,
) -> Finding {
    let (path, name) = (sight.url.path(), person.name());
    match after {
        Presence::In => {
            let what = format!("{path} still opens to {name} an access token’s life after {event}");
            broken(practice, what)
        }
        Presence::Out => holds(practice),
        Presence::Unanswered => {
            not_tried(practice, format!("{path} answered with an error or not at all"))
        }
    }
}
