//! The reasons for which a logout ends no session.

use std::fmt;

use serde::Serialize;

/// The reason why a logout ended nothing.
///
/// A real environment is another site than the application. A request that carries the cookie along when both are on
/// one host, at two ports, would not carry it there: the fake ignores the cookie too, and gives the reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NothingEnded {
    /// A navigation, as a logout should be, of a browser that has no session here.
    NobodySignedIn,
    /// A request without cookies, as a server makes it.
    NoCookie,
    /// A `POST` from a page of another origin.
    CrossOriginPost,
    /// A frame of a page.
    Frame,
    /// A subresource of a page; the variant names its kind, such as an image.
    Subresource(#[serde(skip)] &'static str),
    /// A prefetch or a prerender.
    Prefetch,
    /// A script of a page.
    Fetch,
    /// A cookie of a session that has ended.
    SessionOver,
    /// The same ID token ended a session before: a logout URL works once.
    Replayed,
}

/// Says the reason, and how a logout that ends a session is sent.
impl fmt::Display for NothingEnded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NobodySignedIn => "nobody is signed in with this browser",
            Self::NoCookie => "the request carried no Scalekit cookie, so no session was found: send the browser here by a redirect",
            Self::CrossOriginPost => "a form or a 307 made this a POST from another site, so the browser keeps the SameSite=Lax cookie at home: send the browser here by a 302 or 303",
            Self::Frame => "a frame made the request, and within a page of another site the browser keeps the SameSite=Lax cookie at home: send the whole window here by a redirect",
            Self::Subresource(kind) => {
                return write!(f, "the page loaded this address as a part of itself ({kind}), for which the browser keeps the SameSite=Lax cookie at home: send the browser here by a redirect");
            }
            Self::Prefetch => "the browser prefetched this address (Sec-Purpose), and nobody has gone there yet: a logout happens when the browser goes there",
            Self::Fetch => "a page's script made the request: send the browser here by a redirect",
            Self::SessionOver => "the cookie's session had ended before",
            Self::Replayed => "this logout URL was used before; it works once",
        })
    }
}
