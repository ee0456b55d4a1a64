//! The cookies of an application, set and cleared in one place, with the same attributes.
//!
//! They are written by the `cookie` crate. They are read here, because its parser and the jars above it work on text
//! and keep one value of a name, and the line may hold octets that are no text, and several values.
//!
//! ```
//! use std::time::Duration;
//! use axum::http::HeaderMap;
//! use scalekit_axum::{CookieKind, CookieSecret, Cookies};
//!
//! let cookies = Cookies::for_app_at(&"https://app.example/auth/callback".parse()?);
//! let id = CookieSecret::fresh();
//! let set = cookies.session(&id, Duration::from_hours(1));
//! assert!(set.to_str()?.starts_with("__Host-session="));
//!
//! let mut request = HeaderMap::new();
//! request.insert("cookie", set.to_str()?.split(';').next().unwrap_or_default().parse()?);
//! assert_eq!(cookies.brought(CookieKind::Session, &request), [id]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::time::Duration;

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use cookie::{Cookie, SameSite};
use url::Url;

use crate::attempt::ATTEMPT_LIFETIME;
use crate::cookie_domain::CookieDomain;
use crate::sealed::CookieSecret;

/// The cookies, named and marked for the scheme on which the app is reached.
///
/// On https they are `Secure` and carry the `__Host-` prefix, by which the browser itself forbids
/// that another host, a sibling or a plain-http page plants one (RFC 6265bis §4.1.3.2). Those of a session that
/// [span a domain](Self::spanning) have `__Secure-` instead, which forbids the plain-http page alone (§4.1.3.1).
#[derive(Clone, Debug)]
pub struct Cookies {
    secure: bool,
    session: &'static str,
    /// The domain that the cookies of sessions span; without one, they belong to the host.
    domain: Option<CookieDomain>,
}

/// The default name of the session cookie.
const SESSION: &str = "session";

/// The purpose of a cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CookieKind {
    /// The opaque name of the session of a signed-in browser.
    Session,
    /// An opaque value that binds begun sign-ins to the browser that began them.
    SignIn,
    /// The access token of a session in [sealed cookies](crate::Strategy::SealedCookies), or the application's
    /// [own](crate::Strategy::OwnTokens).
    AccessToken,
    /// The refresh token of a session in sealed cookies, and what else is known of it; or the application's own.
    RefreshToken,
    /// The ID token of a session in sealed cookies.
    IdToken,
}

impl CookieKind {
    const ALL: [Self; 5] =
        [Self::Session, Self::SignIn, Self::AccessToken, Self::RefreshToken, Self::IdToken];
}

impl Cookies {
    /// Makes the cookies of an application that is reached at this address.
    pub fn for_app_at(url: &Url) -> Self {
        Self { secure: url.scheme() == "https", session: SESSION, domain: None }
    }

    /// Lets the cookies of sessions span a domain, which has to be the host's own or one above it: browsers drop the
    /// others. The cookie of the sign-ins under way stays the host's, because it has no use elsewhere.
    #[must_use]
    pub fn spanning(self, domain: CookieDomain) -> Self {
        Self { domain: Some(domain), ..self }
    }

