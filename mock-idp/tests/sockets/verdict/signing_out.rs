//! The logout, and the sign-in after it.

mod addresses;
mod coming_back;
mod everywhere;
mod facts;
mod hints;
mod navigation;
mod programs;

use reqwest::Method;
use reqwest::header::CONTENT_TYPE;

use super::application::{
    AFTER_LOGOUT, ALICE, Application, CLIENT_ID, REDIRECT_URI, SERVER, Tokens,
};
use super::browser::{Browser, fetch_metadata};

const BOB: &str = "bob@acme.example";

/// Acme SPA, a client without a secret, whose pages are at the same origin.
const SPA: &str = "skc_100000000000000002";

impl Application {
    /// Returns the address of a right logout.
    fn logout_url(&self, tokens: &Tokens) -> String {
        format!("/oidc/logout?{}", self.logout(tokens).encoded())
    }

    /// Returns each finding with what it says: `doubt logout-by-navigation: a script …`.
    fn said(&self) -> String {
        let verdict = self.idp.verdict();
        let line = |finding: &mock_idp::verdict::Finding| {
            let because = finding.because_of.map(|cause| format!(" (because of {cause})"));
            let (weight, slug, what) = (finding.weight, finding.slug, &finding.what);
            format!("{weight} {slug}: {what}{}", because.unwrap_or_default())
        };
        verdict.findings.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    /// Signs Alice in to Acme SPA too, with the session that the browser has, and gets the tokens by a script.
    fn sign_in_to_spa(&self, browser: &Browser) -> Tokens {
        let (request, verifier) = self.request();
        let request = request
            .with("client_id", SPA)
            .with("redirect_uri", "http://localhost:3000/spa/callback");
        let code = self.authorize(browser, &request);
        let form = self.code_exchange(&code, Some(&verifier)).without("client_secret");
        let form =
            form.with("client_id", SPA).with("redirect_uri", "http://localhost:3000/spa/callback");
        let script = browser.without_cookies(self, Method::POST, "/oauth/token");
        let script = script.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        let script = fetch_metadata(script.body(form.encoded()), "cors", "empty", "cross-site");
        Self::tokens(&browser.send(script))
    }

    /// Signs Bob in with a browser, also where Alice is signed in: nobody is let in without a question.
    fn sign_in_bob(&self, browser: &Browser) -> Tokens {
        self.idp.sign_in_next_as(BOB).expect("Bob is in the seed");
        let (request, verifier) = self.request();
        let request = request.with("prompt", "login");
        let answer = browser.goes_to(self, &format!("/oauth/authorize?{}", request.encoded()));
        let code = answer.parameter("code").expect("a code");
        Self::tokens(&self.exchange(&self.code_exchange(&code, Some(&verifier))))
    }
}
