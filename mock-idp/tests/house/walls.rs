//! The walls between the rooms of `src/`: a room imports only rooms below it.

use std::collections::BTreeSet;
use std::fmt;
use std::path::PathBuf;

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{ImplItem, Item, ItemMod, ItemUse, Macro, UseTree, Visibility};

use crate::source::{self, Source};

/// The rooms, from the top to the bottom. Rooms of one row do not import each other.
pub(crate) const ROOMS: [&[&str]; 14] = [
    &["main"],
    &["command"],
    &["lib"],
    &["server"],
    &["http"],
    &["worlds"],
    &["idp"],
    &["lessons", "outbox", "theatre"],
    &["rules", "fault", "seed", "verdict"],
    &["journal", "mint", "ids"],
    &["exchange"],
    &["environment"],
    &["wire"],
    &["secret", "clock", "tls"],
];

/// An import that the order of rooms does not allow, and the reason for it.
struct Exception {
    from: &'static str,
    to: &'static str,
    reason: &'static str,
}

/// Most exceptions; with more, the order would be none.
const MOST_EXCEPTIONS: usize = 6;

const EXCEPTIONS: [Exception; 1] = [Exception {
    from: "rules",
    to: "seed",
    reason: "the control API's policies have the form in which a seed writes them",
}];

/// An import of a room by another.
#[derive(Debug, PartialEq, Eq)]
struct Arrow {
    path: PathBuf,
    line: usize,
    from: String,
    to: String,
}

impl Arrow {
    fn is_downwards(&self) -> bool {
        row(&self.from) < row(&self.to)
    }

    fn is_excepted(&self) -> bool {
        EXCEPTIONS.iter().any(|exception| exception.from == self.from && exception.to == self.to)
    }
}

impl fmt::Display for Arrow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, line, from, to } = self;
        let path = path.display();
        let is_above = row(to) < row(from);
        let whereabouts = if is_above { "a room above it" } else { "a room beside it" };
        write!(
            f,
            "{path}:{line}: {from} imports {to}, {whereabouts}: move what stands in the wrong room"
        )
    }
}

fn row(room: &str) -> usize {
    let row = ROOMS.iter().position(|rooms| rooms.contains(&room));
    row.unwrap_or_else(|| panic!("{room} is in no row of ROOMS: say where it stands"))
}

/// Finds the imports of other rooms in a file.
struct Finder<'a> {
    source: &'a Source,
    module: Vec<String>,
    arrows: Vec<Arrow>,
}

fn arrows(source: &Source) -> Vec<Arrow> {
    let module = source.module.clone();
    let mut finder = Finder { source, module, arrows: Vec::new() };
    finder.visit_file(&source.file);
    finder.arrows
}

impl Finder<'_> {
    /// Notes the room to which a path leads, from `crate`, or by `super` out of the room.
    fn note(&mut self, path: &[&Ident]) {
        let [first, rest @ ..] = path else { return };
        let (depth, rest) = match first.to_string().as_str() {
            "crate" => (0, rest),
            "self" => (self.module.len(), rest),
            "super" => {
                let count = path.iter().take_while(|name| **name == "super").count();
                (self.module.len().saturating_sub(count), &path[count..])
            }
            _ => return,
        };
        let Some(next) = rest.first().filter(|_| depth == 0) else { return };
        let name = next.to_string();
        let is_room = ROOMS.iter().any(|rooms| rooms.contains(&name.as_str()));
        // The exports of the crate's root belong to `lib`.
        let to = if is_room { name } else { "lib".to_owned() };
        let from = self.module.first().map_or("lib", String::as_str).to_owned();
        if from != to {
            let path = self.source.path.clone();
            self.arrows.push(Arrow { path, line: next.span().start().line, from, to });
        }
    }

    fn note_tree<'a>(&mut self, before: &[&'a Ident], tree: &'a UseTree) {
        let with = |name| before.iter().copied().chain([name]).collect::<Vec<_>>();
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

    /// Notes the paths within a macro's arguments, which are tokens and no syntax yet.
    fn note_tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<Ident> = Vec::new();
        let mut is_joined = false;
        for token in tokens {
            match token {
                TokenTree::Ident(ident) if is_joined || path.is_empty() => path.push(ident),
                TokenTree::Punct(punct) if punct.as_char() == ':' => {
                    is_joined = true;
                    continue;
                }
                other => {
                    self.note(&path.iter().collect::<Vec<_>>());
                    path.clear();
                    match other {
                        TokenTree::Group(group) => self.note_tokens(group.stream()),
                        TokenTree::Ident(ident) => path.push(ident),
                        _ => {}
                    }
                }
            }
            is_joined = false;
        }
        self.note(&path.iter().collect::<Vec<_>>());
    }
}

