//! What is wrong with a seed, and where in it.

use std::fmt;

use crate::wire::nearest;

/// How many names a help lists: what is seen at a glance, and some more.
const MOST_NAMED: usize = 50;

/// Where something stands in a seed, like `clients[0].redirect_uris[1]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FieldPath(Vec<Step>);

/// One step towards a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Field(&'static str),
    Item(usize),
}

impl FieldPath {
    /// A section of the seed.
    pub(super) fn section(name: &'static str) -> Self {
        Self(vec![Step::Field(name)])
    }

    /// A field of what stands here.
    pub(super) fn field(&self, name: &'static str) -> Self {
        self.then(Step::Field(name))
    }

    /// An item of the list that stands here, counted from 0.
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

/// One thing that is wrong.
#[derive(Debug)]
pub(super) struct FieldError {
    pub(super) path: FieldPath,
    /// What is wrong.
    pub(super) what: String,
    /// Which rule it breaks, where the help does not say it.
    pub(super) why: Option<String>,
    /// The place that was there first, if there may be only one of its kind.
    pub(super) first: Option<FieldPath>,
    /// What would be right.
    pub(super) help: String,
}

impl FieldError {
    /// At `path`, this is wrong and that would be right.
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

    /// Nothing of the kind `noun` has this `name`; there are `names`.
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
