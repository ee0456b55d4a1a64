//! The default seed, the two ways to write a seed, and the reports of its mistakes.

mod built;
mod default_world;
mod lookups;
mod malformed;
mod names;
mod schema;
mod secrets;
mod structure;
mod syntax;
mod values;

use super::*;

/// Returns the report about a seed's text.
fn report(text: &str) -> String {
    Seed::from_toml(text).expect_err("the seed should be refused").to_string()
}