impl<'a> Visit<'a> for Finder<'_> {
    fn visit_item(&mut self, item: &'a Item) {
        let attributes = match item {
            Item::Const(item) => &item.attrs,
            Item::Fn(item) => &item.attrs,
            Item::Impl(item) => &item.attrs,
            Item::Mod(item) => &item.attrs,
            Item::Static(item) => &item.attrs,
            Item::Struct(item) => &item.attrs,
            Item::Use(item) => &item.attrs,
            _ => return visit::visit_item(self, item),
        };
        if !source::is_of_tests(attributes) {
            visit::visit_item(self, item);
        }
    }

    fn visit_impl_item(&mut self, item: &'a ImplItem) {
        let is_of_tests = match item {
            ImplItem::Const(item) => source::is_of_tests(&item.attrs),
            ImplItem::Fn(item) => source::is_of_tests(&item.attrs),
            _ => false,
        };
        if !is_of_tests {
            visit::visit_impl_item(self, item);
        }
    }

    fn visit_item_mod(&mut self, item: &'a ItemMod) {
        self.module.push(item.ident.to_string());
        visit::visit_item_mod(self, item);
        self.module.pop();
    }

    fn visit_item_use(&mut self, item: &'a ItemUse) {
        self.note_tree(&[], &item.tree);
    }

    fn visit_path(&mut self, path: &'a syn::Path) {
        self.note(&path.segments.iter().map(|segment| &segment.ident).collect::<Vec<_>>());
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, invoked: &'a Macro) {
        self.note_tokens(invoked.tokens.clone());
    }

    fn visit_visibility(&mut self, _: &'a Visibility) {}
}

#[test]
fn a_room_imports_only_rooms_below_it() {
    let sources = source::of_crate("src/lib.rs");

    let arrows: Vec<Arrow> = sources.iter().flat_map(arrows).collect();

    let wrong: Vec<String> = arrows
        .iter()
        .filter(|arrow| !arrow.is_downwards() && !arrow.is_excepted())
        .map(Arrow::to_string)
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(arrows.len() > sources.len(), "most files import another room: {}", arrows.len());
}

#[test]
fn every_exception_is_explained_and_of_use() {
    let sources = source::of_crate("src/lib.rs");
    let arrows: Vec<Arrow> = sources.iter().flat_map(arrows).collect();
    let pairs: BTreeSet<(&str, &str)> =
        arrows.iter().map(|arrow| (arrow.from.as_str(), arrow.to.as_str())).collect();

    for Exception { from, to, reason } in &EXCEPTIONS {
        assert!(pairs.contains(&(*from, *to)), "{from} no longer imports {to}: strike it off");
        assert!(reason.contains(' '), "{from} imports {to} for no reason");
    }
    assert!(EXCEPTIONS.len() <= MOST_EXCEPTIONS, "more exceptions than {MOST_EXCEPTIONS}");
}

#[test]
fn the_binary_imports_the_library_and_its_own_commands() {
    let rooms = source::of_crate("src/main.rs").into_iter().map(|source| source.module);

    let names: BTreeSet<String> = rooms.filter_map(|module| module.into_iter().next()).collect();

    assert_eq!(names.iter().map(String::as_str).collect::<Vec<_>>(), ["command"]);
}

#[test]
fn a_planted_import_is_found_however_it_is_written() {
    let found = |module: &[&str], text: &str| -> Vec<String> {
        let source = Source::parse("src/planted.rs", module, text);
        let arrows = arrows(&source).into_iter().filter(|arrow| !arrow.is_downwards());
        arrows.map(|arrow| format!("{} {} {}", arrow.line, arrow.from, arrow.to)).collect()
    };

    for (module, text, arrow) in [
        (&["environment"][..], "use crate::http::Service;", "1 environment http"),
        (&["environment"], "\nuse crate::{secret::Secret, mint::Claims};", "2 environment mint"),
        (&["environment"], "use super::idp::Idp;", "1 environment idp"),
        (&["environment", "user"], "use super::super::rules;", "1 environment rules"),
        (&["environment"], "fn now() -> crate::Clock { todo!() }", "1 environment lib"),
        (&["wire"], "fn name() -> String { format!(\"{}\", crate::ids::NAME) }", "1 wire ids"),
        (&["fault"], "mod inner { use super::super::rules::decide; }", "1 fault rules"),
        (&["mint"], "impl crate::fault::Host for Key {}", "1 mint fault"),
    ] {
        assert_eq!(found(module, text), [arrow], "{text}");
    }
    for (module, text) in [
        (&["environment"][..], "use crate::secret::Secret;"),
        (&["environment"], "use super::secret::Secret;"),
        (&["environment", "user"], "use super::Profile;"),
        (&["environment"], "#[cfg(test)] mod tests { use crate::http::Service; }"),
        (&["environment"], "#[cfg(test)] use crate::http::Service;"),
        (&["environment"], "pub(in crate::environment) fn own() {}"),
        (&["environment"], "// use crate::http::Service;\nconst TEXT: &str = \"crate::http\";"),
    ] {
        assert_eq!(found(module, text), [""; 0], "{text}");
    }
}

#[test]
fn a_wrong_import_is_explained() {
    let source =
        Source::parse("src/environment/user.rs", &["environment", "user"], "use crate::mint::Key;");

    let [arrow] = &arrows(&source)[..] else { panic!("one import") };

    insta::assert_snapshot!(arrow, @"src/environment/user.rs:1: environment imports mint, a room above it: move what stands in the wrong room");
}
