//! The order of a sign-in: a module of `rules/authorization/` imports only modules that come later.

use syn::UseTree;
use syn::visit::{self, Visit};

use crate::source::{self, Source};

const ROOM: [&str; 2] = ["rules", "authorization"];

/// The modules of the room, in the order of a sign-in.
const ORDER: [&str; 16] = [
    "request",
    "existing_session",
    "prepared",
    "hosted",
    "assertion",
    "selection",
    "connection",
    "organization",
    "membership",
    "page",
    "email_code",
    "completion",
    "session",
    "code",
    "response",
    "error",
];

/// The paths of a file, from the crate's root.
struct Paths<'a> {
    module: &'a [String],
    found: Vec<Vec<String>>,
}

impl Paths<'_> {
    fn note(&mut self, path: &[String]) {
        let names = match path.iter().position(|name| name != "super").unwrap_or(path.len()) {
            0 if path.first().is_some_and(|name| name == "crate") => path[1..].to_vec(),
            0 => return,
            up => {
                let kept = self.module.len().saturating_sub(up);
                self.module[..kept].iter().chain(&path[up..]).cloned().collect()
            }
        };
        self.found.push(names);
    }

    fn note_tree(&mut self, before: &[String], tree: &UseTree) {
        let with = |name: &syn::Ident| {
            before.iter().cloned().chain([name.to_string()]).collect::<Vec<_>>()
        };
        match tree {
            UseTree::Path(path) => self.note_tree(&with(&path.ident), &path.tree),
            UseTree::Name(name) => self.note(&with(&name.ident)),
            UseTree::Rename(rename) => self.note(&with(&rename.ident)),
            UseTree::Glob(_) => self.note(before),
            UseTree::Group(group) => {
                group.items.iter().for_each(|item| self.note_tree(before, item));
            }
        }
    }
}

impl<'a> Visit<'a> for Paths<'_> {
    fn visit_item_use(&mut self, item: &'a syn::ItemUse) {
        if !source::is_of_tests(&item.attrs) {
            self.note_tree(&[], &item.tree);
        }
    }

    fn visit_path(&mut self, path: &'a syn::Path) {
        let names: Vec<String> =
            path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.note(&names);
        visit::visit_path(self, path);
    }
}

/// Returns the position of a path's module in the order, if it leads into one.
fn place(path: &[String]) -> Option<usize> {
    let name = path.strip_prefix(&ROOM.map(str::to_owned)[..])?.first()?;
    ORDER.iter().position(|known| known == name)
}

/// Returns the imports of a file that go back in the order, or out of it through the room's own exports.
fn backwards(source: &Source) -> Vec<String> {
    let mut paths = Paths { module: &source.module, found: Vec::new() };
    paths.visit_file(&source.file);
    let own = place(&source.module).expect("ORDER names each module of the room");
    let is_back = |path: &Vec<String>| {
        let is_of_room = path.len() > ROOM.len() && path[..ROOM.len()] == ROOM;
        is_of_room && place(path).is_none_or(|other| other < own)
    };
    paths.found.into_iter().filter(is_back).map(|path| path.join("::")).collect()
}

#[test]
fn a_sign_in_goes_only_forward() {
    let sources = source::of_crate("src/lib.rs");
    let modules = sources
        .iter()
        .filter(|source| source.module.len() > ROOM.len() && source.module[..ROOM.len()] == ROOM);

    let wrong: Vec<String> = modules
        .flat_map(|source| {
            let path = source.path.display().to_string();
            backwards(source).into_iter().map(move |to| format!("{path} goes back to {to}"))
        })
        .collect();

    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_planted_step_back_is_found() {
    let found = |name: &str, text: &str| {
        backwards(&Source::parse("src/planted.rs", &["rules", "authorization", name], text))
    };

    assert_eq!(found("code", "use super::request;"), ["rules::authorization::request"]);
    assert_eq!(found("code", "use super::{page, response};"), ["rules::authorization::page"]);
    assert_eq!(
        found("code", "fn back() { crate::rules::authorization::hosted::visit() }"),
        ["rules::authorization::hosted::visit"]
    );
    assert_eq!(found("code", "use super::Step;"), ["rules::authorization::Step"]);
    assert_eq!(found("code", "use super::response::Step;"), [""; 0]);
}
