//! The sections of a seed, each a list of one noun. Code about all sections is derived from one table.

use serde_json::Value;

use super::resolve::Resolver;
use crate::environment::{Contents, Environment};

/// An item of a section, with what is done with the whole section.
pub(super) trait Section: Sized {
    /// Resolves the section's items into `contents`, and notes their mistakes. The sections before it are resolved
    /// already.
    fn resolve(resolver: &mut Resolver<'_>, contents: &mut Contents);

    /// Returns the items that describe the present `environment`.
    fn export(environment: &Environment) -> Vec<Self>;

    /// Returns the lists of words that the schema has, and the types do not.
    fn words() -> Vec<Words> {
        Vec::new()
    }
}

/// A keyword of the schema about a field.
pub(super) struct Words {
    pub(super) field: &'static str,
    /// A keyword of JSON Schema, with its value.
    pub(super) keyword: &'static str,
    pub(super) value: Value,
}

impl Words {
    /// Limits `field` to these words.
    pub(super) fn one_of(field: &'static str, words: Vec<String>) -> Self {
        Self { field, keyword: "enum", value: words.into() }
    }
}

/// Derives the code about all sections from their table, whose order is that of resolution.
macro_rules! sections {
    ($($section:ident: $item:ident, $add:ident, $about:literal;)*) => {
        impl Seed {
            /// Makes a development environment with Scalekit's policies, and nobody in it.
            pub fn empty() -> Self {
                Self {
                    environment: Environment::default(),
                    policies: Policies::default(),
                    $($section: Vec::new(),)*
                }
            }

            $(
                #[doc = $about]
                pub fn $add(mut self, item: $item) -> Self {
                    self.$section.push(item);
                    self
                }
            )*

            /// Returns the present state of `environment`. Its stream of ids continues with another seed, so that it
            /// draws no id that exists.
            pub(crate) fn of(environment: &crate::environment::Environment, ids: &Ids) -> Self {
                Self {
                    environment: Environment::of(environment, ids),
                    policies: environment.policies().clone(),
                    $($section: <$item as Section>::export(environment),)*
                }
            }

            /// Resolves each section.
            fn resolve_sections(resolver: &mut Resolver<'_>, contents: &mut Contents) {
                $(<$item as Section>::resolve(resolver, contents);)*
            }

            /// Returns the lists of words, each with the name of its table.
            fn words() -> impl Iterator<Item = (&'static str, Words)> {
                let of = |item: &'static str, all: Vec<Words>| all.into_iter().map(move |one| (item, one));
                [$(of(stringify!($item), <$item as Section>::words()),)*].into_iter().flatten()
            }
        }
    };
}

pub(super) use sections;
