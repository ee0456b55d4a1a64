//! What is chosen by its name, on a command line as in Rust.

/// Declares an enum whose variants have a name in kebab-case and a sentence, with the list of all of them and the way from a
/// name to its variant; after `called`, the error for a name that there is not, and the noun in that.
macro_rules! named {
    (
        $(#[$about:meta])* $enum:ident called $error:ident $noun:literal:
        $($variant:ident = $name:literal: $sentence:literal;)*
    ) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $enum {
            $(#[doc = $sentence] $variant,)*
        }

        impl $enum {
            /// All of them, in order.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// Returns the name, in kebab-case.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// Returns what the application does: a sentence whose subject is the application.
            pub const fn sentence(self) -> &'static str {
                match self { $(Self::$variant => $sentence,)* }
            }
        }

        impl std::fmt::Display for $enum {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.name())
            }
        }

        #[doc = concat!("There is no ", $noun, " of this name.")]
        #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
        #[error("the zoo has no {} {}; `--list` shows what it has", $noun, self.0)]
        pub struct $error(String);

        impl std::str::FromStr for $enum {
            type Err = $error;

            fn from_str(name: &str) -> Result<Self, Self::Err> {
                let named = Self::ALL.iter().find(|one| one.name() == name);
                named.copied().ok_or_else(|| $error(name.to_owned()))
            }
        }
    };
}

pub(crate) use named;
