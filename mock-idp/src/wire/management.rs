//! The messages of the management API: a module for each package of `proto/`, and in it a struct for each
//! message that an operation takes or gives, which the build script derives.
//!
//! A field that can be absent is an `Option`, unless its message is required. An enum is the name of its value,
//! and empty where it is absent: the contract has checked it in a request, and checks it in a reply.

mod timestamp;

use serde::Serialize;

/// A message of the contract.
pub(crate) trait Message {
    /// Its full name, such as `scalekit.v1.users.User`.
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
