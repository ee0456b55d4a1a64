//! The browsers that an application meets.

use std::sync::Mutex;

use reqwest::Method;
use reqwest::blocking::{Client, RequestBuilder};
use reqwest::header::{COOKIE, ORIGIN, REFERER, SET_COOKIE, USER_AGENT};

use super::application::{Application, ORIGIN_OF_APP, client};
use crate::http::{Answer, sent};

/// A browser as Chromium is: it says how each request came about, keeps the environment's cookies, and follows no
/// redirect by itself.
pub(super) struct Browser {
    client: Client,
    cookies: Mutex<Vec<(String, String)>>,
}

impl Browser {
    /// Returns one that was never anywhere.
    pub(super) fn new() -> Self {
        Self { client: client(), cookies: Mutex::default() }
    }

    /// Goes to an address of the fake as a redirect of the application makes a browser go there.
    pub(super) fn goes_to(&self, app: &Application, path_and_query: &str) -> Answer {
        let request = self.request(app, Method::GET, path_and_query);
        self.send(by_click(fetch_metadata(request, "navigate", "document", "cross-site")))
    }

    /// Goes on to an address of the fake as the redirects after an answer of the fake make a browser go on: still by the
    /// click that began, and without a referrer, which the answer forbade.
    pub(super) fn goes_on_to(&self, app: &Application, path_and_query: &str) -> Answer {
        let request = self.without_referrer(app, Method::GET, path_and_query);
        self.send(by_click(fetch_metadata(request, "navigate", "document", "cross-site")))
    }

    /// Begins a request with the browser's cookies and the application's page as its referrer.
    pub(super) fn request(
        &self,
        app: &Application,
        method: Method,
        path_and_query: &str,
    ) -> RequestBuilder {
        with_referrer(self.without_referrer(app, method, path_and_query))
    }

    /// Begins a request with the browser's cookies and without a referrer.
    pub(super) fn without_referrer(
        &self,
        app: &Application,
        method: Method,
        path_and_query: &str,
    ) -> RequestBuilder {
        self.with_cookies(self.without_page(app, method, path_and_query))
    }

    fn with_cookies(&self, request: RequestBuilder) -> RequestBuilder {
        let cookies = self.cookies.lock().expect("no test panics with it");
        let pairs: Vec<String> =
            cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if pairs.is_empty() { request } else { request.header(COOKIE, pairs.join("; ")) }
    }

    /// Begins a request for which the browser keeps its cookies at home.
    pub(super) fn without_cookies(
        &self,
        app: &Application,
        method: Method,
        path_and_query: &str,
    ) -> RequestBuilder {
        with_referrer(self.without_page(app, method, path_and_query))
    }

    /// Begins a request without cookies that no page makes, or one that does not say so.
    pub(super) fn without_page(
        &self,
        app: &Application,
        method: Method,
        path_and_query: &str,
    ) -> RequestBuilder {
        let request = self.client.request(method, app.url(path_and_query));
        let agent =
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36";
        request.header(USER_AGENT, agent)
    }

    /// Goes to an address that the person types.
    pub(super) fn types(&self, app: &Application, path_and_query: &str) -> Answer {
        let request = self.with_cookies(self.without_page(app, Method::GET, path_and_query));
        self.send(fetch_metadata(request, "navigate", "document", "none"))
    }

    /// Sends a request, and keeps the cookies of its answer.
    pub(super) fn send(&self, request: RequestBuilder) -> Answer {
        let answer = sent(request);
        let mut cookies = self.cookies.lock().expect("no test panics with it");
        for line in answer.headers.get_all(SET_COOKIE) {
            let line = line.to_str().expect("our cookies are ASCII");
            let (name, rest) = line.split_once('=').expect("a cookie has a name");
            let value = rest.split(';').next().unwrap_or_default();
            cookies.retain(|(known, _)| known != name);
            if !line.contains("Max-Age=0") {
                cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        answer
    }

    /// Returns the session's cookie as a `Cookie` header has it.
    pub(super) fn kept(&self) -> String {
        let cookies = self.cookies.lock().expect("no test panics with it");
        let session = cookies.iter().find(|(name, _)| name == "sk_idp_session").expect("a session");
        format!("{}={}", session.0, session.1)
    }

    /// Returns the values of the cookies that it keeps.
    pub(super) fn cookies(&self) -> Vec<String> {
        let cookies = self.cookies.lock().expect("no test panics with it");
        cookies.iter().map(|(_, value)| value.clone()).collect()
    }

    /// Whether it has the cookie of a session.
    pub(super) fn is_signed_in(&self) -> bool {
        let cookies = self.cookies.lock().expect("no test panics with it");
        cookies.iter().any(|(name, _)| name == "sk_idp_session")
    }
}

fn with_referrer(request: RequestBuilder) -> RequestBuilder {
    request.header(REFERER, format!("{ORIGIN_OF_APP}/"))
}

/// Adds the Fetch Metadata of a request.
pub(super) fn fetch_metadata(
    request: RequestBuilder,
    mode: &str,
    destination: &str,
    site: &str,
) -> RequestBuilder {
    let request = request
        .header("sec-fetch-mode", mode)
        .header("sec-fetch-dest", destination)
        .header("sec-fetch-site", site);
    if mode == "cors" { request.header(ORIGIN, ORIGIN_OF_APP) } else { request }
}

/// Adds that a person set the request off.
pub(super) fn by_click(request: RequestBuilder) -> RequestBuilder {
    request.header("sec-fetch-user", "?1")
}
