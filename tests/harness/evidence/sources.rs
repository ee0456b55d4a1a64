//! Looks up what a table names: tests in the sources, and headings in the pages.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::Shown;

/// Where a package's tests are, from the root of the repository.
const PACKAGES: [(&str, &str); 6] = [
    ("e2e", "tests"),
    ("mock-idp", "mock-idp"),
    ("sample-app", "sample-app"),
    ("scalekit", "crates/scalekit"),
    ("scalekit-axum", "crates/scalekit-axum"),
    ("user-agent", "crates/user-agent"),
];

/// How the files are called in which something can be named.
const EXTENSIONS: [&str; 6] = ["rs", "md", "js", "py", "go", "java"];

/// How the lists begin of which a macro makes tests: the promises of every store, and the areas of the defects.
const MACROS: [&str; 2] = ["of_every_store! {", "each_defect_is_found! {"];

/// A test or a heading that a text names, and the package or file in which it has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reference<'t> {
    place: &'t str,
    name: &'t str,
}

/// Says what is wrong with a table, a line for each fault: a cell that shows nothing and gives no reason, and a name that
/// is not in its place. `label` is whose cell it is.
pub(crate) fn faults<'t>(cells: impl IntoIterator<Item = (String, &'t Shown)>) -> Vec<String> {
    let mut sources = Sources::default();
    let of_cell = |(label, shown): (String, &Shown)| {
        let missing = references(text(shown)).into_iter().filter(|found| !sources.have(*found));
        let mut faults: Vec<_> = missing
            .map(|Reference { place, name }| format!("{label}: no `{name}` in {place}"))
            .collect();
        if is_bare(shown) {
            faults.push(format!("{label}: neither shown nor explained"));
        }
        faults
    };
    cells.into_iter().flat_map(of_cell).collect()
}

/// Returns what a cell says before it names anything.
pub(crate) fn explanation(shown: &Shown) -> &'static str {
    let text = text(shown);
    let names =
        text.split_whitespace().find(|word| is_place(word)).and_then(|place| text.find(place));
    text[..names.unwrap_or(text.len())].trim_end_matches([':', ' '])
}

fn text(shown: &Shown) -> &'static str {
    match shown {
        Shown::By(text)
        | Shown::ByDesign(text)
        | Shown::DoesNotApply(text)
        | Shown::Planned(text) => text,
    }
}

fn is_bare(shown: &Shown) -> bool {
    match shown {
        Shown::By(text) => references(text).is_empty(),
        Shown::ByDesign(why) | Shown::DoesNotApply(why) | Shown::Planned(why) => why.is_empty(),
    }
}

/// Returns what a text names.
fn references(text: &str) -> Vec<Reference<'_>> {
    let mut place = None;
    let mut references = Vec::new();
    for (index, part) in text.split('`').enumerate() {
        if index % 2 == 0 {
            place = part.split_whitespace().rfind(|word| is_place(word)).or(place);
        } else {
            references.extend(place.map(|place| Reference { place, name: part }));
        }
    }
    references
}

fn is_place(word: &str) -> bool {
    folder(word).is_some() || extension(Path::new(word)).is_some()
}

fn folder(package: &str) -> Option<&'static str> {
    PACKAGES.iter().find(|(name, _)| *name == package).map(|(_, folder)| *folder)
}

fn extension(file: &Path) -> Option<&str> {
    file.extension()?.to_str().filter(|extension| EXTENSIONS.contains(extension))
}

/// The names in each place that was looked at.
#[derive(Default)]
struct Sources {
    names: BTreeMap<String, BTreeSet<String>>,
}

impl Sources {
    fn have(&mut self, Reference { place, name }: Reference<'_>) -> bool {
        let names = self.names.entry(place.to_owned()).or_insert_with(|| names_in(place));
        names.contains(name)
    }
}

/// Returns the names in a package or file; a file that is not there has none.
fn names_in(place: &str) -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package is in a folder");
    folder(place)
        .map_or_else(|| names_in_file(&root.join(place)), |folder| tests_below(&root.join(folder)))
}

/// Returns the tests in Rust in all files of a folder.
fn tests_below(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).expect("the folder can be read").flatten();
    let of_entry = |path: PathBuf| {
        if path.is_dir() && !path.ends_with("target") && !path.ends_with("node_modules") {
            tests_below(&path)
        } else if extension(&path) == Some("rs") {
            names_in_file(&path)
        } else {
            BTreeSet::new()
        }
    };
    entries.flat_map(|entry| of_entry(entry.path())).collect()
}

fn names_in_file(file: &Path) -> BTreeSet<String> {
    let source = fs::read_to_string(file).unwrap_or_default();
    match extension(file) {
        Some("rs") => tests_in_rust(&source),
        Some("md") => headings(&source),
        Some("js") => tests_in_javascript(&source),
        Some("py") => tests_in_python(&source),
        Some("go") => tests_in_go(&source),
        Some("java") => tests_in_java(&source),
        _ => BTreeSet::new(),
    }
}

