//! The sections of a seed: lists of one noun each. What is done with all of them is derived from one table.

use serde_json::Value;

use super::resolve::Resolver;
use crate::environment::{Contents, Environment};

/// A list of a seed, by its items.
pub(super) trait Section: Sized {
    /// Adds to `contents` what the items of the seed are, and notes what is wrong with them. The sections before this
    /// one are resolved.
    fn resolve(resolver: &mut Resolver<'_>, contents: &mut Contents);

    /// Returns the items that say what `environment` has now.
    fn export(environment: &Environment) -> Vec<Self>;

    /// Returns what the schema says of the words that only a check of the seed knows.
    fn words() -> Vec<Words> {
        Vec::new()
    }
}

/// What the schema says of a field besides its type.
pub(super) struct Words {
    pub(super) field: &'static str,
    /// A keyword of JSON Schema, with its value.
    pub(super) keyword: &'static str,
    pub(super) value: Value,
}

impl Words {
    /// Allows these words alone in `field`.
    pub(super) fn one_of(field: &'static str, words: Vec<String>) -> Self {
        Self { field, keyword: "enum", value: words.into() }
    }
}

/// Derives from a table of the sections what is done with all of them, in the order in which they are resolved.
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

            /// Returns what `environment` is now. Its ids go on where nobody expects those that there are.
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

            /// Returns what the schema says of words, with the name of the table that has the field.
            fn words() -> impl Iterator<Item = (&'static str, Words)> {
                let of = |item: &'static str, all: Vec<Words>| all.into_iter().map(move |one| (item, one));
                [$(of(stringify!($item), <$item as Section>::words()),)*].into_iter().flatten()
            }
        }
    };
}

pub(super) use sections;
