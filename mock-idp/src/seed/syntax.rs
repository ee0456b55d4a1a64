//! What is not TOML, told at its beginning: where the quote opens that nobody closed, or the bracket.

use std::ops::Range;

use super::text::SeedText;

const UNQUOTED: &str =
    "help: write a text in quotes, like `\"…\"`; only numbers, `true` and `false` have none";

impl SeedText<'_> {
    /// The report of the first mistake in the syntax, if it has one and we can tell better than the
    /// parser, which says what it would have read next.
    pub(super) fn explain_syntax(&self) -> Option<String> {
        let mistakes = || {
            let spans = self.mistakes.iter();
            spans.filter_map(|error| Some((error.message(), error.span()?)))
        };
        // A quote that nobody closed makes nonsense of all that follows, and of the parser's order.
        let unclosed = mistakes()
            .filter(|(message, _)| message.contains("string, expected"))
            .find_map(|(_, span)| self.open_quote(span.start));
        if let Some(quote) = unclosed {
            return Some(self.report_quote(quote));
        }
        let (message, span) = mistakes().next()?;
        let unquoted = [
            "string values must be quoted",
            "invalid boolean",
            "invalid float",
            "invalid integer",
            "`_` may only go",
        ];
        if unquoted.iter().any(|start| message.starts_with(start)) {
            return Some(self.report_unquoted(span));
        }
        if message.starts_with("duplicate key") {
            return Some(self.report_duplicate(span));
        }
        let opener = self.open_bracket(span.start)?;
        let goes_on = ["missing", "invalid inline", "extra", "unclosed", "unexpected"];
        let is_about_it = goes_on.iter().any(|start| message.starts_with(start));
        is_about_it.then(|| self.report_bracket(opener, span.start))
    }

    fn report_quote(&self, quote: Range<usize>) -> String {
        let help = format!("help: write `{}` at its end", &self.text[quote.clone()]);
        self.report("this quote is never closed", quote, &[help])
    }

    fn report_unquoted(&self, span: Range<usize>) -> String {
        if span.is_empty() {
            return self.report("there is no value", span, &["help: write one after `=`".into()]);
        }
        self.report("this is no value of TOML", self.whole_word(span), &[UNQUOTED.to_owned()])
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
            format!("note: what belongs to it ends before {found}"),
            format!("help: write `{close}` at its end, and `,` between what is in it"),
        ];
        let what = format!("this {noun} is not closed, or lacks a comma");
        self.report(&what, opener..opener + 1, &notes)
    }

    fn report_duplicate(&self, span: Range<usize>) -> String {
        let key = &self.text[span.clone()];
        let (before, after) = (&self.text[..span.start], &self.text[span.end..]);
        let first = |header: &str| line_starting(before, header);
        if before.ends_with("[[") || after.starts_with(']') && before.ends_with('[') {
            let (one, many) = (format!("[{key}]"), format!("[[{key}]]"));
            let help = format!("help: write `{many}`, with two brackets, each time");
            if let (true, Some(first)) = (before.ends_with("[["), first(&one)) {
                let what = format!("`{one}` is one table, and there are several");
                return self.report(&what, first..first + one.len(), &[help]);
            }
            if let Some(first) = first(&many) {
                let note = format!("note: the first is at {}", self.position_of(first));
                return self.report("one of several tables has two brackets", span, &[note, help]);
            }
            let help = format!("help: write all of `{one}` in one place");
            let note =
                first(&one).map(|at| format!("note: the first is at {}", self.position_of(at)));
            let notes: Vec<String> = note.into_iter().chain([help]).collect();
            return self.report(&format!("there is a `{one}` already"), span, &notes);
        }
        let help = format!("help: write `{key}` once; another `[[…]]` begins another table");
        self.report(&format!("there is a `{key}` here already"), span, &[help])
    }

    /// The whole of a value that the parser gave up in.
    fn whole_word(&self, span: Range<usize>) -> Range<usize> {
        let of_a_word = |c: char| c.is_alphanumeric() || "+-_.".contains(c);
        let before = self.text[..span.start].trim_end_matches(of_a_word);
        let after = self.text[span.end..].trim_start_matches(of_a_word);
        before.len()..self.text.len() - after.len()
    }

    /// The quote that is open at `at`.
    fn open_quote(&self, at: usize) -> Option<Range<usize>> {
        self.open(at).quote.map(|quote| quote.at)
    }

    /// The innermost bracket of a value that is open at `at`.
    fn open_bracket(&self, at: usize) -> Option<usize> {
        self.open(at).brackets.pop()
    }

    /// What is open at `at`, read from the beginning.
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

/// Where the line begins that starts with `header`.
fn line_starting(text: &str, header: &str) -> Option<usize> {
    let mut start = 0;
    text.split_inclusive('\n').find_map(|line| {
        let here = start;
        start += line.len();
        let indent = line.len() - line.trim_start().len();
        line.trim_start().starts_with(header).then_some(here + indent)
    })
}

/// What was opened and not closed so far.
#[derive(Default)]
struct Open {
    quote: Option<Quote>,
    /// Of values; the brackets of a section's header are not among them.
    brackets: Vec<usize>,
    in_value: bool,
}

/// A quote that opened: one mark, or three for a text of many lines.
struct Quote {
    at: Range<usize>,
    mark: char,
}

impl Open {
    /// Reads the `c` that `rest` begins with; how long what it belongs to is.
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
    /// Reads on inside of it: how long what comes is, and whether it closes it.
    fn read(&self, c: char, rest: &str) -> (usize, bool) {
        let marks = self.at.len();
        if c == self.mark && rest.starts_with(&String::from(c).repeat(marks)) {
            return (marks, true);
        }
        // A backslash escapes what follows it, but not between single quotes.
        let escapes = c == '\\' && self.mark == '"';
        let read = rest.chars().take(if escapes { 2 } else { 1 });
        // The end of its line is the end of a quote with one mark, closed or not.
        (read.map(char::len_utf8).sum(), c == '\n' && marks == 1)
    }
}
