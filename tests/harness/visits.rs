//! Short visits that many stories need, and what the URLs of a browser's way carry.

use url::Url;
use user_agent::{Page, UserAgent};

use crate::World;
use crate::backend::code_in;

impl World {
    /// Types the address of one of the app's pages.
    pub async fn open(&self, browser: &mut UserAgent, path: &str) -> Page {
        let url = self.url(path);
        browser.open(url.as_str()).await.expect("the app and the fake are up")
    }

    /// Returns what the app's API answers this browser now: 200 to somebody signed in, 401 to nobody.
    pub async fn api(&self, browser: &UserAgent) -> u16 {
        self.open(&mut browser.new_tab(), "/api/me").await.status()
    }

    /// Signs this person in to the app with one click, in this browser.
    pub async fn sign_in(&self, browser: &mut UserAgent, email: &str) -> Page {
        self.idp.sign_in_next_as(email).expect("the person is in the seed");
        self.open(browser, "/login").await
    }

    /// Returns the code that a browser brought to the app on its way to this page.
    pub fn code_on_the_way_to(&self, page: &Page) -> String {
        let callback = self.url(sample_app::CALLBACK_PATH);
        let mut urls = page.hops().iter().map(user_agent::Hop::url);
        let url = urls.find(|url| url.path() == callback.path());
        url.and_then(code_in).expect("the way led through the callback")
    }
}

/// Returns the logout URL on the way to this page, with the ID token in it.
pub fn logout_url_on_the_way_to(page: &Page) -> Url {
    let mut targets = page.hops().iter().filter_map(user_agent::Hop::redirects_to);
    let url = targets.find(|url| url.path() == "/oidc/logout");
    url.cloned().expect("the way led through the logout endpoint")
}
