//! Which row of Scalekit's integration advice is shown by which story or test.
//!
//! Scalekit's documentation, samples and checklists were read into 120 rows of what a correct
//! integration does, which are in [`practices`]. Each row is here once: with the tests that show it and
//! the package they are in, or with the reason why it does not apply, or not yet. A test reads this
//! table and looks every name up in the sources.

mod session;
mod sign_in;
mod sign_out;

use practices::Practice;

/// A row, and where it is shown: a package, then its tests, up to the next package.
pub type Shown = (&'static Practice, &'static str);

/// Returns every row in order, with where it is shown.
pub fn rows() -> impl Iterator<Item = &'static Shown> {
    sign_in::SHOWN.iter().chain(&session::SHOWN).chain(&sign_out::SHOWN)
}

#[cfg(test)]
mod tests;
