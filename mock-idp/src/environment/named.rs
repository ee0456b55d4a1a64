//! Enums whose variants have names of the management API, like `MICROSOFT_AD`.

macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $text)] $variant,)*
        }

        impl $name {
            /// All values.
            pub(crate) const ALL: &[Self] = &[$(Self::$variant,)*];

            /// Returns the name in the management API.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }

            /// Returns the name in lower case, as URLs and seeds write it.
            pub fn key(self) -> String {
                self.as_str().to_lowercase()
            }

            /// Returns the value with this key.
            pub(crate) fn with_key(key: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str().eq_ignore_ascii_case(key))
            }
        }
    };
}

pub(super) use named;
