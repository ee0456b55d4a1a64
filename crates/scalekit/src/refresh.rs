//! The outcome of a refresh: new tokens, or at least the refresh token for the next refresh.

use crate::error::UnavailableError;
use crate::tokens::{RefreshToken, Tokens};

/// The outcome of [`refresh`](crate::Client::refresh). Both variants hold the refresh token that is valid from now
/// on, so both have something to store before anyone is answered.
///
/// `Unverified` is no error on purpose: a `?` would drop the new refresh token, and the session with it.
///
/// ```
/// # use scalekit::{RefreshToken, Refreshed, Tokens};
/// # fn apply(tokens: &mut Tokens, refreshed: Refreshed) {
/// match refreshed {
///     Refreshed::Verified(fresh) => *tokens = fresh,
///     Refreshed::Unverified { successor, .. } => tokens.refresh_token = Some(successor),
/// }
/// // Now store `tokens`, whichever it was.
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use = "the refresh token in it is the only one that is still good"]
#[expect(
    clippy::large_enum_variant,
    reason = "there is one for a moment; a Box would be in every caller's way"
)]
pub enum Refreshed {
    /// New tokens, verified: store them in place of the old ones.
    Verified(Tokens),
    /// Scalekit has changed the refresh token, and an outage kept the rest from being verified.
    ///
    /// Store the successor in place of the token presented, and refresh with it later. The access
    /// token that you have does until it expires; after that, "try again in a moment" is the
    /// honest answer. The person stays signed in.
    Unverified {
        /// The refresh token that is valid from now on.
        successor: RefreshToken,
        /// The outage: most likely the signing keys cannot be fetched.
        outage: UnavailableError,
    },
}
