//! The reasons for which a logout ends no session.

use serde::Serialize;

/// The reason why a logout ended nothing.
///
/// A real environment is another site than the application. A request that carries the cookie along when both are on
/// one host, at two ports, would not carry it there: the fake ignores the cookie too, and gives the reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum NothingEnded {
    /// A navigation, as a logout should be, of a browser that has no session here.
    #[error("nobody is signed in with this browser")]
    NobodySignedIn,
    /// A request without cookies, as a server makes it.
    #[error(
        "the request carried no session cookie, so no session was found: send the browser here by a redirect"
    )]
    NoCookie,
    /// A `POST` from a page of another origin.
    #[error(
        "a form or a 307 made this a POST from another site, so the browser keeps the SameSite=Lax cookie at home: send the browser here by a 302 or 303"
    )]
    CrossOriginPost,
    /// A frame of a page.
    #[error(
        "a frame made the request, and within a page of another site the browser keeps the SameSite=Lax cookie at home: send the whole window here by a redirect"
    )]
    Frame,
    /// A subresource of a page; the variant names its kind, such as an image.
    #[error(
        "the page loaded this address as a part of itself ({0}), for which the browser keeps the SameSite=Lax cookie at home: send the browser here by a redirect"
    )]
    Subresource(#[serde(skip)] &'static str),
    /// A prefetch or a prerender.
    #[error(
        "the browser prefetched this address (Sec-Purpose), and nobody has gone there yet: a logout happens when the browser goes there"
    )]
    Prefetch,
    /// A script of a page.
    #[error("a page's script made the request: send the browser here by a redirect")]
    Fetch,
    /// A cookie of a session that has ended.
    #[error("the cookie's session had ended before")]
    SessionOver,
    /// The same ID token ended a session before: a logout URL works once.
    #[error("this logout URL was used before; it works once")]
    Replayed,
}
