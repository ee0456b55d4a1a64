//! Reading a seed from its text, or reporting every mistake that prevents it.

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
        toml::from_str(self.text).map_err(|why| SeedError::Malformed(self.explain(&why)))
    }

    fn explain(&self, why: &toml::de::Error) -> String {
        if let Some(report) = self.explain_syntax() {
            return report;
        }
        let misfits = self.misfits();
        if misfits.is_empty() {
            return self.explain_in_its_words(why);
        }
        let reports = misfits.iter().map(|one| self.report(&one.what, &one.span, &one.notes));
        together(misfits.len(), reports)
    }

    /// Returns the report of a text that the schema allows and the types do not. There should be no such text. If
    /// there is one, serde's message helps; secrets that it quotes are removed.
    fn explain_in_its_words(&self, why: &toml::de::Error) -> String {
        let span = why.span().unwrap_or_default();
        let is_secret =
            self.secrets().iter().any(|one| one.start < span.end && span.start < one.end);
        let note = if is_secret { "it is a secret, and not shown" } else { why.message() };
        self.report("this cannot be read", &span, &[Note::fact(note)])
    }
}