    /// Names the session cookie, which is `session` by default; on https a prefix is put before it. `None` if
    /// it is no token (RFC 6265 §4.1.1), has a prefix of its own, or is the name of another cookie of these.
    #[must_use]
    pub fn with_session_named(self, name: &'static str) -> Option<Self> {
        let is_token =
            |octet: u8| octet.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&octet);
        let is_right = !name.is_empty() && name.bytes().all(is_token) && !name.starts_with("__");
        let named = Self { session: name, ..self };
        let mut others = CookieKind::ALL.into_iter().filter(|kind| *kind != CookieKind::Session);
        let is_free = others.all(|kind| named.without_prefix(kind) != name);
        (is_right && is_free).then_some(named)
    }

    /// Sets the session cookie.
    pub fn session(&self, id: &CookieSecret, max_age: Duration) -> HeaderValue {
        self.header(CookieKind::Session, id.secret(), max_age)
    }

    /// Sets the cookie of the sign-ins under way; it lives as long as the youngest of them.
    pub fn sign_in(&self, id: &CookieSecret) -> HeaderValue {
        self.header(CookieKind::SignIn, id.secret(), ATTEMPT_LIFETIME)
    }

    /// Removes a cookie: same name, same path, same attributes, no value and no time left.
    pub fn cleared(&self, kind: CookieKind) -> HeaderValue {
        self.header(kind, "", Duration::ZERO)
    }

    /// Removes a cookie if the request brings it, valid or not.
    pub fn taken_back(&self, kind: CookieKind, headers: &HeaderMap) -> Option<HeaderValue> {
        let is_brought = self.values(kind, headers).next().is_some();
        is_brought.then(|| self.cleared(kind))
    }

    /// Returns every value of the cookie that has the shape of one of ours, in the order in which
    /// they came, each once.
    ///
    /// There may be several: an application on another port of this host, or below another path, can set a cookie of
    /// the same name (RFC 6265 §8.5 and §4.2.2), and their order does not show which is ours. Their number has no
    /// limit but that of the request's head, because ours may be the last.
    pub fn brought(&self, kind: CookieKind, headers: &HeaderMap) -> Vec<CookieSecret> {
        let mut brought = Vec::new();
        for secret in self.texts(kind, headers).filter_map(CookieSecret::of) {
            if !brought.contains(&secret) {
                brought.push(secret);
            }
        }
        brought
    }

    /// Returns every value of the cookie that is text.
    pub(crate) fn texts<'h>(
        &self,
        kind: CookieKind,
        headers: &'h HeaderMap,
    ) -> impl Iterator<Item = &'h str> + use<'h> {
        self.values(kind, headers).filter_map(|value| str::from_utf8(value).ok())
    }

    fn values<'h>(
        &self,
        kind: CookieKind,
        headers: &'h HeaderMap,
    ) -> impl Iterator<Item = &'h [u8]> + use<'h> {
        values(headers, self.name(kind))
    }

    pub(crate) fn name(&self, kind: CookieKind) -> String {
        let prefix = match self.domain(kind) {
            _ if !self.secure => "",
            None => "__Host-",
            Some(_) => "__Secure-",
        };
        format!("{prefix}{}", self.without_prefix(kind))
    }

    fn without_prefix(&self, kind: CookieKind) -> &'static str {
        match kind {
            CookieKind::Session => self.session,
            CookieKind::SignIn => "sign_in",
            CookieKind::AccessToken => "accessToken",
            CookieKind::RefreshToken => "refreshToken",
            CookieKind::IdToken => "idToken",
        }
    }

    /// Returns the domain that a cookie spans.
    fn domain(&self, kind: CookieKind) -> Option<&CookieDomain> {
        self.domain.as_ref().filter(|_| kind != CookieKind::SignIn)
    }

    /// Writes a `Set-Cookie` header. It is `Lax`, because the browser has to send the cookie when it comes back from
    /// the IdP, another site.
    pub(crate) fn header(&self, kind: CookieKind, value: &str, max_age: Duration) -> HeaderValue {
        let max_age =
            cookie::time::Duration::seconds(i64::try_from(max_age.as_secs()).unwrap_or(i64::MAX));
        let mut cookie = Cookie::build((self.name(kind), value))
            .path("/")
            .max_age(max_age)
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(self.secure);
        if let Some(domain) = self.domain(kind) {
            cookie = cookie.domain(domain.as_str());
        }
        HeaderValue::try_from(cookie.to_string()).expect("names and secrets of this app are ASCII")
    }
}

