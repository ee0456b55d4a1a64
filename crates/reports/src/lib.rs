//! What the reports of the fake and of the checker share: places in a source, the parts of SARIF, the characters that a
//! format can write, and the style of a page.
//!
//! ```
//! let parts: Vec<_> = reports::code_and_words("set `window.location`.").collect();
//! assert_eq!(parts, [(false, "set "), (true, "window.location"), (false, ".")]);
//! assert_eq!(reports::in_xml("a\u{0}b"), "ab");
//! ```

mod anchor;
pub mod sarif;
mod text;

pub use anchor::{Anchor, AnchorError};
pub use text::{PAGE_STYLE, code_and_words, in_xml};
