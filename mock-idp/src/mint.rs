//! What is signed: keys, claims and the tokens made of them. Nothing here decides whether.

mod claims;
mod forgery;
mod jwt;
mod key_set;
mod logout_token;
mod tokens;
mod webhook;

pub(crate) use claims::{
    AccessClaims, ClientClaims, IdClaims, IdentityClaims, IdpInitiatedClaims, ProfileClaims,
    VerifiedAccess, VerifiedId, half_hash,
};
pub(crate) use forgery::Forgeable;
pub use forgery::Forgery;
pub(crate) use jwt::{NotOurs, sign, unverified, verify};
pub(crate) use key_set::forged;
pub use logout_token::Lie;
pub(crate) use logout_token::{LogoutClaims, sign_logout_token};
pub(crate) use tokens::{Forgeries, Issuance};
pub use webhook::SignedPayload;
pub(crate) use webhook::{Stamp, sign as sign_payload};
