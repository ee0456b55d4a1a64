//! Accessible names (Accessible Name and Description Computation 1.2 §4.3): what a thing is called by whoever cannot see
//! the page.

use scraper::ElementRef;
use scraper::node::Node;

use super::{DEEPEST, INLINE, first, fold};

/// Elements without text of their own for a name. `<title>` is none of them: in an `<svg>` it is the name.
const NAMELESS: [&str; 7] =
    ["head", "script", "style", "template", "noscript", "datalist", "iframe"];

/// Returns the accessible name of an element, white space folded; empty if it has none.
///
/// In order: `aria-labelledby`, `aria-label`, what HTML names the element by (`alt`, `value`), its content, `title`.
pub(crate) fn name(element: ElementRef<'_>) -> String {
    by_reference(element).unwrap_or_else(|| own_name(element))
}

/// Returns the name that ARIA gives an element by attribute, whatever HTML calls it.
pub(super) fn name_elsewhere(element: ElementRef<'_>) -> Option<String> {
    by_reference(element).or_else(|| attribute(element, "aria-label"))
}

/// Implements step 2B: the names of the elements that `aria-labelledby` lists; they follow no reference of their own.
fn by_reference(element: ElementRef<'_>) -> Option<String> {
    let ids = element.attr("aria-labelledby")?;
    let names = ids.split_whitespace().filter_map(|id| by_id(element, id)).map(own_name);
    let name = fold(&names.collect::<Vec<_>>().join(" "));
    (!name.is_empty()).then_some(name)
}

/// Finds an element of the same document by its id.
fn by_id<'a>(element: ElementRef<'a>, id: &str) -> Option<ElementRef<'a>> {
    let root = element.ancestors().last()?;
    root.descendants().filter_map(ElementRef::wrap).find(|other| other.attr("id") == Some(id))
}

fn own_name(element: ElementRef<'_>) -> String {
    let mut words = String::new();
    write_name(element, 0, &mut words);
    fold(&words)
}

/// Implements steps 2D to 2I, for an element that may be deep inside the one that is named.
fn write_name(element: ElementRef<'_>, depth: usize, out: &mut String) {
    if let Some(name) = attribute(element, "aria-label").or_else(|| native(element)) {
        out.push_str(&name);
        return;
    }
    let start = out.len();
    if depth < DEEPEST {
        write_content(element, depth, out);
    }
    if out[start..].trim().is_empty() {
        out.push_str(&attribute(element, "title").unwrap_or_default());
    }
}

/// Implements step 2F, "name from content": the texts and the names of what is inside.
fn write_content(element: ElementRef<'_>, depth: usize, out: &mut String) {
    for child in element.children() {
        match (child.value(), ElementRef::wrap(child)) {
            (Node::Text(text), _) => out.push_str(text),
            (_, Some(child)) if !is_hidden(child) => {
                let edge = if INLINE.contains(&child.value().name()) { "" } else { " " };
                out.push_str(edge);
                write_name(child, depth + 1, out);
                out.push_str(edge);
            }
            _ => {}
        }
    }
}

/// Implements HTML-AAM §4.1: the attribute by which HTML itself names an element.
fn native(element: ElementRef<'_>) -> Option<String> {
    match element.value().name() {
        "img" | "area" => attribute(element, "alt"),
        "input" => button_value(element),
        "svg" => first(element, "title").map(|title| fold(&title.text().collect::<String>())),
        _ => None,
    }
}

/// Returns what an `<input>` that is a button says: its `alt` or `value`, else what a browser writes on it.
fn button_value(input: ElementRef<'_>) -> Option<String> {
    let kind = input.attr("type").unwrap_or_default().to_ascii_lowercase();
    let otherwise = |text: &str| Some(text.to_owned());
    match kind.as_str() {
        "submit" => attribute(input, "value").or_else(|| otherwise("Submit")),
        "reset" => attribute(input, "value").or_else(|| otherwise("Reset")),
        "button" => attribute(input, "value"),
        "image" => attribute(input, "alt")
            .or_else(|| attribute(input, "value"))
            .or_else(|| attribute(input, "title"))
            .or_else(|| otherwise("Submit")),
        _ => None,
    }
}

/// Returns an attribute with white space folded; `None` if nothing is left.
fn attribute(element: ElementRef<'_>, name: &str) -> Option<String> {
    element.attr(name).map(fold).filter(|text| !text.is_empty())
}

/// Says whether an element is left out of names (step 2A): hidden from everybody, or from assistive technology.
fn is_hidden(element: ElementRef<'_>) -> bool {
    NAMELESS.contains(&element.value().name())
        || element.attr("hidden").is_some()
        || element.attr("aria-hidden") == Some("true")
}
