//! References: a page in a comment, a link of a page. Each leads to a file, and to a heading of it.

use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

use crate::source;

/// The files in which a page can be cited.
const EXTENSIONS: [&str; 9] = ["rs", "toml", "md", "json", "proto", "html", "py", "js", "ts"];

/// Least number of references in the repository; with fewer, the search itself is broken.
const FEWEST: usize = 100;

/// A reference to a file, and perhaps to a heading of it.
#[derive(Debug)]
struct Reference {
    line: usize,
    path: String,
    heading: Option<String>,
}

/// Returns what a pattern finds: a path, and perhaps a heading.
fn found(pattern: &str, text: &str) -> Vec<Reference> {
    let pattern = Regex::new(pattern).expect("a pattern");
    let found = pattern.captures_iter(text).map(|captures| {
        let begin = captures.get(0).expect("the whole").start();
        Reference {
            line: text[..begin].matches('\n').count() + 1,
            path: captures[1].to_owned(),
            heading: captures.get(2).map(|heading| heading.as_str().to_owned()),
        }
    });
    found.collect()
}

/// Returns the pages that a text cites in backquotes, like `docs/tokens.md#refresh`.
fn cited(text: &str) -> Vec<Reference> {
    found(r"`([\w./-]+\.md)(?:#([\w-]+))?`", text)
}

/// Returns the links of a page to files of the repository.
fn linked(text: &str) -> Vec<Reference> {
    let links = found(r"\]\(([^)\s#]*)(?:#([^)\s]+))?\)", text).into_iter();
    links.filter(|link| !link.path.contains("://") && !link.path.starts_with("mailto:")).collect()
}

/// Returns the anchors of a page's headings, as GitHub derives them.
fn anchors(page: &str) -> Vec<String> {
    let headings = page.lines().filter(|line| line.starts_with('#'));
    let titles = headings.map(|heading| heading.trim_start_matches('#').trim().to_lowercase());
    let anchor = |title: String| {
        let kept = title.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
        kept.collect::<String>().replace(' ', "-")
    };
    titles.map(anchor).collect()
}

/// Returns the complaint about a reference in `file`, whose path begins in one of `folders`, if it does not resolve.
fn complaint(file: &Path, folders: &[&Path], reference: &Reference) -> Option<String> {
    let Reference { line, path, heading } = reference;
    let target = match path.as_str() {
        "" => Some(file.to_owned()),
        path => folders.iter().map(|folder| folder.join(path)).find(|target| target.exists()),
    };
    let shown = file.strip_prefix(source::workspace()).unwrap_or(file).display();
    let Some(target) = target else { return Some(format!("{shown}:{line}: there is no {path}")) };
    let heading = heading.as_ref()?;
    let page = fs::read_to_string(&target).unwrap_or_default();
    let is_there = anchors(&page).contains(heading);
    let path = if path.is_empty() { "the page" } else { path };
    (!is_there).then(|| format!("{shown}:{line}: {path} has no heading #{heading}"))
}

/// Returns the number of a file's references, and the complaints about them.
fn complaints(file: &Path, text: &str) -> (usize, Vec<String>) {
    let own = file.parent().expect("a file is in a folder");
    let anywhere = [source::package(), source::workspace(), own];
    let cited = cited(text);
    let linked = if file.extension().is_some_and(|extension| extension == "md") {
        linked(text)
    } else {
        Vec::new()
    };
    let wrong = cited.iter().filter_map(|cited| complaint(file, &anywhere, cited));
    let wrong = wrong.chain(linked.iter().filter_map(|link| complaint(file, &[own], link)));
    (cited.len() + linked.len(), wrong.collect())
}

#[test]
fn every_reference_leads_to_a_heading() {
    let (mut count, mut wrong) = (0, Vec::new());
    for file in source::with_extensions(&EXTENSIONS) {
        let text = fs::read_to_string(&file).expect("a text");
        let (references, complaints) = complaints(&file, &text);
        count += references;
        wrong.extend(complaints);
    }

    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count >= FEWEST, "{count} references were found");
}

#[test]
fn a_planted_reference_is_found() {
    let planted = |name: &str, text: &str| -> Vec<String> {
        let file: PathBuf = source::package().join(name);
        complaints(&file, &text.replace('\'', "`")).1
    };

    for (name, text, complaint) in [
        ("src/planted.rs", "\n// 'gone.md' 3", "src/planted.rs:2: there is no gone.md"),
        ("src/planted.rs", "('docs/gone.md#keys')", "src/planted.rs:1: there is no docs/gone.md"),
        (
            "src/planted.rs",
            "('docs/tokens.md#gone')",
            "src/planted.rs:1: docs/tokens.md has no heading #gone",
        ),
        ("docs/planted.md", "[keys](token.md)", "docs/planted.md:1: there is no token.md"),
        (
            "docs/planted.md",
            "[keys](tokens.md#gone)",
            "docs/planted.md:1: tokens.md has no heading #gone",
        ),
        ("docs/tokens.md", "[keys](#gone)", "docs/tokens.md:1: the page has no heading #gone"),
    ] {
        assert_eq!(planted(name, text), [format!("mock-idp/{complaint}")], "{text}");
    }
    for (name, text) in [
        ("src/planted.rs", "('docs/tokens.md#client-authentication', 'README.md')"),
        ("docs/planted.md", "[keys](tokens.md#keys), [RFC](https://example.org/gone.md#gone)"),
    ] {
        assert_eq!(planted(name, text), [""; 0], "{text}");
    }
}
