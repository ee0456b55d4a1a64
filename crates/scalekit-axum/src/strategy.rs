//! The ways to keep a session, one of which an application chooses.

use crate::cookie_keys::CookieKeys;

/// How sessions are kept: a setting of [`AuthBuilder`](crate::AuthBuilder::strategy).
///
/// With each, a session has ended on every instance the moment that the store forgets it.
///
/// ```
/// use scalekit_axum::{CookieKeys, Strategy};
///
/// let keys: CookieKeys = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8".parse()?;
/// let strategy = Strategy::SealedCookies(keys);
/// assert_eq!(format!("{strategy:?}"), "SealedCookies(CookieKeys([redacted]))");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub enum Strategy {
    /// The browser holds one opaque cookie, and the store everything else, sealed with a key that only that cookie has.
    #[default]
    Server,
    /// The browser holds the tokens in three sealed cookies, and the store which sessions live.
    SealedCookies(CookieKeys),
}
