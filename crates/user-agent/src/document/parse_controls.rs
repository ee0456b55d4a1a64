//! Reads [`Forms`] from tags: the controls, their forms, and their initial states.

use scraper::{ElementRef, Html};

use super::controls::{Choice, ControlState, Form, FormControl, Forms, Submit};
use super::name::name_elsewhere;
use super::{all, first, fold, name, text};

/// The elements that are form controls here.
pub(crate) const FORM_CONTROLS: &str = "input, select, textarea, button";

impl Forms {
    /// Returns every form of a document.
    pub(crate) fn of(html: &Html) -> Self {
        Self::within(html, html.root_element())
    }

    /// Returns every form of a document, with what is inside `scope` within reach.
    pub(crate) fn within(html: &Html, scope: ElementRef<'_>) -> Self {
        let forms = all(html.root_element(), "form");
        let controls = all(html.root_element(), FORM_CONTROLS);
        let inside = |tag: ElementRef<'_>| tag.ancestors().any(|node| node.id() == scope.id());
        let controls = controls.into_iter().enumerate().filter_map(|(place, tag)| {
            let control = control(html, tag, &forms)?;
            Some(FormControl { place, in_reach: inside(tag), ..control })
        });
        Self { controls: controls.collect(), forms: forms.iter().map(|tag| form(*tag)).collect() }
    }
}

fn form(tag: ElementRef<'_>) -> Form {
    Form {
        action: tag.attr("action").map(ToOwned::to_owned),
        method: tag.attr("method").unwrap_or("get").to_ascii_lowercase(),
        enctype: tag.attr("enctype").unwrap_or_default().to_ascii_lowercase(),
        novalidate: tag.attr("novalidate").is_some(),
    }
}

fn control(html: &Html, tag: ElementRef<'_>, forms: &[ElementRef<'_>]) -> Option<FormControl> {
    Some(FormControl {
        form: owner(tag, forms)?,
        name: tag.attr("name").unwrap_or_default().to_owned(),
        state: state(tag)?,
        label: label(html, tag),
        place: 0,
        in_reach: true,
        disabled: is_disabled(tag),
        required: tag.attr("required").is_some(),
        maxlength: tag.attr("maxlength").and_then(|length| length.parse().ok()),
    })
}

/// Implements HTML §4.10.17.3: the `form` attribute, else the nearest form around it.
fn owner(tag: ElementRef<'_>, forms: &[ElementRef<'_>]) -> Option<usize> {
    match tag.attr("form") {
        Some(id) => forms.iter().position(|form| form.attr("id") == Some(id)),
        None => {
            tag.ancestors().find_map(|node| forms.iter().position(|form| form.id() == node.id()))
        }
    }
}

fn state(tag: ElementRef<'_>) -> Option<ControlState> {
    match tag.value().name() {
        "select" => Some(select(tag)),
        "textarea" => Some(ControlState::Text(
            tag.text().collect::<String>().trim_start_matches('\n').to_owned(),
        )),
        "button" => (kind(tag, "submit") == "submit").then(|| submit(tag)),
        _ => input(tag),
    }
}

fn input(tag: ElementRef<'_>) -> Option<ControlState> {
    let value = tag.attr("value");
    let toggle = |radio| {
        let value = value.unwrap_or("on").to_owned();
        Some(ControlState::Toggle { radio, value, on: tag.attr("checked").is_some() })
    };
    match kind(tag, "text").as_str() {
        "submit" | "image" => Some(submit(tag)),
        "checkbox" => toggle(false),
        "radio" => toggle(true),
        "button" | "reset" | "file" => None,
        _ => Some(ControlState::Text(value.unwrap_or_default().to_owned())),
    }
}

fn kind(tag: ElementRef<'_>, default: &str) -> String {
    tag.attr("type").unwrap_or(default).to_ascii_lowercase()
}

fn submit(tag: ElementRef<'_>) -> ControlState {
    let own = |name| tag.attr(name).map(ToOwned::to_owned);
    ControlState::Submit(Submit {
        value: own("value").unwrap_or_default(),
        action: own("formaction").filter(|action| !action.is_empty()),
        method: own("formmethod").map(|method| method.to_ascii_lowercase()),
        enctype: own("formenctype").map(|enctype| enctype.to_ascii_lowercase()),
        novalidate: tag.attr("formnovalidate").is_some(),
    })
}

/// Implements HTML §4.10.7: a drop-down with nothing chosen shows its first option that is not disabled.
fn select(tag: ElementRef<'_>) -> ControlState {
    let multiple = tag.attr("multiple").is_some();
    let mut options: Vec<_> = all(tag, "option").into_iter().map(option).collect();
    if !multiple
        && !options.iter().any(|option| option.chosen)
        && let Some(shown) = options.iter_mut().find(|option| !option.disabled)
    {
        shown.chosen = true;
    }
    ControlState::Choice { options, multiple }
}

fn option(tag: ElementRef<'_>) -> Choice {
    let label = text(tag);
    Choice {
        value: tag.attr("value").map_or_else(|| label.clone(), ToOwned::to_owned),
        label,
        chosen: tag.attr("selected").is_some(),
        disabled: tag.attr("disabled").is_some(),
    }
}

/// Reads the control's own attribute or a disabled fieldset's; a fieldset spares its legend.
fn is_disabled(tag: ElementRef<'_>) -> bool {
    let ancestors = || tag.ancestors().filter_map(ElementRef::wrap);
    let in_legend = ancestors().any(|element| element.value().name() == "legend");
    let in_fieldset =
        ancestors().any(|e| e.value().name() == "fieldset" && e.attr("disabled").is_some());
    tag.attr("disabled").is_some() || (in_fieldset && !in_legend)
}

fn label(html: &Html, tag: ElementRef<'_>) -> String {
    let is_button = match tag.value().name() {
        "button" => true,
        "input" => matches!(kind(tag, "").as_str(), "submit" | "image"),
        _ => false,
    };
    if is_button {
        return name(tag);
    }
    name_elsewhere(tag).or_else(|| label_element(html, tag)).unwrap_or_default()
}

/// Finds a `<label for>` or a label around it.
fn label_element(html: &Html, tag: ElementRef<'_>) -> Option<String> {
    let labels = all(html.root_element(), "label");
    let pointing =
        labels.iter().find(|label| tag.attr("id").is_some() && label.attr("for") == tag.attr("id"));
    let around = || {
        let mut ancestors = tag.ancestors().filter_map(ElementRef::wrap);
        ancestors.find(|element| {
            element.value().name() == "label"
                && first(*element, "input, select, textarea").is_some()
        })
    };
    let label = pointing.copied().or_else(around).map(|label| label_text(label));
    label.or_else(|| tag.attr("placeholder").map(fold))
}

/// Returns a label's words without those of the control inside it.
fn label_text(label: ElementRef<'_>) -> String {
    let words = label.children().filter_map(|child| match ElementRef::wrap(child) {
        Some(element) if ["select", "textarea"].contains(&element.value().name()) => None,
        Some(element) => Some(text(element)),
        None => child.value().as_text().map(|text| text.to_string()),
    });
    fold(&words.collect::<Vec<_>>().join(" "))
}
