//! Which row of Scalekit's integration advice is shown by which story or test.
//!
//! Scalekit's documentation, samples and checklists were read into 120 rows of what a correct
//! integration does, which are in [`practices`]. Each row is here once: with the tests that show it, or
//! with the reason why it does not apply, or not yet. A test looks every name up, as
//! [`evidence`](crate::evidence) has it.

mod session;
mod sign_in;
mod sign_out;

use practices::Practice;

use crate::evidence::Shown;

/// A row, and what shows it.
pub type Row = (&'static Practice, Shown);

/// Returns every row in order, with what shows it.
pub fn rows() -> impl Iterator<Item = &'static Row> {
    sign_in::SHOWN.iter().chain(&session::SHOWN).chain(&sign_out::SHOWN)
}

#[cfg(test)]
mod tests;
