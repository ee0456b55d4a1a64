//! The messages of the management API: a module for each package of `proto/`, with a struct for each message of an
//! operation, which the build script derives.
//!
//! A field that can be absent is an `Option`, unless it is required. An enum is the name of its value, or empty if
//! absent; the contract checks it, in requests and in replies.

mod timestamp;

use serde::Serialize;

/// A message of the contract.
pub(crate) trait Message {
    /// The full name, such as `scalekit.v1.users.User`.
    const NAME: &'static str;
}

/// `google.protobuf.Empty`, the reply of an operation that only changes something.
#[derive(Debug, Serialize)]
pub(crate) struct Empty {}

impl Message for Empty {
    const NAME: &'static str = "google.protobuf.Empty";
}

/// The derived structs.
#[expect(
    clippy::struct_excessive_bools,
    clippy::struct_field_names,
    reason = "the contract names them"
)]
mod messages {
    include!(concat!(env!("OUT_DIR"), "/messages.rs"));
}

pub(crate) use self::messages::*;
