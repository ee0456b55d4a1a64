//! The ways to keep a session, one of which an application chooses.

use crate::keys::Keys;
use crate::own_tokens::OwnTokens;

/// How sessions are kept: a setting of [`AuthBuilder`](crate::AuthBuilder::strategy).
///
/// With each, a session has ended on every instance the moment that the store forgets it.
///
/// ```
/// use scalekit_axum::{Keys, Strategy};
///
/// let keys: Keys = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8".parse()?;
/// let strategy = Strategy::SealedCookies(keys);
/// assert_eq!(format!("{strategy:?}"), "SealedCookies(Keys([redacted]))");
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
    /// of the [`Keys`], and names the session and the version of its tokens: none opens in the place of another,
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
    SealedCookies(Keys),
    /// The client holds a short access token and a refresh token of the application's own: for API clients and mobile
    /// apps, and browsers of the same site.
    ///
    /// The access token is a JWT that says who the person is and what they may do, for
    /// [five minutes](crate::ACCESS_TOKEN_LIFETIME) at most and never longer than the token of Scalekit's that said so.
    /// The refresh token has two parts of 256 random bits. One stays: it names the session's record in the store and
    /// opens it, so that a copy of the store opens nothing. The other changes at each renewal, for which the
    /// [table](crate::TokenTable) has the hash of the whole. A renewal renews Scalekit's tokens first, if they are due.
    ///
    /// Clients send the access token in `Authorization: Bearer`, renew at [`TOKEN_PATH`](crate::TOKEN_PATH)
    /// (RFC 6749 §6), and sign their device out at [`REVOKE_PATH`](crate::REVOKE_PATH) (RFC 7009). A native app gets its
    /// first tokens by the system's browser, at [`AUTHORIZE_PATH`](crate::AUTHORIZE_PATH) (RFC 8252, RFC 7636). Browsers
    /// hold the two tokens in the cookies `accessToken` and `refreshToken`, `HttpOnly`, `Lax` and on https with the
    /// prefix `__Host-`; the guards renew them. Only what a cookie authenticates needs a CSRF token.
    ///
    /// A refresh token that was replaced is answered with the same successor for
    /// [half a minute](crate::REFRESH_TOKEN_GRACE). After that its use revokes all tokens of the session, and the log says
    /// so: two parties have it. A client that lost an answer and comes back later signs in again.
    ///
    /// The code of a native app is redeemed once, within [a minute](crate::CODE_LIFETIME). A second redemption, however late,
    /// revokes all tokens of the session likewise (RFC 6749 §4.1.2), if it has the verifier and the redirect URI of the
    /// first. Without these it is refused and ends nothing, so that nobody who sees a code can sign a person out by it.
    ///
    /// An access token counts as long as its session has a valid refresh token, unless
    /// [the denylist](OwnTokens::denylist) is off, and as long as the user's `auth_version` is the token's. A sign-out
    /// everywhere raises it.
    ///
    /// In a handler, `person.session.tokens` has the application's own access token and nothing else: those of Scalekit's
    /// stay in the store.
    ///
    /// An access token that is longer than a cookie can be (4,096 octets) is not given to a browser, and the log names the
    /// claim that takes the most room; the refresh token lets the person in.
    ///
    /// Guards need [`Auth::layer`](crate::Auth::layer), as with sealed cookies.
    OwnTokens(OwnTokens),
}
