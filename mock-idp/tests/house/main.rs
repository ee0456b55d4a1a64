//! The house rules of the source: which room may import which, in which order a sign-in goes, and how
//! imports are written.

mod imports;
mod sign_in;
mod source;
mod walls;
