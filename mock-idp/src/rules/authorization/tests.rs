//! Authorization requests: which are valid, and which need a page.

mod details;
mod identity_provider;
mod person;
mod prepared;
mod trust;
