//! The messages of the management API, one file for each service, with the names that the contract has.
//!
//! `rules::management` reads the requests and fills the replies; how they travel is the contract's matter.
#![expect(clippy::struct_field_names, reason = "the contract names the fields")]

pub(crate) mod sessions;
