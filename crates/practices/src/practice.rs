//! A practice, and who can see that a client breaks it.

use crate::Area;
use crate::Source;

/// Something that a correct integration does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Practice {
    /// The name: kebab-case, what a right client does. It never changes.
    pub slug: &'static str,
    /// The number among the 120 rows, from 1; absent for a mistake that no row has.
    pub row: Option<u8>,
    /// The part of an integration that it belongs to.
    pub area: Area,
    /// What a right client does: one sentence, whose subject is the application.
    pub sentence: &'static str,
    /// What goes wrong otherwise.
    pub why: &'static str,
    /// What to do about it.
    pub fix: &'static str,
    /// The cheapest place from which a breach can be proven.
    pub vantage: Vantage,
    /// Where it is written, or what it follows from.
    pub sources: &'static [Source],
}

/// Who can prove that a client breaks a practice; the cheapest comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Vantage {
    /// The fake alone, while ordinary tests run.
    Fake,
    /// A browser that is driven through the application.
    Browser,
    /// Such a browser, while the fake is made to misbehave by its control API.
    Control,
    /// Whoever starts the application: its environment, its logs, a second instance.
    Process,
    /// Whoever reads the source.
    Source,
    /// Nobody but a person who looks.
    Nobody,
}
