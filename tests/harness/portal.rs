//! An application that sends Scalekit any request of the Rust client's.

use scalekit::{Attempt, Callback, Client, Error, SignIn, SignedIn};
use user_agent::{Page, UserAgent};

use crate::backend::REDIRECT_URI;
use crate::{Backend, World};

/// The second application, built on the Rust client: a story chooses how people sign in, and holds the
/// tokens. Its redirect URI leads away from this machine, so that the browser stops before it.
///
/// Registered by [`Backend::join`].
#[derive(Debug)]
pub struct Portal {
    /// The Rust client.
    pub client: Client,
}

impl Portal {
    /// Returns the second application of a world that it has joined.
    pub fn of(world: &World) -> Self {
        Self { client: world.client_of(&Backend::registration(world)) }
    }

    /// Sends a browser to sign in like this, and gives the page that it comes to.
    pub async fn send(
        &self,
        browser: &mut UserAgent,
        choose: impl FnOnce(SignIn) -> SignIn,
    ) -> (Attempt, Page) {
        let attempt = self.client.begin(choose(SignIn::to(REDIRECT_URI)));
        let page = browser.open(attempt.url().as_str()).await;
        (attempt, page.expect("the fake is up"))
    }

    /// Finishes an attempt, when the browser has come home on this page.
    ///
    /// # Errors
    ///
    /// Those of [`Client::finish`].
    pub async fn finish(&self, attempt: Attempt, home: &Page) -> Result<SignedIn, Error> {
        let callback = home.left_for().expect("the browser was sent home");
        let query = callback.query().unwrap_or_default();
        self.client.finish(attempt, Callback::from_query(query)).await
    }
}
