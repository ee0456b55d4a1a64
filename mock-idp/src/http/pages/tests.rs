//! Facts about every page: its appearance, its accessibility, and its escaping.

mod access;
mod answer;
mod appearance;
mod escaping;
mod sample;
