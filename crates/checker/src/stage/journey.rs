//! An ordinary journey: somebody signs in and out as people do. What only looks at one shares it with others.

use user_agent::{Jar, Page};

use super::{Departure, Entrance, Stage, Visitor};
use crate::scene::Footage;
use crate::{Exchange, NotTried, Person};

/// An ordinary journey, made once in a check, on a fake as it was at its start and with a browser without a past.
#[derive(Clone, Debug)]
pub struct Journey {
    /// Who signed in.
    pub person: Person,
    /// The sign-in.
    pub entrance: Entrance,
    /// What reached the fake meanwhile.
    pub entering: Vec<Exchange>,
    /// The cookies behind the sign-in.
    pub jar: Jar,
    /// The sign-out, or the reason why there is none.
    pub exit: Result<Exit, NotTried>,
    /// What was recorded of it.
    pub(crate) footage: Footage,
}

/// The sign-out of an ordinary journey.
#[derive(Clone, Debug)]
pub struct Exit {
    /// The page with the control.
    pub page: Page,
    /// What came of the press.
    pub departure: Departure,
    /// What reached the fake meanwhile.
    pub leaving: Vec<Exchange>,
    /// The sessions at the fake before and after.
    pub sessions: [Vec<String>; 2],
}

impl Stage {
    /// Returns the ordinary journey, which is made when it is first wanted.
    ///
    /// # Errors
    ///
    /// [`NotTried`] if nobody can sign in.
    pub async fn journey(&self) -> Result<&Journey, NotTried> {
        self.journey.get_or_try_init(|| self.travel()).await
    }

    /// Returns the sign-out of the ordinary journey.
    ///
    /// # Errors
    ///
    /// [`NotTried`] if nobody can sign in, or out.
    pub async fn exit(&self) -> Result<&Exit, NotTried> {
        self.journey().await?.exit.as_ref().map_err(NotTried::clone)
    }

    async fn travel(&self) -> Result<Journey, NotTried> {
        self.fake.reset().await?;
        let mut visitor = Visitor { person: self.person()?.clone(), browser: self.browser() };
        let mark = self.fake.last_exchange().await?;
        let entrance = self.enter(&mut visitor).await?;
        let entering = self.fake.exchanges(mark).await?;
        let jar = visitor.browser.jar().await?;
        let exit = self.leave(&mut visitor).await;
        let footage = self.footage().await;
        Ok(Journey { person: visitor.person, entrance, entering, jar, exit, footage })
    }

    async fn leave(&self, visitor: &mut Visitor) -> Result<Exit, NotTried> {
        let before = self.fake.active_sessions(&visitor.person).await?;
        let page = self.open_way_out(visitor.browser.as_mut()).await?;
        let mark = self.fake.last_exchange().await?;
        let departure = self.press_way_out(visitor.browser.as_mut()).await?;
        let leaving = self.fake.exchanges(mark).await?;
        let after = self.fake.active_sessions(&visitor.person).await?;
        Ok(Exit { page, departure, leaving, sessions: [before, after] })
    }
}
