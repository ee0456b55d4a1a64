//! The two cookies of this app, set and cleared in one place, with the same attributes.

use std::time::Duration;

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use cookie::{Cookie, SameSite};
use url::Url;

use crate::attempt::ATTEMPT_LIFETIME;
use crate::sealed::CookieSecret;

/// The cookies, named and marked for the scheme on which the app is reached.
///
/// On https they are `Secure` and carry the `__Host-` prefix, by which the browser itself forbids
/// that another host, a sibling or a plain-http page plants one (RFC 6265bis §4.1.3.2).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cookies {
    secure: bool,
}

/// The purpose of a cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The opaque name of the session of a signed-in browser.
    Session,
    /// An opaque value that binds begun sign-ins to the browser that began them.
    SignIn,
}

impl Cookies {
    pub(crate) fn for_app_at(url: &Url) -> Self {
        Self { secure: url.scheme() == "https" }
    }

    /// Sets the session cookie.
    pub(crate) fn session(self, id: &CookieSecret, max_age: Duration) -> HeaderValue {
        self.header(Kind::Session, id.secret(), max_age)
    }

    /// Sets the cookie of the sign-ins under way; it lives as long as the youngest of them.
    pub(crate) fn sign_in(self, id: &CookieSecret) -> HeaderValue {
        self.header(Kind::SignIn, id.secret(), ATTEMPT_LIFETIME)
    }

    /// Removes a cookie: same name, same path, same attributes, no value and no time left.
    pub(crate) fn cleared(self, kind: Kind) -> HeaderValue {
        self.header(kind, "", Duration::ZERO)
    }

    /// Removes everything this app ever sets.
    pub(crate) fn all_cleared(self) -> Vec<HeaderValue> {
        vec![self.cleared(Kind::Session), self.cleared(Kind::SignIn)]
    }

    /// Removes a cookie if the request brings it, valid or not.
    pub(crate) fn taken_back(self, kind: Kind, headers: &HeaderMap) -> Option<HeaderValue> {
        let is_brought = values(headers, self.name(kind)).next().is_some();
        is_brought.then(|| self.cleared(kind))
    }

    /// Returns every value of the cookie that has the shape of one of ours, in the order in which
    /// they came, each once.
    ///
    /// There may be several: an application on another port of this host, or below another path, can set a cookie of
    /// the same name (RFC 6265 §8.5 and §4.2.2), and their order does not show which is ours. Their number has no
    /// limit but that of the request's head, because ours may be the last.
    pub(crate) fn brought(self, kind: Kind, headers: &HeaderMap) -> Vec<CookieSecret> {
        let mut brought = Vec::new();
        let texts = values(headers, self.name(kind)).filter_map(|value| str::from_utf8(value).ok());
        for secret in texts.filter_map(CookieSecret::of) {
            if !brought.contains(&secret) {
                brought.push(secret);
            }
        }
        brought
    }

    fn name(self, kind: Kind) -> &'static str {
        match (kind, self.secure) {
            (Kind::Session, true) => "__Host-session",
            (Kind::Session, false) => "session",
            (Kind::SignIn, true) => "__Host-sign_in",
            (Kind::SignIn, false) => "sign_in",
        }
    }

    /// Writes a `Set-Cookie` header. It is `Lax`, because the browser has to send the cookie when it comes back from
    /// the IdP, another site.
    fn header(self, kind: Kind, value: &str, max_age: Duration) -> HeaderValue {
        let max_age =
            cookie::time::Duration::seconds(i64::try_from(max_age.as_secs()).unwrap_or(i64::MAX));
        let cookie = Cookie::build((self.name(kind), value))
            .path("/")
            .max_age(max_age)
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(self.secure);
        HeaderValue::try_from(cookie.to_string()).expect("names and secrets of this app are ASCII")
    }
}

/// Returns the values of a name, as octets: browsers send cookies of other applications unchanged (RFC 6265 §5.4),
/// and these need not be text (RFC 9110 §5.5).
fn values<'h>(headers: &'h HeaderMap, name: &str) -> impl Iterator<Item = &'h [u8]> {
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
        insta::assert_snapshot!(https.cleared(Kind::Session).to_str().expect("ASCII"), @"__Host-session=; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=0");
        insta::assert_snapshot!(http.sign_in(&id).to_str().expect("ASCII"), @"sign_in=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA; HttpOnly; SameSite=Lax; Path=/; Max-Age=600");
        insta::assert_snapshot!(http.cleared(Kind::SignIn).to_str().expect("ASCII"), @"sign_in=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0");
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
            let brought = http.brought(Kind::Session, &with(line.as_bytes()));
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

            let brought = cookies("http://localhost:3000").brought(Kind::Session, &with(&line));

            prop_assert!(brought.contains(&id));
        }
    }

    #[test]
    fn what_cannot_be_read_is_taken_back_all_the_same() {
        let http = cookies("http://localhost:3000");
        let garbage = HeaderMap::from_iter([(COOKIE, HeaderValue::from_static("session=garbage"))]);

        let taken_back = http.taken_back(Kind::Session, &garbage);

        assert_eq!(taken_back, Some(http.cleared(Kind::Session)));
        assert_eq!(http.taken_back(Kind::Session, &HeaderMap::new()), None);
    }
}
