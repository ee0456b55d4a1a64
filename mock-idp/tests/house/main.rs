//! The house rules of the source: which room may import which, in which order a sign-in goes, how imports are
//! written, where references lead, whether ARCHITECTURE.md is true, and which tests
//! each truth of the verdict has.

mod architecture;
mod imports;
mod references;
mod sign_in;
mod source;
mod truths;
mod walls;