/// Returns the values of a name, as octets: browsers send cookies of other applications unchanged (RFC 6265 §5.4),
/// and these need not be text (RFC 9110 §5.5).
fn values(headers: &HeaderMap, name: String) -> impl Iterator<Item = &[u8]> + use<'_> {
    let lines = headers.get_all(COOKIE).iter();
    lines.flat_map(|line| line.as_bytes().split(|octet| *octet == b';')).filter_map(move |pair| {
        let equals = pair.iter().position(|octet| *octet == b'=')?;
        let (brought, value) = (&pair[..equals], &pair[equals + 1..]);
        (brought.trim_ascii() == name.as_bytes()).then(|| value.trim_ascii())
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cookies(url: &str) -> Cookies {
        Cookies::for_app_at(&Url::parse(url).expect("a URL"))
    }

    #[test]
    fn a_cookie_is_cleared_with_the_attributes_it_was_set_with() {
        let (https, http) = (cookies("https://app.example"), cookies("http://localhost:3000"));

        let id = CookieSecret::of(&"A".repeat(43)).expect("the shape of ours");
        insta::assert_snapshot!(https.session(&id, Duration::from_hours(1)).to_str().expect("ASCII"), @"__Host-session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=3600");
        insta::assert_snapshot!(https.cleared(CookieKind::Session).to_str().expect("ASCII"), @"__Host-session=; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=0");
        insta::assert_snapshot!(http.sign_in(&id).to_str().expect("ASCII"), @"sign_in=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA; HttpOnly; SameSite=Lax; Path=/; Max-Age=600");
        insta::assert_snapshot!(http.cleared(CookieKind::SignIn).to_str().expect("ASCII"), @"sign_in=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0");
    }

    #[test]
    fn those_of_a_session_span_the_domain_and_are_cleared_there() {
        let spanning = |url| cookies(url).spanning("example.test".parse().expect("a domain"));
        let (https, http) =
            (spanning("https://app.example.test"), spanning("http://app.example.test"));

        let id = CookieSecret::of(&"A".repeat(43)).expect("the shape of ours");
        insta::assert_snapshot!(https.session(&id, Duration::from_hours(1)).to_str().expect("ASCII"), @"__Secure-session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA; HttpOnly; SameSite=Lax; Secure; Path=/; Domain=example.test; Max-Age=3600");
        insta::assert_snapshot!(https.cleared(CookieKind::Session).to_str().expect("ASCII"), @"__Secure-session=; HttpOnly; SameSite=Lax; Secure; Path=/; Domain=example.test; Max-Age=0");
        insta::assert_snapshot!(https.cleared(CookieKind::RefreshToken).to_str().expect("ASCII"), @"__Secure-refreshToken=; HttpOnly; SameSite=Lax; Secure; Path=/; Domain=example.test; Max-Age=0");
        insta::assert_snapshot!(https.sign_in(&id).to_str().expect("ASCII"), @"__Host-sign_in=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=600");
        insta::assert_snapshot!(http.cleared(CookieKind::Session).to_str().expect("ASCII"), @"session=; HttpOnly; SameSite=Lax; Path=/; Domain=example.test; Max-Age=0");
    }

    fn with(line: &[u8]) -> HeaderMap {
        HeaderMap::from_iter([(COOKIE, HeaderValue::from_bytes(line).expect("a header"))])
    }

    #[test]
    fn only_values_of_our_name_and_shape_are_read() {
        let http = cookies("http://localhost:3000");
        let (ours, other) = (CookieSecret::fresh(), CookieSecret::fresh());
        let (a, b) = (ours.secret(), other.secret());
        let brought = |line: String| -> Vec<String> {
            let brought = http.brought(CookieKind::Session, &with(line.as_bytes()));
            brought.iter().map(|cookie| cookie.secret().to_owned()).collect()
        };

        assert_eq!(brought(format!("a=b; session={a}")), [a]);
        assert_eq!(brought(format!("session={a};session={b}; session={a}")), [a, b]);
        assert_eq!(brought(format!("a=\"; session=\"; x=session={b}; session={a}")), [a]);
        assert!(brought(format!("__Host-session={a}; Session={a}; xsession={a}")).is_empty());
        assert!(
            brought(format!("session=\"{a}\"; session={a}=; session; =session={a}")).is_empty()
        );
        assert!(brought("session=garbage; session=".to_owned()).is_empty());
    }

    proptest! {
        #[test]
        fn no_neighbour_hides_our_cookie(
            before in "[^\u{0}-\u{8}\u{a}-\u{1f}\u{7f}]{0,40}", after in prop::collection::vec(0x80_u8.., 0..40),
        ) {
            let id = CookieSecret::fresh();
            let ours = format!("; session={}; x=", id.secret());
            let line = [before.as_bytes(), ours.as_bytes(), &after].concat();

            let brought = cookies("http://localhost:3000").brought(CookieKind::Session, &with(&line));

            prop_assert!(brought.contains(&id));
        }
    }

    #[test]
    fn the_session_cookie_has_the_name_that_the_application_chooses() {
        let https = cookies("https://app.example");

        let named = https.clone().with_session_named("acme.sid").expect("a name");
        assert_eq!(named.name(CookieKind::Session), "__Host-acme.sid");
        assert_eq!(named.name(CookieKind::SignIn), "__Host-sign_in");
        for wrong in ["", "a b", "a=b", "a;b", "\u{e4}", "__Host-sid", "sign_in", "idToken"] {
            assert!(https.clone().with_session_named(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_taken_back_all_the_same() {
        let http = cookies("http://localhost:3000");
        let garbage = HeaderMap::from_iter([(COOKIE, HeaderValue::from_static("session=garbage"))]);

        let taken_back = http.taken_back(CookieKind::Session, &garbage);

        assert_eq!(taken_back, Some(http.cleared(CookieKind::Session)));
        assert_eq!(http.taken_back(CookieKind::Session, &HeaderMap::new()), None);
    }
}
