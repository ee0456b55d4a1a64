//! The zoo, visited by a browser, behind the fake.

mod begun_elsewhere;
mod clocks_and_keys;
mod convicted;
mod kept;
mod program;
mod received;
mod right;
mod seen_by_fake;
mod signed_in;
mod signed_out;
mod table;
mod world;
