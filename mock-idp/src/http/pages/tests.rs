//! Facts about every page: what it looks like, that it can be used by everyone, and that it trusts no text.

mod access;
mod answer;
mod appearance;
mod escaping;
mod sample;
