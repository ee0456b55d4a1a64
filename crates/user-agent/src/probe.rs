//! A request with headers that no page can make a browser send.

use http::{HeaderMap, Method};

use crate::Error;
use crate::message::Message;

/// A request from outside of any browser: a chosen `Host`, `Origin` or `X-Forwarded-Host`, a garbage token, no cookies.
///
/// It is sent as it is written, without `Sec-Fetch-*`. Its redirect is not followed, and the cookies of its answer are
/// not kept: read them in [`Page::hops`](crate::Page::hops).
///
/// ```
/// # async fn story(browser: user_agent::UserAgent) -> Result<(), user_agent::Error> {
/// use user_agent::Probe;
///
/// let probe = Probe::get("http://localhost:3000/login").header("x-forwarded-host", "evil.example");
/// let answer = browser.probe(probe).await?;
/// let target = answer.hops()[0].redirects_to().expect("a redirect to the provider");
/// assert!(!target.as_str().contains("evil.example"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Probe {
    pub(crate) message: Message,
    pub(crate) with_cookies: bool,
}

impl Probe {
    /// Prepares a GET.
    pub fn get(url: &str) -> Self {
        Self::new(Method::GET, url)
    }

    /// Prepares a POST.
    pub fn post(url: &str) -> Self {
        Self::new(Method::POST, url)
    }

    /// Prepares a request of any method.
    pub fn new(method: Method, url: &str) -> Self {
        Self { message: Message::new(method, url), with_cookies: false }
    }

    /// Adds a header, whichever it is; several of one name are sent in their order.
    #[must_use]
    pub fn header(self, name: &str, value: &str) -> Self {
        Self { message: self.message.with_header(name, value), ..self }
    }

    /// Sets a body as a form sends it.
    #[must_use]
    pub fn form(self, fields: &[(&str, &str)]) -> Self {
        Self { message: self.message.with_form(fields), ..self }
    }

    /// Sends the cookies that the browser would send if the address were typed.
    #[must_use]
    pub fn with_cookies(mut self) -> Self {
        self.with_cookies = true;
        self
    }

    pub(crate) fn headers(&self) -> Result<HeaderMap, Error> {
        self.message.headers(|_| true)
    }
}

impl std::fmt::Debug for Probe {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<_> = self.message.header_names().collect();
        write!(f, "Probe({} …, {names:?})", self.message.method)
    }
}