/// Returns the functions that are marked as tests, or that a macro makes tests of.
fn tests_in_rust(source: &str) -> BTreeSet<String> {
    let mut lines = source.lines().map(str::trim);
    let mut names = BTreeSet::new();
    while lines.any(|line| line == "#[test]" || line.starts_with("#[tokio::test")) {
        let declared = lines.find_map(|line| line.split_once("fn "));
        let name = declared.and_then(|(_, declared)| declared.split_once('('));
        names.extend(name.map(|(name, _)| name.to_owned()));
    }
    names.extend(listed(source).map(str::to_owned));
    names
}

/// Returns the names that a macro makes tests of, each at the beginning of a line.
fn listed(source: &str) -> impl Iterator<Item = &str> {
    let lists = MACROS.iter().filter_map(|begin| source.split_once(begin)?.1.split('}').next());
    let words = lists.flat_map(str::lines).filter_map(|line| line.split_whitespace().next());
    words.map(|word| word.trim_end_matches(':'))
}

/// Returns the headings of a page, without backticks; what a fence surrounds has none.
fn headings(page: &str) -> BTreeSet<String> {
    let mut is_fenced = false;
    let mut headings = BTreeSet::new();
    for line in page.lines() {
        is_fenced ^= line.starts_with("```");
        let heading = line.trim_start_matches('#').strip_prefix(' ');
        if let Some(heading) = heading.filter(|_| line.starts_with('#') && !is_fenced) {
            headings.insert(heading.replace('`', ""));
        }
    }
    headings
}

/// Returns the names of tests; one that runs once for each framework has it before a colon, which is left out.
fn tests_in_javascript(source: &str) -> BTreeSet<String> {
    let titles = source.lines().filter_map(|line| {
        let title = line.trim_start().strip_prefix("test(")?;
        title.split(['\'', '`']).nth(1)
    });
    titles.map(|title| title.trim_start_matches("${framework}: ").to_owned()).collect()
}

fn tests_in_python(source: &str) -> BTreeSet<String> {
    declared(source.lines(), "def ", "test_")
}

fn tests_in_go(source: &str) -> BTreeSet<String> {
    declared(source.lines(), "func ", "Test")
}

fn tests_in_java(source: &str) -> BTreeSet<String> {
    let after_mark = source.split("@Test\n").skip(1).filter_map(|rest| rest.lines().next());
    declared(after_mark.map(str::trim), "void ", "")
}

/// Returns the functions whose declarations begin with a word, and whose names begin so.
fn declared<'s>(
    lines: impl Iterator<Item = &'s str>,
    word: &str,
    beginning: &str,
) -> BTreeSet<String> {
    let declared = lines.filter_map(|line| line.strip_prefix(word)?.split_once('('));
    let names = declared.map(|(name, _)| name).filter(|name| name.starts_with(beginning));
    names.map(str::to_owned).collect()
}

#[test]
fn a_text_names_what_stands_after_a_place() {
    let text = "Each token is of its `sub`: sample-app `one` `two`; or so: README.md `The rooms`";

    let found = references(text);

    let named = |place, name| Reference { place, name };
    assert_eq!(
        found,
        [named("sample-app", "one"), named("sample-app", "two"), named("README.md", "The rooms")]
    );
}

#[test]
fn what_is_not_in_its_place_and_what_shows_nothing_are_faults() {
    let cells = [
        Shown::By(
            "tests/stories/sign_out.rs `the_button_signs_out_here_and_at_scalekit` `no_test`",
        ),
        Shown::By("README.md `The rooms` `No room`; nowhere.md `Nothing`"),
        Shown::By("tests/sdk/node/suite/app.test.js `a refresh on demand` `no test`"),
        Shown::By("tests/sdk/python/suite/test_app.py `test_a_refresh_on_demand` `test_none`"),
        Shown::By("It is so."),
        Shown::ByDesign("It is better: sample-app `no_test`"),
        Shown::Planned(""),
    ];

    let faults = faults(cells.iter().enumerate().map(|(cell, shown)| (cell.to_string(), shown)));

    assert_eq!(
        faults,
        [
            "0: no `no_test` in tests/stories/sign_out.rs",
            "1: no `No room` in README.md",
            "1: no `Nothing` in nowhere.md",
            "2: no `no test` in tests/sdk/node/suite/app.test.js",
            "3: no `test_none` in tests/sdk/python/suite/test_app.py",
            "4: neither shown nor explained",
            "5: no `no_test` in sample-app",
            "6: neither shown nor explained",
        ]
    );
}

#[test]
fn a_line_of_a_shell_is_no_heading() {
    let found = headings("# The `page`\n```sh\n# a comment\n```\n## What it costs\n#hash");

    assert_eq!(found.into_iter().collect::<Vec<_>>(), ["The page", "What it costs"]);
}
