//! Mistakes in the syntax of TOML, reported at their beginning: at the opening of a quote or bracket that is not
//! closed.

use std::ops::Range;

use super::report::Note;
use super::text::SeedText;

/// Most of the parser's mistakes that are searched for an open quote. Each search reads the text from its beginning,
/// and an open quote is among the first mistakes.
const MOST_LOOKED_AT: usize = 20;

const UNQUOTED: &str =
    "write a text in quotes, like `\"…\"`; only numbers, `true` and `false` have none";

impl SeedText<'_> {
    /// Returns the report of the first mistake in the syntax, if there is one. Open quotes and brackets are found in
    /// the text itself; for other mistakes the parser's message is quoted.
    pub(super) fn explain_syntax(&self) -> Option<String> {
        let first = self.mistakes.first()?;
        if let Some(report) = self.explain_language() {
            return Some(report);
        }
        let span = first.span().unwrap_or_default();
        // After an open quote the parser misreads everything that follows.
        let mistakes = self.mistakes.iter().take(MOST_LOOKED_AT);
        let mut spans = mistakes.filter_map(toml::de::Error::span);
        if let Some(quote) = spans.find_map(|span| self.unclosed_quote(span.start)) {
            return Some(self.report_quote(&quote));
        }
        let open = self.open(span.start);
        if open.quote.is_none() {
            if let Some(report) = self.explain_value(&open, &span) {
                return Some(report);
            }
            if self.is_a_second(&open, &span) {
                return Some(self.report_duplicate(&span));
            }
            if let Some(opener) = open.brackets.last() {
                return Some(self.report_bracket(*opener, span.start));
            }
        }
        Some(self.report(first.message(), &span, &[]))
    }

    /// Returns the report of a missing value, or of a value without quotes, if `span` is one.
    fn explain_value(&self, open: &Open, span: &Range<usize>) -> Option<String> {
        let word = self.whole_word(span);
        if !self.awaits_a_value(open, word.start) {
            return None;
        }
        let rest = self.text[word.start..].lines().next().unwrap_or_default().trim_start();
        if rest.is_empty() || rest.starts_with('#') {
            let help = Note::help("write one after `=`");
            let is_in_a_list = !open.brackets.is_empty();
            return (!is_in_a_list).then(|| self.report("there is no value", span, &[help]));
        }
        let is_a_word = rest.starts_with(is_of_a_word);
        is_a_word.then(|| self.report("this is no value of TOML", &word, &[Note::help(UNQUOTED)]))
    }

    /// Returns whether a value has to come at `at`: after `=`, or after `[` or `,` in a list.
    fn awaits_a_value(&self, open: &Open, at: usize) -> bool {
        let before = self.text[..at].trim_end();
        let is_in_a_list =
            open.brackets.last().is_some_and(|opener| self.text[*opener..].starts_with('['));
        before.ends_with('=') || is_in_a_list && before.ends_with(['[', ','])
    }

    /// Returns whether the name at `span` is a second one, in the same table or as its header.
    fn is_a_second(&self, open: &Open, span: &Range<usize>) -> bool {
        let key = &self.text[span.clone()];
        let before = &self.text[..span.start];
        if key.is_empty() || before.ends_with('[') {
            let header = |brackets: &str| line_starting(before, &format!("{brackets}{key}]"));
            return !key.is_empty() && header("[").or(header("[[")).is_some();
        }
        let begin = match open.brackets.last() {
            Some(opener) => *opener + 1,
            None => last_header(before),
        };
        let mut here = before[begin..].split(['\n', ',', '{']).map(str::trim_start);
        here.any(|field| {
            let rest = field.strip_prefix(key).map(str::trim_start);
            rest.is_some_and(|rest| rest.starts_with(['=', '.']))
        })
    }

    fn report_quote(&self, quote: &Range<usize>) -> String {
        let help = format!("write `{}` at its end", &self.text[quote.clone()]);
        self.report("this quote is never closed", quote, &[Note::help(help)])
    }

    fn report_bracket(&self, opener: usize, trouble: usize) -> String {
        let (noun, close) = match self.text.as_bytes()[opener] {
            b'[' => ("list", ']'),
            _ => ("table", '}'),
        };
        let trouble = self.text.floor_char_boundary(trouble);
        let after = self.text[trouble..].trim_start().len();
        let found = self.position_of(self.text.len() - after);
        let notes = [
            Note::fact(format!("what belongs to it ends before {found}")),
            Note::help(format!("write `{close}` at its end, and `,` between what is in it")),
        ];
        let what = format!("this {noun} is not closed, or lacks a comma");
        self.report(&what, &(opener..opener + 1), &notes)
    }

    fn report_duplicate(&self, span: &Range<usize>) -> String {
        let key = &self.text[span.clone()];
        let (before, after) = (&self.text[..span.start], &self.text[span.end..]);
        let first = |header: &str| line_starting(before, header);
        let first_is_at = |at| Note::fact(format!("the first is at {}", self.position_of(at)));
        if before.ends_with("[[") || after.starts_with(']') && before.ends_with('[') {
            let (one, many) = (format!("[{key}]"), format!("[[{key}]]"));
            let help = Note::help(format!("write `{many}`, with two brackets, each time"));
            if let (true, Some(first)) = (before.ends_with("[["), first(&one)) {
                let what = format!("`{one}` is one table, and there are several");
                return self.report(&what, &(first..first + one.len()), &[help]);
            }
            if let Some(first) = first(&many) {
                let notes = [first_is_at(first), help];
                return self.report("one of several tables has two brackets", span, &notes);
            }
            let help = Note::help(format!("write all of `{one}` in one place"));
            let notes: Vec<Note> = first(&one).map(first_is_at).into_iter().chain([help]).collect();
            return self.report(&format!("there is a `{one}` already"), span, &notes);
        }
        let help = Note::help(format!("write `{key}` once; another `[[…]]` begins another table"));
        self.report(&format!("there is a `{key}` here already"), span, &[help])
    }

    /// Returns the whole of a value within which the parser stopped.
    fn whole_word(&self, span: &Range<usize>) -> Range<usize> {
        let before = self.text[..span.start].trim_end_matches(is_of_a_word);
        let after = self.text[span.end..].trim_start_matches(is_of_a_word);
        before.len()..self.text.len() - after.len()
    }

    /// Returns the quote that is open at `at` and not closed: one with one mark in its line, or one with three marks
    /// anywhere.
    fn unclosed_quote(&self, at: usize) -> Option<Range<usize>> {
        let quote = self.open(at).quote?.at;
        let rest = &self.text[quote.end..];
        let line = rest.lines().next().unwrap_or_default();
        let end = quote.end + if quote.len() == 1 { line.len() } else { rest.len() };
        let still_open = self.open(end).quote;
        still_open.is_some_and(|open| open.at == quote).then_some(quote)
    }

    /// Returns what is open at `at`, read from the beginning.
    fn open(&self, at: usize) -> Open {
        let mut open = Open::default();
        let mut rest = &self.text[..self.text.floor_char_boundary(at)];
        let whole = rest.len();
        while let Some(c) = rest.chars().next() {
            let length = open.read(c, rest, whole - rest.len());
            rest = &rest[length..];
        }
        open
    }
}

