//! The app from outside, through its router: no browser, no network but a stand-in for Scalekit.

mod answers;
mod begun_elsewhere;
mod doubts_callbacks;
mod fails;
mod idp;
mod keeps_quiet;
mod keeps_secrets;
mod neighbours;
mod outages;
mod signed_out;
mod signs_in;
mod signs_out;
mod starts;
mod stays_signed_in;
mod stops;
mod survives_rotations;
mod world;
