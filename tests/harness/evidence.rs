//! What shows that a row or an item holds: the words of [`rows`](crate::rows) and [`documents`](crate::documents).
//!
//! A text names what shows it: a place, then names in backticks, up to the next place. What stands before the first
//! place explains, and names nothing. A test looks every name up.
//!
//! | place | what its names are |
//! |---|---|
//! | a package: `sample-app` | its tests |
//! | a file with tests: `tests/stories/sign_out.rs` | the tests in it |
//! | a page: `mock-idp/docs/check.md` | its headings |

/// What there is for a row or an item.
#[derive(Clone, Copy, Debug)]
pub enum Shown {
    /// The tests and pages that show it.
    By(&'static str),
    /// Why it is otherwise here, and what shows that.
    ByDesign(&'static str),
    /// Why there is nothing here that it could be about.
    DoesNotApply(&'static str),
    /// What is not there yet.
    Planned(&'static str),
}

#[cfg(test)]
pub(crate) mod sources;
