//! The cookie of a browser whose person has shown the control token.
//!
//! Browsers send a cookie to every port of its host (RFC 6265 §8.5), to the application under test as well. So the
//! cookie does not have the token in it, and opens the console of fakes with the same token alone.

use aws_lc_rs::hmac::{HMAC_SHA256, Key, sign};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::secret::Secret;
use crate::wire::cookie_secrets;

const NAME: &str = "mock_idp_console";

/// Returns whether a request has the cookie that was given for this token.
pub(super) fn shows(headers: &HeaderMap, token: &Secret) -> bool {
    let value = value(token);
    cookie_secrets(headers, NAME).iter().any(|shown| value.is(shown.reveal()))
}

/// Gives the browser the cookie for `/` and all below it, until it is closed. No script reads it, and no other site's
/// form or link sends it.
pub(super) fn given(token: &Secret) -> (HeaderName, HeaderValue) {
    let text = format!("{NAME}={}; Path=/; HttpOnly; SameSite=Strict", value(token).reveal());
    (SET_COOKIE, HeaderValue::try_from(text).expect("base64url is a header value"))
}

fn value(token: &Secret) -> Secret {
    let tag = sign(&Key::new(HMAC_SHA256, token.reveal().as_bytes()), b"console of mock-idp");
    Secret::new(URL_SAFE_NO_PAD.encode(tag))
}

#[cfg(test)]
mod tests {
    use axum::http::header::COOKIE;

    use super::*;

    #[test]
    fn a_cookie_opens_what_its_own_token_does_and_has_no_token_in_it() {
        let (mine, other) = ("a-token-of-the-tests-own".into(), "another-token-of-tests".into());
        let (_, cookie) = given(&mine);
        let text = cookie.to_str().unwrap();
        let pair = text.split(';').next().unwrap();
        let headers = HeaderMap::from_iter([(COOKIE, HeaderValue::try_from(pair).unwrap())]);

        assert!(shows(&headers, &mine));
        assert!(!shows(&headers, &other));
        assert!(!shows(&HeaderMap::new(), &mine));
        assert!(!text.contains(mine.reveal()), "{text}");
        assert!(text.ends_with("; Path=/; HttpOnly; SameSite=Strict"), "{text}");
    }
}
