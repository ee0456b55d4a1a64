//! The app through its router, without a browser, and without a network but to a stand-in for Scalekit.

mod answers;
mod callbacks;
mod connections;
mod failures;
mod foreign_cookies;
mod idp;
mod idp_initiated;
mod logging;
mod outages;
mod receivers;
mod secrets;
mod signed_out;
mod signs_in;
mod signs_out;
mod starts;
mod stays_signed_in;
mod stops;
mod survives_rotations;
mod two_instances;
mod world;
