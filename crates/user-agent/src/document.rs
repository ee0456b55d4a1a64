//! An HTML document as a person reads it: text, headings, links and what things are called.

pub(crate) mod controls;
mod depth;
mod name;
mod parse_controls;
pub(crate) mod pressable;
pub(crate) mod refresh;
pub(crate) mod submission;

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use scraper::node::Node;
use scraper::{ElementRef, Html, Selector};

pub(crate) use self::name::name;

/// Elements whose text nobody sees.
const UNSEEN: [&str; 7] = ["head", "script", "style", "template", "noscript", "datalist", "title"];
/// How deep an element is looked into, in elements: no document is much deeper once it is [flat](depth::flat).
const DEEPEST: usize = 2 * depth::DEEPEST;
/// Elements that flow within a line; every other one starts a new word.
const INLINE: [&str; 18] = [
    "a", "abbr", "b", "cite", "code", "em", "i", "kbd", "label", "mark", "q", "s", "small", "span",
    "strong", "sub", "sup", "wbr",
];

/// Reads a document; what is nested beyond reason is read as if it were not nested.
pub(crate) fn parse(text: &str) -> Html {
    Html::parse_document(&depth::flat(text))
}

/// Returns the visible text of an element, each run of white space folded to one space.
pub(crate) fn text(element: ElementRef<'_>) -> String {
    let mut raw = String::new();
    read(element, 0, &mut raw);
    fold(&raw)
}

fn read(element: ElementRef<'_>, depth: usize, out: &mut String) {
    let name = element.value().name();
    if depth > DEEPEST || UNSEEN.contains(&name) || element.attr("hidden").is_some() {
        return;
    }
    let edge = if INLINE.contains(&name) { "" } else { " " };
    out.push_str(edge);
    for child in element.children() {
        match (child.value(), ElementRef::wrap(child)) {
            (Node::Text(text), _) => out.push_str(text),
            (_, Some(child)) => read(child, depth + 1, out),
            _ => {}
        }
    }
    out.push_str(edge);
}

/// Folds white space as a browser shows it.
pub(crate) fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the folded text of the first element a selector of ours finds.
pub(crate) fn first_text(html: &Html, selector: &'static str) -> Option<String> {
    first(html.root_element(), selector).map(|element| fold(&element.text().collect::<String>()))
}

/// Returns an attribute of the first element a selector of ours finds.
pub(crate) fn first_attr(html: &Html, selector: &'static str, attr: &str) -> Option<String> {
    first(html.root_element(), selector)?.attr(attr).map(ToOwned::to_owned)
}

/// Returns the contents of every `<meta>` of a name.
pub(crate) fn metas(html: &Html, selector: &'static str) -> Vec<String> {
    let metas = all(html.root_element(), selector);
    metas.into_iter().filter_map(|meta| meta.attr("content").map(ToOwned::to_owned)).collect()
}

pub(crate) fn first<'a>(element: ElementRef<'a>, selector: &'static str) -> Option<ElementRef<'a>> {
    all(element, selector).into_iter().next()
}

pub(crate) fn all<'a>(element: ElementRef<'a>, selector: &'static str) -> Vec<ElementRef<'a>> {
    element.select(&compiled(selector)).collect()
}

thread_local! {
    /// The selectors of this crate, each compiled once for a thread.
    static COMPILED: RefCell<HashMap<&'static str, Rc<Selector>>> = RefCell::default();
}

fn compiled(selector: &'static str) -> Rc<Selector> {
    let compile = || Rc::new(Selector::parse(selector).expect("a selector of this crate is CSS"));
    COMPILED.with_borrow_mut(|known| Rc::clone(known.entry(selector).or_insert_with(compile)))
}
