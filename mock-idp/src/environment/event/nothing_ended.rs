//! Why a logout can end nothing.

use serde::Serialize;

/// Why a logout ended nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum NothingEnded {
    /// A navigation, as it should be, of a browser that has no session here.
    #[error("nobody is signed in with this browser")]
    NobodySignedIn,
    /// The usual sign of a logout made by a server, or by a script of another site.
    #[error(
        "the request carried no session cookie, so no session was found: send the browser here by a redirect"
    )]
    NoCookie,
    /// A script of the same site made the request. A real environment is another site than the
    /// application, where the browser would have withheld the cookie, so the fake looks away.
    #[error(
        "a script made the request (Sec-Fetch-Mode is not navigate): send the browser here by a redirect"
    )]
    Fetch,
    /// The cookie is of no session that still lives.
    #[error("the cookie's session had ended before")]
    SessionOver,
    /// The same ID token ended a session before: a logout URL works once.
    #[error("this logout URL was used before; it works once")]
    Replayed,
}