fn is_of_a_word(c: char) -> bool {
    c.is_alphanumeric() || "+-_.".contains(c)
}

/// Returns where the last header of a section begins.
fn last_header(text: &str) -> usize {
    let mut start = 0;
    let mut found = 0;
    for line in text.split_inclusive('\n') {
        if line.trim_start().starts_with('[') {
            found = start;
        }
        start += line.len();
    }
    found
}

/// Returns the beginning of the line that starts with `header`.
fn line_starting(text: &str, header: &str) -> Option<usize> {
    let mut start = 0;
    text.split_inclusive('\n').find_map(|line| {
        let here = start;
        start += line.len();
        let indent = line.len() - line.trim_start().len();
        line.trim_start().starts_with(header).then_some(here + indent)
    })
}

/// The quotes and brackets that are open.
#[derive(Default)]
struct Open {
    quote: Option<Quote>,
    /// The brackets of values, without those of section headers.
    brackets: Vec<usize>,
    in_value: bool,
}

/// An open quote: one mark, or three for a text of many lines.
struct Quote {
    at: Range<usize>,
    mark: char,
}

impl Open {
    /// Reads the token that begins with `c` at the beginning of `rest`, and returns its length.
    fn read(&mut self, c: char, rest: &str, at: usize) -> usize {
        if let Some(quote) = &self.quote {
            let (length, closed) = quote.read(c, rest);
            if closed {
                self.quote = None;
            }
            return length;
        }
        match c {
            '"' | '\'' => {
                let thrice = rest.starts_with(&String::from(c).repeat(3));
                let length = if thrice { 3 } else { 1 };
                self.quote = Some(Quote { at: at..at + length, mark: c });
                return length;
            }
            '#' => return rest.find('\n').unwrap_or(rest.len()),
            '=' => self.in_value = true,
            '\n' if self.brackets.is_empty() => self.in_value = false,
            '[' | '{' if self.in_value => self.brackets.push(at),
            ']' | '}' => drop(self.brackets.pop()),
            _ => {}
        }
        c.len_utf8()
    }
}

impl Quote {
    /// Reads the next token within the quote, and returns its length, and whether it closes the quote.
    fn read(&self, c: char, rest: &str) -> (usize, bool) {
        let marks = self.at.len();
        if c == self.mark && rest.starts_with(&String::from(c).repeat(marks)) {
            return (marks, true);
        }
        // A backslash escapes the next character, but not between single quotes.
        let escapes = c == '\\' && self.mark == '"';
        let read = rest.chars().take(if escapes { 2 } else { 1 });
        // A quote with one mark ends with its line, closed or not.
        (read.map(char::len_utf8).sum(), c == '\n' && marks == 1)
    }
}
