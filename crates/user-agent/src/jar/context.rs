//! The context of a request, on which `SameSite` depends (RFC 6265bis §5.2).

use super::SameSite;

/// The initiator of a request, or a script, for which cookies are selected.
///
/// Whether it is cross-site depends on who began the request, also at the end
/// of a chain of redirects: a login that the app itself began returns to it
/// same-site, one whose last form was posted at the provider does not. (A draft
/// of RFC 6265bis counted the hops between as well; Chromium keeps
/// `CookieSameSiteConsidersRedirectChain` switched off.)
///
/// Chromium lets a cookie without `SameSite` go with cross-site POSTs for its
/// first two minutes. That exception is not modelled: it is meant to disappear,
/// and a test that passes only while a cookie is young has found nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CookieContext {
    /// Begun by the same site, or by the person at the address bar.
    SameSite,
    /// A link on another site that opens here: a top-level navigation by a safe method.
    CrossSiteLink,
    /// A form of another site posted here.
    CrossSitePost,
    /// An image, frame, prefetch or script request of a page of another site.
    CrossSiteSubresource,
    /// `document.cookie`: same-site, blind to `HttpOnly`.
    Script,
}

impl CookieContext {
    /// Implements RFC 6265bis §5.8.3, step 1, the `SameSite` condition.
    pub(super) fn admits(self, same_site: SameSite) -> bool {
        match self {
            Self::SameSite | Self::Script => true,
            Self::CrossSiteLink => same_site != SameSite::Strict,
            Self::CrossSitePost | Self::CrossSiteSubresource => same_site == SameSite::None,
        }
    }

    /// Implements RFC 6265bis §5.7: a navigation may set any cookie, a cross-site subresource only `None`.
    pub(super) fn may_set(self, same_site: SameSite) -> bool {
        self != Self::CrossSiteSubresource || same_site == SameSite::None
    }
}
