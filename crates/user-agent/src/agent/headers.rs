//! What a browser adds to a request by itself, and what it keeps of an answer.

use http::{HeaderMap, HeaderValue, header};
use url::Url;

use super::navigation::Browser;
use crate::hop::CookieLine;
use crate::jar::{self, CookieAttributes, CookieContext, Jar};
use crate::request::{Kind, Request, cors, fetch_metadata, origin};

impl Browser {
    /// Returns the headers of a request, and the names of the cookies among them.
    pub(super) fn headers(&self, request: &Request) -> (HeaderMap, Vec<String>) {
        let mut headers = HeaderMap::new();
        headers.insert(header::USER_AGENT, header_value(&self.identification));
        headers.insert(header::ACCEPT, HeaderValue::from_static(accept(request.kind)));
        headers.extend(request.headers.clone());
        if request.kind != Kind::Probe {
            fetch_metadata::add(&mut headers, request);
        }
        if let Some(body) = &request.body
            && !headers.contains_key(header::CONTENT_TYPE)
        {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(body.content_type));
        }
        let (cookie, names) = self.cookies(request);
        let origin = origin::header(request);
        for (name, value) in [
            (header::REFERER, request.referer()),
            (header::ORIGIN, origin),
            (header::COOKIE, cookie),
        ] {
            headers.extend(value.map(|value| (name, header_value(&value))));
        }
        (headers, names)
    }

    /// Returns the headers of a preflight.
    pub(super) fn preflight_headers(&self, request: &Request) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::USER_AGENT, header_value(&self.identification));
        headers.insert(header::ACCEPT, HeaderValue::from_static("*/*"));
        fetch_metadata::add(&mut headers, request);
        let referer = request.referer().map(|referer| (header::REFERER, referer));
        headers.extend(
            cors::preflight_headers(request)
                .into_iter()
                .chain(referer)
                .map(|(name, value)| (name, header_value(&value))),
        );
        headers
    }

    fn cookies(&self, request: &Request) -> (Option<String>, Vec<String>) {
        if !request.with_credentials() {
            return (None, Vec::new());
        }
        self.cookies_for(&request.url, request.context())
    }

    /// Returns the `Cookie` header for an address, and the names in it.
    pub(super) fn cookies_for(
        &self,
        url: &Url,
        context: CookieContext,
    ) -> (Option<String>, Vec<String>) {
        let now = (self.clock)();
        self.with_jar(|jar| {
            let names = jar.matching(url, context, now).into_iter().map(|c| c.name.clone());
            (jar.header(url, context, now), names.collect())
        })
    }

    /// Gives each `Set-Cookie` line to the jar, and says what it did.
    pub(super) fn take_cookies(&self, request: &Request, headers: &HeaderMap) -> Vec<CookieLine> {
        if !request.with_credentials() {
            return Vec::new();
        }
        let (now, context) = ((self.clock)(), request.context());
        let lines = headers
            .get_all(header::SET_COOKIE)
            .iter()
            .map(|line| String::from_utf8_lossy(line.as_bytes()));
        let take = |jar: &mut Jar, line: &str| CookieLine {
            name: jar::name_of(line).to_owned(),
            change: jar.set(&request.url, line, context, now),
            attributes: CookieAttributes::of(line, now),
        };
        self.with_jar(|jar| lines.map(|line| take(jar, &line)).collect())
    }
}

/// Returns the names of the cookies that a request carries.
pub(crate) fn names_in(sent: &HeaderMap) -> Vec<String> {
    let lines = sent.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(';')).map(|pair| jar::name_of(pair).to_owned()).collect()
}

fn accept(kind: Kind) -> &'static str {
    match kind {
        Kind::Navigation | Kind::Frame => {
            "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
        }
        Kind::Image => "image/avif,image/webp,image/*,*/*;q=0.8",
        Kind::Prefetch | Kind::Script(..) | Kind::Probe => "*/*",
    }
}

/// Octets beyond ASCII may be sent; control characters never get this far except by an injected cookie.
pub(super) fn header_value(text: &str) -> HeaderValue {
    HeaderValue::from_bytes(text.as_bytes()).unwrap_or_else(|_| HeaderValue::from_static(""))
}
