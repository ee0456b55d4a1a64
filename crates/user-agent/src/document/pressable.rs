//! What a person can press on a page, and what HTML makes of a press (HTML §6.4.2, "activation behavior").

use std::collections::HashMap;

use scraper::{ElementRef, Html};

use super::controls::Forms;
use super::{all, first};

/// Everything that may be pressed. The roles are those that ARIA gives to what a script makes of other elements.
const PRESSABLE: &str = "a, area[href], button, input[type=submit i], input[type=image i], input[type=button i], \
                         [role=button], [role=link], [role=menuitem], [onclick]";
/// What has a press of its own, for which an element around it is not listed again.
const INTERACTIVE: &str = "a[href], button, input, select, textarea, [role=button], [role=link]";

/// An element that can be pressed.
pub(crate) struct Pressable<'a> {
    pub(crate) tag: ElementRef<'a>,
    pub(crate) press: Press,
}

/// What HTML does by itself when an element is pressed.
#[derive(Clone)]
pub(crate) enum Press {
    /// Follows this address, relative to the page.
    Follow(String),
    /// Submits the form of this button, by its index among the form controls.
    Submit(usize),
    /// Nothing: only a script can do something.
    Nothing,
}

/// Returns what can be pressed, in the order of the document.
pub(crate) fn all_pressable<'a>(html: &'a Html, forms: &Forms) -> Vec<Pressable<'a>> {
    let form_controls = all(html.root_element(), super::parse_controls::FORM_CONTROLS);
    let places: HashMap<_, _> =
        form_controls.iter().enumerate().map(|(place, tag)| (tag.id(), place)).collect();
    let button = |tag: ElementRef<'_>| forms.button_at(*places.get(&tag.id())?);
    let tags = all(html.root_element(), PRESSABLE).into_iter();
    tags.filter_map(|tag| Some(Pressable { tag, press: press(tag, button)? })).collect()
}

fn press(tag: ElementRef<'_>, button: impl Fn(ElementRef<'_>) -> Option<usize>) -> Option<Press> {
    match (tag.value().name(), tag.attr("href")) {
        ("a" | "area", Some(href)) if is_script(href) => Some(Press::Nothing),
        ("a" | "area", Some(href)) => Some(Press::Follow(href.to_owned())),
        ("button" | "input", _) => button_press(tag, button),
        _ => is_made_pressable(tag).then_some(Press::Nothing),
    }
}

fn button_press(
    tag: ElementRef<'_>,
    button: impl Fn(ElementRef<'_>) -> Option<usize>,
) -> Option<Press> {
    if let Some(index) = button(tag) {
        return Some(Press::Submit(index));
    }
    let resets = tag.attr("type").is_some_and(|kind| kind.eq_ignore_ascii_case("reset"));
    (!resets && !is_inside(tag, |around| around.attr("href").is_some())).then_some(Press::Nothing)
}

/// Says whether a script alone makes the element a control: neither around one that HTML knows, nor inside of it.
fn is_made_pressable(tag: ElementRef<'_>) -> bool {
    let handled = tag.attr("role").is_some() || tag.attr("onclick").is_some();
    let inside = |around: ElementRef<'_>| {
        around.value().name() == "button"
            || around.attr("href").is_some()
            || around.attr("role") == Some("button")
    };
    handled && first(tag, INTERACTIVE).is_none() && !is_inside(tag, inside)
}

fn is_inside(tag: ElementRef<'_>, holds: impl Fn(ElementRef<'_>) -> bool) -> bool {
    tag.ancestors().filter_map(ElementRef::wrap).any(holds)
}

/// Says whether a link's address is none: `#` alone, or the script itself.
pub(crate) fn is_script(href: &str) -> bool {
    let href = href.trim().to_ascii_lowercase();
    href == "#" || href == "#!" || href.starts_with("javascript:")
}

/// Says whether the page hides the element as it was sent; a style sheet or a script may still show or hide it.
pub(crate) fn is_visible(tag: ElementRef<'_>) -> bool {
    let hides = |element: ElementRef<'_>| {
        let style = element.attr("style").unwrap_or_default().replace(' ', "").to_ascii_lowercase();
        element.attr("hidden").is_some()
            || style.contains("display:none")
            || style.contains("visibility:hidden")
    };
    !hides(tag) && !is_inside(tag, hides)
}

/// Says whether a script may take a press for itself: the element or its form has a handler.
pub(crate) fn has_handler(tag: ElementRef<'_>) -> bool {
    let on = |element: ElementRef<'_>| {
        element.value().attrs().any(|(name, _)| matches!(name, "onclick" | "onsubmit"))
    };
    on(tag) || is_inside(tag, |around| around.value().name() == "form" && on(around))
}
