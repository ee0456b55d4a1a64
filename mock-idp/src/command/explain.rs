//! `mock-idp explain`: what a right client does, why, and how, in code.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::io;

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, StringValueParser, TypedValueParser};
use practices::{Area, Framework, Practice, Source};

use super::CommandError;
use super::output::print;
use super::wrap::{MOST_COLUMNS, columns, wrapped};

/// Columns of a practice's name in the list; the longest is one less.
const NAME: usize = 33;

/// Columns before a practice's sentence in the list: its row, two gaps and its name.
const SENTENCE: usize = 4 + 2 + NAME + 1;

/// Explain a finding: what a right client does, why, and the fix in code
///
/// Without an argument it lists all practices, area by area. `mock-idp explain logout-by-navigation` and
/// `mock-idp explain 79` are the same.
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// The name of the practice, or its row, from 1 to 120
    #[arg(value_parser = Names, hide_possible_values = true)]
    practice: Option<String>,
    /// Show the code for one framework
    #[arg(long = "in", value_name = "FRAMEWORK", value_parser = framework(), requires = "practice")]
    framework: Option<Framework>,
}

/// Takes any text, and lets shells suggest the names of practices.
#[derive(Clone, Debug)]
struct Names;

impl TypedValueParser for Names {
    type Value = String;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<String, clap::Error> {
        StringValueParser::new().parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(practices::all().map(|practice| PossibleValue::new(practice.slug))))
    }
}

fn framework() -> impl TypedValueParser<Value = Framework> {
    let names = Framework::ALL.map(Framework::id);
    let of =
        |name: String| Framework::ALL.into_iter().find(|it| it.id() == name).ok_or("no framework");
    PossibleValuesParser::new(names).try_map(of)
}

impl Explain {
    pub(super) fn run(self) -> Result<(), CommandError> {
        let columns = columns(&io::stdout());
        let Some(wanted) = &self.practice else { return print(&list(columns)) };
        let columns = columns.unwrap_or(MOST_COLUMNS);
        print(&explanation(find(wanted)?, self.framework, columns))
    }
}

/// Returns the practice of this name or number.
fn find(wanted: &str) -> Result<&'static Practice, CommandError> {
    let by_row = wanted.trim_start_matches('#').parse().ok().and_then(practices::by_row);
    by_row.or_else(|| practices::by_slug(wanted)).ok_or_else(|| CommandError::NoSuchPractice {
        wanted: wanted.to_owned(),
        hint: hint(wanted),
    })
}

/// Returns what was meant, or what there is.
fn hint(wanted: &str) -> String {
    if wanted.parse::<u64>().is_ok() {
        return "the rows are 1 to 120".to_owned();
    }
    let list = "`mock-idp explain` lists them all";
    match practices::similar(wanted).as_slice() {
        [] => format!("no name or sentence of one is like that; {list}"),
        [one] => format!("did you mean {}?", one.slug),
        [before @ .., other] => {
            let before: Vec<&str> = before.iter().map(|practice| practice.slug).collect();
            format!("did you mean {} or {}? {list}", before.join(", "), other.slug)
        }
    }
}

/// Lists every practice in a line, below the name of its area. At a terminal with so many columns, its sentence goes on
/// below its beginning.
fn list(columns: Option<usize>) -> String {
    let mut text = String::new();
    for area in Area::ALL {
        let gap = if text.is_empty() { "" } else { "\n" };
        let _ = writeln!(text, "{gap}{}  {area}", area.letter());
        for practice in practices::all().filter(|practice| practice.area == area) {
            let row = practice.row.map(|row| row.to_string()).unwrap_or_default();
            let line = format!("{row:>4}  {:<NAME$} {}", practice.slug, practice.sentence);
            let line = columns.map_or(line.clone(), |columns| wrapped(&line, SENTENCE, columns));
            let _ = writeln!(text, "{line}");
        }
    }
    text
}

/// Explains a practice, with its code for one framework or for all.
pub(super) fn explanation(
    practice: &Practice,
    framework: Option<Framework>,
    columns: usize,
) -> String {
    let row = practice.row.map(|row| format!("row {row}, ")).unwrap_or_default();
    let mut text = format!("{} ({row}{})\n\n", practice.slug, practice.area);
    let Practice { sentence, why, fix, .. } = practice;
    let _ = writeln!(text, "{}\n", wrapped(sentence, 0, columns));
    for (label, words) in [("why  ", why), ("fix  ", fix)] {
        let _ = writeln!(text, "{}", wrapped(&format!("{label}{words}"), label.len(), columns));
    }
    let frameworks =
        Framework::ALL.into_iter().filter(|it| framework.is_none_or(|only| only == *it));
    match snippets(practice, frameworks) {
        code if code.is_empty() && framework.is_some() => {
            let _ = writeln!(text, "\n{}", where_written(practice));
        }
        code => text.push_str(&code),
    }
    text.push_str("\nsources\n");
    for Source { name, url } in practice.sources {
        let _ = writeln!(text, "  {name}\n    {url}");
    }
    text
}

/// Says for which frameworks a fix is written out, where that is not the one that was wanted.
fn where_written(practice: &Practice) -> String {
    let written = Framework::ALL.into_iter().filter(|it| practice.fix_in(*it).is_some());
    let names: Vec<_> = written.map(Framework::name).collect();
    match names.as_slice() {
        [] => "This fix is written out in words alone.".to_owned(),
        names => format!("This fix is written out for {} alone.", names.join(", ")),
    }
}

/// Returns the code below the name of its framework, once where several share it, and above it what it takes as given.
fn snippets(practice: &Practice, frameworks: impl Iterator<Item = Framework>) -> String {
    let mut shown: Vec<(Vec<Framework>, &str)> = Vec::new();
    for framework in frameworks {
        let Some(code) = practice.fix_in(framework) else { continue };
        match shown.iter_mut().find(|(_, other)| *other == code) {
            Some((sharing, _)) => sharing.push(framework),
            None => shown.push((vec![framework], code)),
        }
    }
    let mut text = String::new();
    for (frameworks, code) in shown {
        let names: Vec<&str> = frameworks.iter().map(|framework| framework.name()).collect();
        let _ = writeln!(text, "\n{}\n", names.join(", "));
        let givens = practice.givens_in(frameworks[0]);
        if !givens.is_empty() {
            let mark = if frameworks[0] == Framework::Flask { "#" } else { "//" };
            let _ = writeln!(text, "    {mark} Taken as given:");
            for line in &givens {
                push_indented(&mut text, line);
            }
            text.push('\n');
        }
        let code = code.lines().filter(|line| !line.starts_with("```"));
        code.for_each(|line| push_indented(&mut text, line));
    }
    text
}

fn push_indented(text: &mut String, line: &str) {
    let indent = if line.is_empty() { "" } else { "    " };
    let _ = writeln!(text, "{indent}{line}");
}
