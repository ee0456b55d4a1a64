//! The two cookies of this app: one place sets them, and clears them with the same attributes.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue, header::COOKIE};
use cookie::{Cookie, SameSite};
use url::Url;

use crate::{attempt::ATTEMPT_LIFETIME, secrets};

/// The cookies, named and marked for the scheme on which the app is reached.
///
/// On https they are `Secure` and carry the `__Host-` prefix, by which the browser itself forbids
/// that another host, a sibling or a plain-http page plants one (RFC 6265bis §4.1.3.2).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cookies {
    secure: bool,
}

/// Which cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Opaque, names the session of a signed-in browser.
    Session,
    /// Opaque, binds the sign-ins that have begun to the browser that began them.
    SignIn,
}

impl Cookies {
    pub(crate) fn for_app_at(url: &Url) -> Self {
        Self { secure: url.scheme() == "https" }
    }

    /// Sets the session cookie.
    pub(crate) fn session(self, id: &str, max_age: Duration) -> HeaderValue {
        self.header(Kind::Session, id, max_age)
    }

    /// Sets the cookie of the sign-ins under way; it lives as long as the youngest of them.
    pub(crate) fn sign_in(self, id: &str) -> HeaderValue {
        self.header(Kind::SignIn, id, ATTEMPT_LIFETIME)
    }

    /// Removes a cookie: same name, same path, same attributes, no value and no time left.
    pub(crate) fn cleared(self, kind: Kind) -> HeaderValue {
        self.header(kind, "", Duration::ZERO)
    }

    /// Removes everything this app ever sets.
    pub(crate) fn all_cleared(self) -> Vec<HeaderValue> {
        vec![self.cleared(Kind::Session), self.cleared(Kind::SignIn)]
    }

    /// Removes a cookie if the request brings it, in whatever state.
    pub(crate) fn taken_back(self, kind: Kind, headers: &HeaderMap) -> Option<HeaderValue> {
        let is_brought = self.values(kind, headers).next().is_some();
        is_brought.then(|| self.cleared(kind))
    }

    /// The secret in the cookie; `None` when it has not the shape of one of ours.
    pub(crate) fn read(self, kind: Kind, headers: &HeaderMap) -> Option<String> {
        self.values(kind, headers).find(|value| secrets::has_shape(value))
    }

    fn values(self, kind: Kind, headers: &HeaderMap) -> impl Iterator<Item = String> {
        let lines = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
        lines
            .flat_map(Cookie::split_parse)
            .filter_map(Result::ok)
            .filter(move |cookie| cookie.name() == self.name(kind))
            .map(|cookie| cookie.value().to_owned())
    }

    fn name(self, kind: Kind) -> &'static str {
        match (kind, self.secure) {
            (Kind::Session, true) => "__Host-session",
            (Kind::Session, false) => "session",
            (Kind::SignIn, true) => "__Host-sign_in",
            (Kind::SignIn, false) => "sign_in",
        }
    }

    /// `Lax`, because the browser comes back from the IdP, another site, and has to bring the
    /// cookie along.
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

#[cfg(test)]
mod tests {
    use super::*;

    fn cookies(url: &str) -> Cookies {
        Cookies::for_app_at(&Url::parse(url).expect("a URL"))
    }

    #[test]
    fn a_cookie_is_cleared_with_the_attributes_it_was_set_with() {
        let (https, http) = (cookies("https://app.example"), cookies("http://localhost:3000"));

        insta::assert_snapshot!(https.session("id", Duration::from_hours(1)).to_str().expect("ASCII"), @"__Host-session=id; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=3600");
        insta::assert_snapshot!(https.cleared(Kind::Session).to_str().expect("ASCII"), @"__Host-session=; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=0");
        insta::assert_snapshot!(http.sign_in("id").to_str().expect("ASCII"), @"sign_in=id; HttpOnly; SameSite=Lax; Path=/; Max-Age=600");
        insta::assert_snapshot!(http.cleared(Kind::SignIn).to_str().expect("ASCII"), @"sign_in=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0");
    }

    #[test]
    fn only_a_value_of_our_shape_is_read() {
        let http = cookies("http://localhost:3000");
        let id = secrets::fresh();
        let with = |line: String| HeaderMap::from_iter([(COOKIE, line.parse().expect("a header"))]);

        assert_eq!(http.read(Kind::Session, &with(format!("a=b; session={id}"))), Some(id.clone()));
        assert_eq!(http.read(Kind::Session, &with(format!("__Host-session={id}"))), None);
        assert_eq!(http.read(Kind::Session, &with("session=garbage".to_owned())), None);
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
