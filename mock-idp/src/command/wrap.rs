//! Lines that are no longer than the terminal.

use std::io::IsTerminal;
#[cfg(unix)]
use std::os::fd::AsFd as AsOutput;
#[cfg(windows)]
use std::os::windows::io::AsHandle as AsOutput;

use terminal_size::{Width, terminal_size_of};

/// Columns after which a text goes on in the next line, where a terminal has more: longer lines are hard to read.
pub(super) const MOST_COLUMNS: usize = 100;

/// Columns that a terminal is taken to have at least: in fewer, a line would be a word.
const FEWEST_COLUMNS: usize = 40;

/// Returns the columns for text; `None` if the output is no terminal, where a line is for programs to read as well.
pub(super) fn columns(output: &(impl AsOutput + IsTerminal)) -> Option<usize> {
    if !output.is_terminal() {
        return None;
    }
    // A terminal that does not know its size has none.
    let (Width(columns), _) = terminal_size_of(output)?;
    Some(usize::from(columns).clamp(FEWEST_COLUMNS, MOST_COLUMNS))
}

/// Breaks a line between words. What follows stands `hang` columns in.
pub(super) fn wrapped(line: &str, hang: usize, columns: usize) -> String {
    let mut text = String::new();
    let mut current = String::new();
    for word in line.split_inclusive(' ') {
        let length = current.chars().count() + word.trim_end().chars().count();
        let has_words = !current.trim().is_empty();
        if has_words && length > columns {
            text.push_str(current.trim_end());
            text.push('\n');
            current = " ".repeat(hang);
        }
        let is_gap_at_the_beginning = word == " " && !text.is_empty() && current.trim().is_empty();
        if !is_gap_at_the_beginning {
            current.push_str(word);
        }
    }
    text + current.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_broken_between_words_and_hangs() {
        let line = "  fault  logout-by-navigation  the server requested it: nobody was signed out";

        insta::assert_snapshot!(wrapped(line, 9, 40), @"
          fault  logout-by-navigation  the
                 server requested it: nobody was
                 signed out
        ");
    }

    #[test]
    fn what_is_short_and_what_has_no_gap_stays_as_it_is() {
        let long = "x".repeat(60);

        assert_eq!(wrapped("why  it matters", 5, 40), "why  it matters");
        assert_eq!(wrapped(&long, 5, 40), long);
        assert_eq!(wrapped(&format!("why  {long}"), 5, 40), format!("why\n     {long}"));
        assert_eq!(wrapped("", 5, 40), "");
    }

    #[test]
    fn a_file_has_no_columns() {
        let file = tempfile::tempfile().expect("a file");

        assert_eq!(columns(&file), None);
    }
}
