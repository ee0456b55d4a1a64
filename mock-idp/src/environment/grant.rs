//! Grants: one authorization, its code and its chain of refresh tokens. A replay of any of these revokes the grant.

mod event;

use jiff::Timestamp;
use serde::Serialize;

pub use self::event::GrantEvent;
use super::{
    ClientId, ConnectionId, GrantId, OrganizationId, Secret, SessionId, TokenId, TrustedRedirect,
    UserId,
};
use crate::wire::{CodeChallenge, Scope};

/// The authorization that a person gave to a client.
#[derive(Clone, Debug, Serialize)]
pub struct Grant {
    /// `grt_…`
    pub id: GrantId,
    /// The client to which it was given.
    pub client: ClientId,
    /// The user that owns it.
    pub user: UserId,
    /// The session in which it was given. The grant ends with the session.
    pub session: SessionId,
    /// The organization of its tokens, their `oid`.
    pub organization: OrganizationId,
    /// The scope granted.
    pub scope: Scope,
    /// The client's `nonce`, for ID tokens.
    #[serde(skip)]
    pub nonce: Option<String>,
    /// When the person authenticated, the `auth_time` of ID tokens.
    pub authenticated_at: Timestamp,
    /// The connection by which the person authenticated, the `amr` of ID tokens.
    #[serde(rename = "amr")]
    pub connection: ConnectionId,
    /// When and why it was revoked, if it was.
    pub revoked: Option<Revoked>,
    /// Its access tokens that have not expired yet, so that a revocation finds them.
    #[serde(skip)]
    pub(crate) access_tokens: Vec<(TokenId, Timestamp)>,
}

/// The revocation of a grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Revoked {
    /// The time.
    pub at: Timestamp,
    /// The reason.
    pub why: RevocationReason,
}

/// The reason why a grant was revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RevocationReason {
    /// Its code was presented twice (RFC 6749 §4.1.2).
    CodeReplayed,
    /// A used refresh token came back (RFC 9700 §4.14.2).
    RefreshTokenReused,
    /// The client revoked it (RFC 7009).
    #[serde(rename = "client_asked")]
    ClientRequest,
}

/// An authorization code.
#[derive(Clone, Debug, Serialize)]
pub struct Code {
    /// The code's text.
    pub secret: Secret,
    /// The grant that its redemption uses.
    pub grant: GrantId,
    /// The redirect URI to which it was sent, and which its redemption must repeat.
    pub redirect: TrustedRedirect,
    /// The PKCE challenge that its verifier must match.
    pub challenge: Option<CodeChallenge>,
    /// When it expires.
    pub expires_at: Timestamp,
    /// When it was redeemed, if it was.
    pub redeemed_at: Option<Timestamp>,
}

/// A refresh token.
#[derive(Clone, Debug, Serialize)]
pub struct RefreshToken {
    /// Its grant.
    pub grant: GrantId,
    /// Whether it is the grant's usable refresh token, or was used.
    pub stage: RefreshStage,
}

/// A refresh token's life: one use, after which it names its successor.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RefreshStage {
    /// It can be used.
    Live,
    /// It was used.
    Rotated(Rotation),
}

/// A refresh token's one use.
#[derive(Clone, Debug, Serialize)]
pub struct Rotation {
    /// The time.
    pub at: Timestamp,
    /// The scope requested; a retry requests the same.
    pub scope: Scope,
    /// The refresh token that replaced it.
    pub successor: Secret,
}
