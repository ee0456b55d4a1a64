//! The verdict for people and for tools.

mod anchor;
mod html;
mod junit;
mod order;
mod sarif;
mod text;

pub use self::anchor::{Anchor, AnchorError};

#[cfg(test)]
mod tests;
