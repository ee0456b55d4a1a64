//! The house rules of the source: which room may import which, in which order a sign-in goes, how imports are
//! written, where references lead, and whether ARCHITECTURE.md is true.

mod architecture;
mod imports;
mod references;
mod sign_in;
mod source;
mod walls;
