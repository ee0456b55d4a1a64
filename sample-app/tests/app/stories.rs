//! The stories that hold with every strategy: each strategy's tests are a binary that has them, with a `strategy()` of
//! its own.

mod answers;
mod callbacks;
mod failures;
mod foreign_cookies;
pub(crate) mod idp;
mod idp_initiated;
pub(crate) mod logging;
mod outages;
mod parent_domain;
pub(crate) mod receivers;
mod secrets;
mod signed_out;
mod signs_in;
mod signs_out;
mod stays_signed_in;
mod survives_rotations;
mod two_instances;
pub(crate) mod world;
