//! Grants: what one authorization led to, a code and the chain of refresh tokens after it. All of them are revoked
//! together when any of them is replayed.

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
    /// Who may use it.
    pub client: ClientId,
    /// Whose it is.
    pub user: UserId,
    /// The session in which it was given; it ends with it.
    pub session: SessionId,
    /// The organization that its tokens speak of.
    pub organization: OrganizationId,
    /// What was granted.
    pub scope: Scope,
    /// The client's `nonce`, for ID tokens.
    #[serde(skip)]
    pub nonce: Option<String>,
    /// When the person proved who they are.
    pub authenticated_at: Timestamp,
    /// By which connection they did: the `amr` of ID tokens.
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
    /// When.
    pub at: Timestamp,
    /// Why.
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
    /// The text that travels.
    pub secret: Secret,
    /// The grant that it founds.
    pub grant: GrantId,
    /// Where it was sent, and what its redemption must name again.
    pub redirect: TrustedRedirect,
    /// What its verifier must hash to.
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
    /// Whether it is the grant's live refresh token.
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
    /// When.
    pub at: Timestamp,
    /// The scope requested; a retry requests the same.
    pub scope: Scope,
    /// What replaced it.
    pub successor: Secret,
}
