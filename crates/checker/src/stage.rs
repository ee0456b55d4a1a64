//! What a probe works with: the fake as it was at its start, browsers without a past, and the ways through the
//! application that discovery found.

mod attempt;
mod depart;
mod doorstep;
mod enter;
mod forged;
mod journey;
mod lead;
mod leeway;
mod look;
mod notebook;
mod outlive;
mod pass;
mod post_box;
mod renewals;
mod reply;
mod token_text;

use std::sync::Arc;

use tokio::sync::OnceCell;
use url::Url;
use user_agent::Jar;

pub use self::attempt::Attempt;
pub(crate) use self::attempt::{in_words, is_failure, leads_on};
pub use self::depart::Departure;
pub(crate) use self::depart::depart;
pub use self::doorstep::Doorstep;
pub(crate) use self::doorstep::parameter;
pub(crate) use self::enter::go;
pub use self::enter::{Begun, Entrance};
pub use self::journey::{Exit, Journey};
pub(crate) use self::leeway::{LEEWAYS, LONGEST_LEEWAY};
pub use self::look::Presence;
pub(crate) use self::look::{is_same_page, judge, look, server_error};
pub use self::notebook::Notebook;
pub(crate) use self::outlive::{LIFE, noticed};
pub(crate) use self::post_box::{Letter, PostBox, post};
pub(crate) use self::renewals::token_of;
pub(crate) use self::reply::Reply;
pub(crate) use self::token_text::{TokenKind, readings, token_in};
use crate::browser::Maker;
use crate::fake::FakeError;
use crate::{Browser, Fake, NotTried, Options, Person, Sight, Subject};

/// What a probe works with. Each probe has one of its own, on a fake that was reset before.
#[derive(Clone, Debug)]
pub struct Stage {
    /// The application, as discovery found it.
    pub subject: Arc<Subject>,
    /// The fake.
    pub fake: Fake,
    /// What the check is to do.
    pub options: Arc<Options>,
    pub(crate) maker: Maker,
    /// The address that sends a browser to sign in, once it is found.
    pub(crate) doorstep: Arc<OnceCell<Doorstep>>,
    /// The ordinary journey, once it is made.
    pub(crate) journey: Arc<OnceCell<Journey>>,
    /// How much longer than a probe wants access tokens have to live, in seconds, once that is found.
    pub(crate) lead: Arc<OnceCell<u32>>,
    /// Whether the application renews a token that has ended, once that is seen.
    pub(crate) renews: Arc<OnceCell<bool>>,
    /// Whether a session went on without a renewal when its access token and any leeway were over, once that is seen.
    pub(crate) outlasts: Arc<OnceCell<bool>>,
}

/// A person in front of a browser, who signed in to the application.
pub struct Visitor {
    /// The person.
    pub person: Person,
    /// The browser.
    pub browser: Box<dyn Browser>,
}

impl Stage {
    /// Makes a browser without a past.
    pub fn browser(&self) -> Box<dyn Browser> {
        self.maker.fresh()
    }

    /// Returns the person as whom most is tried.
    ///
    /// # Errors
    ///
    /// [`NotTried`] if the seed has nobody.
    pub fn person(&self) -> Result<&Person, NotTried> {
        self.fake.alice().ok_or_else(|| NotTried::because("the seed has nobody who can sign in"))
    }

    /// Signs the first person in, in a browser of her own. It has succeeded only if the guarded page shows her.
    ///
    /// # Errors
    ///
    /// [`NotTried`] if she could not sign in.
    pub async fn alice(&self) -> Result<Visitor, NotTried> {
        let person = self.person()?.clone();
        self.visitor(person).await
    }

    /// Signs a second person in, in a browser of his own.
    ///
    /// # Errors
    ///
    /// [`NotTried`] if there is no second person, or he could not sign in.
    pub async fn bob(&self) -> Result<Visitor, NotTried> {
        self.visitor(self.second_person()?.clone()).await
    }

    /// Returns another person than the first: of the same organization, and no administrator if there is such a one.
    ///
    /// # Errors
    ///
    /// [`NotTried`] if there is nobody else.
    pub fn second_person(&self) -> Result<&Person, NotTried> {
        let nobody = || NotTried::because("the seed has no second person who can sign in");
        self.fake.bob().ok_or_else(nobody)
    }

    /// Signs this person in, in a browser of their own.
    ///
    /// # Errors
    ///
    /// [`NotTried`] if they could not sign in.
    pub(crate) async fn visitor(&self, person: Person) -> Result<Visitor, NotTried> {
        let mut visitor = Visitor { person, browser: self.browser() };
        self.enter(&mut visitor).await?;
        Ok(visitor)
    }

    /// Makes a browser that has the application's cookies of another one and nothing else: a thief, or a backup. The fake
    /// does not know it.
    ///
    /// # Errors
    ///
    /// [`NotTried`] if the cookies cannot be put into it.
    pub async fn thief_with(&self, jar: &Jar) -> Result<Box<dyn Browser>, NotTried> {
        self.act("Another browser has copies of the application’s cookies").await;
        let mut browser = self.browser();
        browser.restore(&self.fake.forgotten_in(jar)).await?;
        Ok(browser)
    }

    /// Returns the best page by which to see who is signed in.
    ///
    /// # Errors
    ///
    /// [`NotTried`] if discovery found none.
    pub fn best(&self) -> Result<&Sight, NotTried> {
        let none = || NotTried::because("no page was found that shows who is signed in");
        self.subject.best().ok_or_else(none)
    }

    /// Returns an address of the application.
    ///
    /// # Errors
    ///
    /// [`NotTried`] if it is no path.
    pub fn at(&self, path: &str) -> Result<Url, NotTried> {
        let none = |why| NotTried::because(format!("{path} is no path of the application: {why}"));
        self.subject.at(path).map_err(none)
    }
}

impl From<FakeError> for NotTried {
    fn from(error: FakeError) -> Self {
        Self(error.to_string())
    }
}

impl std::fmt::Debug for Visitor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Visitor({})", self.person.name())
    }
}
