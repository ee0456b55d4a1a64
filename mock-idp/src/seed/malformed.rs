//! A seed read from its text, or everything that keeps it from being read.

use super::report::{Note, together};
use super::text::SeedText;
use super::{Seed, SeedError};

impl SeedText<'_> {
    /// Reads the seed.
    ///
    /// # Errors
    ///
    /// [`SeedError::Malformed`] with the first mistake of a text that is not TOML, or with each field and value
    /// that a seed cannot have.
    pub(super) fn read(&self) -> Result<Seed, SeedError> {
        if let Some(report) = self.explain_syntax() {
            return Err(SeedError::Malformed(report));
        }
        let misfits = self.misfits();
        if misfits.is_empty() {
            return toml::from_str(self.text).map_err(|why| self.unforeseen(&why));
        }
        let reports = misfits.iter().map(|one| self.report(&one.what, &one.span, &one.notes));
        Err(SeedError::Malformed(together(misfits.len(), reports)))
    }

    /// What the schema allows and the type does not. There is nothing of the kind; if there were, its author is
    /// better off with the parser's words, which may quote a secret only where there is one.
    fn unforeseen(&self, why: &toml::de::Error) -> SeedError {
        let span = why.span().unwrap_or_default();
        let is_secret =
            self.secrets().iter().any(|one| one.start < span.end && span.start < one.end);
        let note = if is_secret { "it is a secret, and not shown" } else { why.message() };
        SeedError::Malformed(self.report("this cannot be read", &span, &[Note::note(note)]))
    }
}
