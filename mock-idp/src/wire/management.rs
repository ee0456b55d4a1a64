//! The messages of the management API, one file for each service, with the names that the contract has.
//!
//! `rules::management` reads the requests and fills the replies; how they travel is the contract's matter.
#![expect(clippy::struct_field_names, reason = "the contract names the fields")]

pub(crate) mod auth;
pub(crate) mod auth_log;
pub(crate) mod clients;
pub(crate) mod connections;
pub(crate) mod directories;
pub(crate) mod domains;
pub(crate) mod events;
mod moment;
pub(crate) mod organizations;
pub(crate) mod passwordless;
pub(crate) mod permissions;
pub(crate) mod roles;
pub(crate) mod sessions;
pub(crate) mod tokens;
pub(crate) mod users;
pub(crate) mod webauthn;

/// The reply of an operation that has nothing to say, `google.protobuf.Empty`.
#[derive(Debug, serde::Serialize)]
pub(crate) struct Nothing {}
