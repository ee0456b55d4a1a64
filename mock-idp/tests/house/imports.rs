//! The style of imports: flat, a module a `use`, without braces in braces.

use std::fs;

use syn::visit::{self, Visit};
use syn::{ItemUse, UseTree};

use crate::source;

/// Finds the lines of imports with a path within braces.
#[derive(Default)]
struct Nested(Vec<usize>);

impl<'a> Visit<'a> for Nested {
    fn visit_item_use(&mut self, item: &'a ItemUse) {
        if is_nested(&item.tree, false) {
            self.0.push(item.use_token.span.start().line);
        }
        visit::visit_item_use(self, item);
    }
}

fn is_nested(tree: &UseTree, is_in_braces: bool) -> bool {
    match tree {
        UseTree::Path(path) => is_in_braces || is_nested(&path.tree, false),
        UseTree::Group(group) => {
            is_in_braces || group.items.iter().any(|item| is_nested(item, true))
        }
        UseTree::Name(_) | UseTree::Rename(_) | UseTree::Glob(_) => false,
    }
}

fn nested(text: &str) -> Vec<usize> {
    let mut nested = Nested::default();
    nested.visit_file(&syn::parse_file(text).expect("the source is Rust"));
    nested.0
}

#[test]
fn imports_are_flat() {
    let mut wrong = Vec::new();
    for path in source::below(&["mock-idp", "crates", "sample-app", "tests"]) {
        let text = fs::read_to_string(&path).expect("a file");
        let lines = nested(&text).into_iter();
        wrong.extend(lines.map(|line| {
            format!(
                "{}:{line}: write a `use` for each module, without braces in braces",
                path.display()
            )
        }));
    }

    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_nested_import_is_found() {
    assert_eq!(nested("use a::{b, c};\nuse a::{b::{C, D}, e};\nmod m { use a::{b::C}; }"), [2, 3]);
    assert_eq!(nested("use a::b::{self, C as D};\nuse e::*;"), [0; 0]);
}
