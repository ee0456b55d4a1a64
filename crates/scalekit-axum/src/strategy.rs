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
    ///
    /// The cookies are `accessToken`, `refreshToken` and `idToken`, the names of Scalekit's quickstart; on https with
    /// the prefix `__Host-`. Each is sealed by AES-256-GCM under its own name, with a key that is derived from the first
    /// of the [`CookieKeys`], and names the session and the version of its tokens: none opens in the place of another,
    /// and cookies of two sign-ins or two renewals are not combined.
    ///
    /// Where they differ from the quickstart's, and why:
    ///
    /// - **`Path=/`**, where the quickstart has `/api` and `/auth/refresh`. A cookie for `/api` does not reach a page, and
    ///   one for `/auth/refresh` reaches neither the guard that renews nor the sign-out, and outlives a sign-out that
    ///   clears it at `/`. `__Host-` cookies have no other path. The price: the refresh token is in every request to
    ///   this host, sealed.
    /// - **`SameSite=Lax`**, where the quickstart has `Strict`: after a sign-in the browser comes from Scalekit, another
    ///   site, and would not send a strict cookie to the page that it is redirected to. Forms are guarded by
    ///   [`Proven`](crate::Proven).
    /// - **They last as long as the session**, where the quickstart's access token is dropped a minute before its `exp`,
    ///   and everybody signed out with it.
    ///
    /// The store has a row for each session that lives, without tokens, so that a copy of the cookies is dead on every
    /// instance the moment that the session ends: at a sign-out, a message of Scalekit's, or a sign-out everywhere. It is
    /// a list of the living instead of one of the ended: a row that is lost signs somebody out, and brings nobody back,
    /// and nothing depends on when an entry may be dropped. The price is a look at the store for each request.
    ///
    /// After a renewal, the store hands the new tokens over: for a minute, and until the browser has shown that it has
    /// them, the row holds them, sealed with the session's own secret, which only the cookies have. Parallel requests,
    /// a response that is lost and other instances find them there. Cookies that are older than that open nothing, and
    /// whoever signs in with them ends the session.
    ///
    /// A `Set-Cookie` line has at most 4,096 octets, because browsers drop a longer one without a word. A sign-in whose
    /// tokens do not fit ends in a page that says so; the page and the log name the claim that takes the most room.
    /// Tokens that outgrow the cookies at a renewal stay in the store, and the log says so. The three cookies come in
    /// one line: nginx takes 8 KB by default (`large_client_header_buffers`).
    ///
    /// A guard sets the new cookies by [`Auth::layer`](crate::Auth::layer), without which it answers 500.
    SealedCookies(CookieKeys),
}
