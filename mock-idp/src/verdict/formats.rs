//! The verdict for people and for tools.

mod html;
mod junit;
mod order;
mod sarif;
mod text;

pub use reports::{Anchor, AnchorError};

#[cfg(test)]
mod tests;
