//! Why a request was refused, or ended nothing, as far as a finding depends on it.

use schemars::JsonSchema;
use serde::Serialize;

use crate::environment::{NothingEnded, SessionStatus};

/// The cause of a refusal. An error of a rule names its cause; errors on which no finding depends name none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Cause {
    /// `redirect_uri` is not registered.
    RedirectUnregistered,
    /// `redirect_uri` is missing.
    RedirectMissing,
    /// `redirect_uri` at the token endpoint is not that of the authorization request.
    RedirectChanged,
    /// `post_logout_redirect_uri` is relative, or not registered.
    PostLogoutUnregistered,
    /// `post_logout_redirect_uri` is registered for an organization that the browser's session is not in.
    PostLogoutOfOrganization,
    /// `id_token_hint` is an access token.
    HintIsAccessToken,
    /// `id_token_hint` is no ID token of this environment.
    HintInvalid,
    /// The code was redeemed before.
    CodeReplayed,
    /// The refresh token was used before and replaced.
    RefreshReused,
    /// The refresh token, or its grant, is worth nothing any more.
    RefreshDead,
    /// The person signed out of the session.
    SignedOut,
    /// The session expired or was revoked.
    SessionOver,
    /// A logout came without a cookie from a program.
    NoCookie,
    /// A logout came from a browser without a session.
    NobodySignedIn,
    /// A logout came by `POST` from another origin: a form, or a 307.
    CrossOriginPost,
    /// A logout came from a frame.
    Frame,
    /// A logout came from a part of a page.
    Subresource,
    /// A logout came from a prefetch.
    Prefetch,
    /// A logout came from a script.
    Script,
    /// A logout came with the ID token of an earlier one.
    LogoutReplayed,
    /// The client's secret is wrong.
    WrongSecret,
    /// A token of another client was introspected or revoked.
    OtherClient,
    /// A token that never existed was introspected or revoked.
    NeverIssued,
    /// An ID token was revoked, which no revocation ends.
    IdTokenRevoked,
}

impl Cause {
    /// Returns the cause of a refusal because of a session that has ended, by how it ended.
    pub(crate) fn of_ended_session(how: &'static str) -> Self {
        match SessionStatus::Logout.how_it_ended() {
            Some(signed_out) if how == signed_out => Self::SignedOut,
            _ => Self::SessionOver,
        }
    }
}

impl From<NothingEnded> for Cause {
    fn from(why: NothingEnded) -> Self {
        match why {
            NothingEnded::NobodySignedIn => Self::NobodySignedIn,
            NothingEnded::NoCookie => Self::NoCookie,
            NothingEnded::CrossOriginPost => Self::CrossOriginPost,
            NothingEnded::Frame => Self::Frame,
            NothingEnded::Subresource(_) => Self::Subresource,
            NothingEnded::Prefetch => Self::Prefetch,
            NothingEnded::Fetch => Self::Script,
            NothingEnded::SessionOver => Self::SessionOver,
            NothingEnded::Replayed => Self::LogoutReplayed,
        }
    }
}
