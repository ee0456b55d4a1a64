//! The app from outside, through its router: no browser, no network but a stand-in for Scalekit.

mod answers;
mod callbacks;
mod failures;
mod foreign_cookies;
mod idp;
mod idp_initiated;
mod logging;
mod outages;
mod secrets;
mod signed_out;
mod signs_in;
mod signs_out;
mod starts;
mod stays_signed_in;
mod stops;
mod survives_rotations;
mod world;
