//! Where tools that show findings in source put what was seen on a wire.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// Longest name of a file, in octets: the longest path of Linux.
const LONGEST_FILE: usize = 4_096;

/// What a path has and a URI must not (RFC 3986 §3.3).
const NOT_IN_A_PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// A line of a file at which findings are shown: `src/routes/logout.ts:12`.
///
/// GitHub refuses a SARIF file as a whole if a result has no place in the source.
///
/// ```
/// use reports::Anchor;
///
/// let anchor: Anchor = "src/routes/logout.ts:12".parse()?;
///
/// assert_eq!((anchor.uri(), anchor.line()), ("src/routes/logout.ts", 12));
/// # Ok::<(), reports::AnchorError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    uri: String,
    line: u32,
}

/// Why a text is no place in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AnchorError {
    /// There is no name of a file.
    #[error(
        "an anchor is a file and perhaps a line of it, like src/routes/logout.ts:12; the file is missing"
    )]
    NoFile,
    /// The line is no number from 1 on.
    #[error(
        "an anchor is a file and perhaps a line of it, from 1 on, like src/routes/logout.ts:12"
    )]
    Line,
    /// The name is longer than a path may be.
    #[error("an anchor's file has {LONGEST_FILE} octets at most")]
    TooLong,
}

impl Anchor {
    /// Anchors findings at the first line of a file.
    pub fn at(file: &Path) -> Self {
        Self { uri: uri(&file.to_string_lossy()), line: 1 }
    }

    /// Returns the file as a URI: relative to the working directory, which is the repository's root in CI, or `file:` of
    /// an absolute path.
    pub fn uri(&self) -> &str {
        &self.uri
    }

    /// Returns the line, from 1.
    pub fn line(&self) -> u32 {
        self.line
    }
}

/// The seed file of a project, which is where findings are anchored if nothing else is said.
impl Default for Anchor {
    fn default() -> Self {
        Self { uri: "mock-idp.toml".to_owned(), line: 1 }
    }
}

impl FromStr for Anchor {
    type Err = AnchorError;

    fn from_str(text: &str) -> Result<Self, AnchorError> {
        let (file, line) = match text.rsplit_once(':') {
            // What follows the last colon is a part of the name if it is no number at all.
            Some((file, line)) if is_a_number(line) => (file, line.parse().unwrap_or_default()),
            _ => (text, 1),
        };
        match file.len() {
            0 => Err(AnchorError::NoFile),
            length if length > LONGEST_FILE => Err(AnchorError::TooLong),
            _ if line == 0 => Err(AnchorError::Line),
            _ => Ok(Self { uri: uri(file), line }),
        }
    }
}

impl fmt::Display for Anchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.uri, self.line)
    }
}

fn is_a_number(text: &str) -> bool {
    text.is_empty() || text.bytes().all(|octet| octet.is_ascii_digit())
}

fn uri(file: &str) -> String {
    let file = file.strip_prefix("./").unwrap_or(file);
    let path = utf8_percent_encode(file, NOT_IN_A_PATH).to_string();
    match file.split('/').next() {
        Some("") => format!("file://{path}"),
        // A colon in the first segment would end a scheme (RFC 3986 §4.2).
        Some(first) if first.contains(':') => format!("./{path}"),
        _ => path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_and_a_line_become_a_place() {
        for (text, uri, line) in [
            ("src/logout.ts", "src/logout.ts", 1),
            ("src/logout.ts:12", "src/logout.ts", 12),
            ("./app.py:3", "app.py", 3),
            ("/srv/app/app.py", "file:///srv/app/app.py", 1),
            ("my app/100%.rb:7", "my%20app/100%25.rb", 7),
            ("routes/[id].ts", "routes/%5Bid%5D.ts", 1),
            ("c:logout.ts", "./c:logout.ts", 1),
        ] {
            let anchor: Anchor = text.parse().unwrap();
            assert_eq!((anchor.uri(), anchor.line()), (uri, line), "{text}");
        }
    }

    #[test]
    fn what_is_no_place_is_refused() {
        for (text, why) in [
            ("", AnchorError::NoFile),
            (":12", AnchorError::NoFile),
            ("app.py:0", AnchorError::Line),
            ("app.py:", AnchorError::Line),
            ("app.py:99999999999", AnchorError::Line),
        ] {
            assert_eq!(text.parse::<Anchor>(), Err(why), "{text}");
        }
        let long = "x".repeat(LONGEST_FILE + 1);
        assert_eq!(long.parse::<Anchor>(), Err(AnchorError::TooLong));
    }
}
