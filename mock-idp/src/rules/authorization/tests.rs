//! Who may ask, for what, and when a person is asked.

mod details;
mod identity_provider;
mod person;
mod prepared;
mod trust;
