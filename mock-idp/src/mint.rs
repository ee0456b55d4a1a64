//! Claims, and the signed tokens and webhooks made of them. Rules decide what is signed, and faults forge it.

mod claims;
mod jwt;
mod logout_token;
mod tokens;
mod webhook;

pub(crate) use claims::{
    AccessClaims, ClientClaims, IdClaims, IdentityClaims, IdpInitiatedClaims, ProfileClaims,
    VerifiedAccess, VerifiedId, half_hash,
};
pub(crate) use jwt::{VerifyError, sign, sign_as, unsigned, unverified, verify};
pub(crate) use logout_token::{LogoutClaims, sign_logout_token};
pub(crate) use tokens::Issuance;
pub use webhook::SignedPayload;
pub(crate) use webhook::{Stamp, sign as sign_payload};
