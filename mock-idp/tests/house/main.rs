//! The house rules of the source: which room may import which, and how imports are written.

mod imports;
mod source;
mod walls;
