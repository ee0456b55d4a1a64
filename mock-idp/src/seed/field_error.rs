//! Mistakes of a seed, and their paths in it.

use std::fmt;

use crate::wire::nearest;

/// Most names that a help lists.
const MOST_NAMED: usize = 50;

/// The path of a value in a seed, like `clients[0].redirect_uris[1]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FieldPath(Vec<Step>);

/// A step of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Field(&'static str),
    Item(usize),
}

impl FieldPath {
    /// Returns the path of a section.
    pub(super) fn section(name: &'static str) -> Self {
        Self(vec![Step::Field(name)])
    }

    /// Returns the path of a field of the value at this path.
    pub(super) fn field(&self, name: &'static str) -> Self {
        self.then(Step::Field(name))
    }

    /// Returns the path of an item of the list at this path, counted from 0.
    pub(super) fn item(&self, index: usize) -> Self {
        self.then(Step::Item(index))
    }

    fn then(&self, step: Step) -> Self {
        Self(self.0.iter().copied().chain([step]).collect())
    }

    pub(super) fn steps(&self) -> &[Step] {
        &self.0
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, step) in self.0.iter().enumerate() {
            match step {
                Step::Field(name) if index == 0 => f.write_str(name)?,
                Step::Field(name) => write!(f, ".{name}")?,
                Step::Item(item) => write!(f, "[{item}]")?,
            }
        }
        Ok(())
    }
}

/// A mistake in a seed.
#[derive(Debug)]
pub(super) struct FieldError {
    pub(super) path: FieldPath,
    /// The mistake, in a sentence.
    pub(super) what: String,
    /// The rule that is broken, if the help does not say it.
    pub(super) why: Option<String>,
    /// The path of the first of two equal values, if there may be only one.
    pub(super) first: Option<FieldPath>,
    /// The help: what would be right.
    pub(super) help: String,
}

impl FieldError {
    /// Makes a mistake at `path`.
    pub(super) fn new(path: FieldPath, what: impl Into<String>, help: impl Into<String>) -> Self {
        Self { path, what: what.into(), why: None, first: None, help: help.into() }
    }

    pub(super) fn because(mut self, why: impl Into<String>) -> Self {
        self.why = Some(why.into());
        self
    }

    pub(super) fn taken_at(mut self, first: &FieldPath) -> Self {
        self.first = Some(first.clone());
        self
    }

    /// Makes the mistake that no `noun` has this `name`; there are `names`.
    pub(super) fn unknown(path: FieldPath, noun: &str, name: &str, names: &[&str]) -> Self {
        let near = nearest(name, names.iter().copied()).filter(|_| names.len() > 1);
        let there =
            near.map_or_else(|| "there".to_owned(), |name| format!("did you mean `{name}`? There"));
        let more = names.len().saturating_sub(MOST_NAMED);
        let listed = names.iter().take(MOST_NAMED).map(|name| format!("`{name}`"));
        let names: Vec<String> = match more {
            0 => listed.collect(),
            more => listed.chain([format!("{more} more")]).collect(),
        };
        let help = match names.as_slice() {
            [] => format!("there are none; a `[[{noun}s]]` makes one"),
            [only] => format!("there is only {only}"),
            [others @ .., last] => format!("{there} are {} and {last}", others.join(", ")),
        };
        Self::new(path, format!("no {noun} `{name}`"), help)
    }
}
