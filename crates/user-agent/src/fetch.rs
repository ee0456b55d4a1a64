//! A script's request: `fetch(url, options)`, spelt as a builder.

use http::header::CONTENT_TYPE;
use http::{HeaderName, HeaderValue, Method};
use url::Url;

use crate::Error;
use crate::message::Message;
use crate::request::{Body, Credentials, Initiator, Kind, Mode, Request};

/// A script's request, relative to the page it runs in.
///
/// ```
/// use user_agent::{Credentials, Fetch};
///
/// let sign_out = Fetch::post("/logout").header("accept", "application/json").form(&[("csrf", "t0ken")]);
/// let elsewhere = Fetch::get("http://127.0.0.1:4000/api/me").credentials(Credentials::Include);
/// ```
#[derive(Clone)]
pub struct Fetch {
    message: Message,
    mode: Mode,
    credentials: Credentials,
}

impl Fetch {
    /// Calls `fetch(address)`.
    pub fn get(address: &str) -> Self {
        Self::new(Method::GET, address)
    }

    /// Calls `fetch(address, { method: "POST" })`.
    pub fn post(address: &str) -> Self {
        Self::new(Method::POST, address)
    }

    /// Calls `fetch` with any method.
    pub fn new(method: Method, address: &str) -> Self {
        Self {
            message: Message::new(method, address),
            mode: Mode::Cors,
            credentials: Credentials::SameOrigin,
        }
    }

    /// Adds a header. The browser's own (`Cookie`, `Origin`, `Sec-…`) cannot be set, as in any script.
    #[must_use]
    pub fn header(self, name: &str, value: &str) -> Self {
        Self { message: self.message.with_header(name, value), ..self }
    }

    /// Sets a body as a form would send it.
    #[must_use]
    pub fn form(self, fields: &[(&str, &str)]) -> Self {
        Self { message: self.message.with_form(fields), ..self }
    }

    /// Sets a text as the body. Without a header that says another type it is `text/plain`, which needs no consent.
    #[must_use]
    pub fn text(mut self, text: &str) -> Self {
        self.message.body =
            Some(Body { content_type: "text/plain;charset=UTF-8", text: text.to_owned() });
        self
    }

    /// Sets a JSON body; to another origin it needs that origin's consent first.
    #[must_use]
    pub fn json(mut self, value: &serde_json::Value) -> Self {
        self.message.body =
            Some(Body { content_type: "application/json", text: value.to_string() });
        self
    }

    /// Sets whether another origin's consent is needed; `cors` by default.
    #[must_use]
    pub fn mode(mut self, mode: Mode) -> Self {
        self.mode = mode;
        self
    }

    /// Sets whether cookies go along; by default to the page's own origin alone.
    #[must_use]
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = credentials;
        self
    }

    /// Returns the method.
    pub fn method(&self) -> &Method {
        &self.message.method
    }

    /// Returns the headers, that of the body's type included.
    pub fn headers(&self) -> Vec<(&str, &str)> {
        let own = self.message.written_headers();
        let has = self.message.header_names().any(|name| name.eq_ignore_ascii_case("content-type"));
        let body = self.message.body.as_ref().filter(|_| !has);
        own.chain(body.map(|body| ("content-type", body.content_type))).collect()
    }

    /// Returns the body.
    pub fn body(&self) -> Option<&str> {
        self.message.body.as_ref().map(|body| body.text.as_str())
    }

    /// Returns the mode, in the word that scripts write.
    pub fn mode_name(&self) -> &'static str {
        match self.mode {
            Mode::Cors => "cors",
            Mode::NoCors => "no-cors",
            Mode::SameOrigin => "same-origin",
        }
    }

    /// Returns whether cookies go along, in the word that scripts write.
    pub fn credentials_name(&self) -> &'static str {
        match self.credentials {
            Credentials::Omit => "omit",
            Credentials::SameOrigin => "same-origin",
            Credentials::Include => "include",
        }
    }

    /// Returns the address, relative to the page.
    pub fn address(&self) -> &str {
        &self.message.address
    }

    pub(crate) fn into_request(self, url: Url, initiator: Initiator) -> Result<Request, Error> {
        let mut headers = self.message.headers(is_of_scripts)?;
        let Message { method, body, .. } = self.message;
        if let Some(body) = &body
            && !headers.contains_key(CONTENT_TYPE)
        {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(body.content_type));
        }
        let request = Request::get(url, Kind::Script(self.mode, self.credentials), initiator);
        Ok(Request { method, headers, body, ..request })
    }
}

/// Implements Fetch §2.2.2, "forbidden request-header": a script does not speak for the browser.
fn is_of_scripts(name: &HeaderName) -> bool {
    let forbidden = ["cookie", "host", "origin", "referer", "content-length", "connection"];
    !forbidden.contains(&name.as_str()) && !name.as_str().starts_with("sec-")
}

impl std::fmt::Debug for Fetch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Fetch({} …, {:?}, {:?})", self.message.method, self.mode, self.credentials)
    }
}
