//! The steps of people on the fake's hosted pages.

use user_agent::{Page, UserAgent};

use crate::World;

impl World {
    /// Types an address into the hosted page that is open, then the code from its mailbox.
    pub async fn prove(&self, browser: &mut UserAgent, email: &str) -> Page {
        send_code(browser, email).await;
        let code = self.idp.newest_code(email).expect("a code was sent");
        type_code(browser, &code).await
    }
}

/// Types an address into the hosted page that is open.
pub async fn send_code(browser: &mut UserAgent, email: &str) -> Page {
    browser.fill("email", email).expect("a page that asks for an address is open");
    browser.press("Continue").await.expect("the fake is up")
}

/// Types a code into the hosted page that is open.
pub async fn type_code(browser: &mut UserAgent, code: &str) -> Page {
    browser.fill("code", code).expect("a page that asks for a code is open");
    browser.press("Continue").await.expect("the fake and the app are up")
}
