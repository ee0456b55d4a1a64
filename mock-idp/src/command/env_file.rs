//! `serve --env-file`: the variables in a file that dotenv, a shell and Docker read alike.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use super::CommandError;
use super::variables::Variables;

const HEADING: &str = "# Written by `mock-idp serve --env-file`, for tests only.\n";

/// Writes a line for each variable that has a value, and replaces what the file had.
///
/// # Errors
///
/// [`CommandError::Write`] if the file cannot be written.
pub(super) fn write(path: &Path, variables: &Variables) -> Result<(), CommandError> {
    written(path, &text(variables))
        .map_err(|why| CommandError::Write { path: path.to_owned(), why })
}

fn written(path: &Path, text: &str) -> io::Result<()> {
    // An existing file is truncated after other users lost the right to read it, so that they cannot read the new content.
    let mut file = opened(path)?;
    if file.metadata()?.is_file() {
        file.set_len(0)?;
    }
    file.write_all(text.as_bytes())
}

/// Opens the file, which has the client's secret, so that only its owner may read and write it.
#[cfg(unix)]
fn opened(path: &Path) -> io::Result<File> {
    use std::fs::Permissions;
    use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};

    const OWNER_ONLY: u32 = 0o600;
    let mut options = OpenOptions::new();
    let file = options.write(true).create(true).truncate(false).mode(OWNER_ONLY).open(path)?;
    if file.metadata()?.is_file() {
        file.set_permissions(Permissions::from_mode(OWNER_ONLY))?;
    }
    Ok(file)
}

/// Opens the file. It has the permissions of its folder: on Windows that of a user is theirs alone.
#[cfg(windows)]
fn opened(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create(true).truncate(false).open(path)
}

fn text(variables: &Variables) -> String {
    let lines = variables.iter().filter_map(|(name, value)| {
        let value = value.as_ref()?;
        Some(format!("{name}={}\n", quoted(value)))
    });
    lines.fold(HEADING.to_owned(), |text, line| text + line.as_str())
}

/// Quotes a value that has a character with a meaning for one of the readers. Other values have no quotes, because
/// Docker reads quotes as a part of the value.
fn quoted(value: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-./:@%+,=".contains(c);
    if !value.is_empty() && value.chars().all(plain) {
        return value.to_owned();
    }
    if !value.contains(['\'', '\n', '\r']) {
        return format!("'{value}'");
    }
    let mut text = String::from('"');
    for c in value.chars() {
        match c {
            '\\' | '"' | '$' | '`' => text.extend(['\\', c]),
            '\n' => text += "\\n",
            '\r' => text += "\\r",
            _ => text.push(c),
        }
    }
    text.push('"');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_quoted_where_somebody_would_misread_it() {
        for (value, written) in [
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("whsec_bW9j+a/1p==", "whsec_bW9j+a/1p=="),
            ("", "''"),
            ("pa$$ #word", "'pa$$ #word'"),
            (r#"say "no""#, r#"'say "no"'"#),
            ("it's $HOME", r#""it's \$HOME""#),
            ("two\nlines", r#""two\nlines""#),
        ] {
            assert_eq!(quoted(value), written);
        }
    }

    #[test]
    fn what_this_fake_has_not_is_left_out() {
        let variables = vec![("A", Some("1".to_owned())), ("B", None)];

        assert_eq!(text(&variables), format!("{HEADING}A=1\n"));
    }
}
