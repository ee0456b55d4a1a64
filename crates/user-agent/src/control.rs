//! The controls of a page: what a person can press, and what comes of it.

use std::collections::HashMap;
use std::fmt;

use http::Method;
use url::{Position, Url};

use crate::document;
use crate::document::controls::Forms;
use crate::document::pressable::{self, Press, Pressable};
use crate::{Error, Page, site};

/// Something on a page that a person can press: a link, a button, or what only a script gives a meaning.
///
/// ```
/// # async fn story(mut browser: user_agent::UserAgent) -> Result<(), user_agent::Error> {
/// use user_agent::ControlKind;
///
/// let page = browser.open("http://localhost:3000/").await?;
/// let controls = page.controls();
/// let sign_out = controls.iter().find(|control| control.name == "Sign out").expect("a way out");
/// assert!(matches!(sign_out.kind, ControlKind::Submit { .. }));
///
/// browser.open("http://localhost:3000/").await?; // Later: another token is in the form.
/// let outcome = browser.activate(sign_out).await?; // The same button, with the token of the open page.
/// assert!(outcome.left_the_page());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Control {
    /// The accessible name; empty for an icon that nobody named.
    pub name: String,
    /// What HTML makes of a press.
    pub kind: ControlKind,
    /// Whether it is switched off, by HTML or by ARIA.
    pub disabled: bool,
    /// Whether the page shows it as it was sent. What a closed menu hides is pressed by a person after a script has
    /// opened the menu.
    pub visible: bool,
    /// Whether a script may take the press for itself: it or its form has a handler, or its form says neither where to
    /// go nor how.
    pub scripted: bool,
    /// Its place among what can be pressed on the page.
    pub(crate) position: usize,
    /// How many controls before it resemble it.
    twin: usize,
}

/// What HTML makes of a press of a [`Control`]. Its `Debug` print has no query, where one-time values are.
#[derive(Clone, PartialEq, Eq)]
pub enum ControlKind {
    /// Follows a link.
    Link {
        /// The absolute address, perhaps of another scheme such as `mailto:`.
        url: Url,
    },
    /// Submits a form.
    Submit {
        /// GET or POST.
        method: Method,
        /// The absolute address of the form's action, before the fields of a GET form replace its query.
        url: Url,
    },
    /// Does nothing without a script: a button without a form, a link to `#` or `javascript:`.
    Script,
}

impl Control {
    /// Returns where a press leads, unless that is a script's business.
    pub fn url(&self) -> Option<&Url> {
        match &self.kind {
            ControlKind::Link { url } | ControlKind::Submit { url, .. } => Some(url),
            ControlKind::Script => None,
        }
    }

    /// Says whether nothing but a script can make something of a press.
    pub fn is_script(&self) -> bool {
        self.kind == ControlKind::Script
    }

    /// Says whether another control has the same name and leads the same way.
    fn resembles(&self, other: &Self) -> bool {
        self.name == other.name && self.way() == other.way()
    }

    /// Says whether another control is of the same kind: a link, a button of the same method, or a script's.
    fn is_like(&self, other: &Self) -> bool {
        let kind = |control: &Self| (control.url().is_some(), control.way().1.cloned());
        kind(self) == kind(other)
    }

    /// Returns where a press leads and how, without the query, in which one-time values are.
    fn way(&self) -> (Option<&str>, Option<&Method>) {
        let method = match &self.kind {
            ControlKind::Submit { method, .. } => Some(method),
            ControlKind::Link { .. } | ControlKind::Script => None,
        };
        (self.url().map(|url| &url[..Position::AfterPath]), method)
    }
}

impl Page {
    /// Returns everything that can be pressed, in the order of the document.
    pub fn controls(&self) -> Vec<Control> {
        self.reading().controls.clone()
    }

    /// Finds the control of an earlier page on this one, though one-time values in addresses and forms have changed.
    ///
    /// It has the same name, kind and path; of several alike it is the one at the same count. Failing that, it is the
    /// only one of its kind with that name or, if the name has changed, with that path.
    pub fn find_again(&self, control: &Control) -> Option<Control> {
        let controls = &self.reading().controls;
        let at_its_count = controls.iter().find(|o| o.resembles(control) && o.twin == control.twin);
        let found = at_its_count
            .or_else(|| only(controls, |other| other.resembles(control)))
            .or_else(|| only(controls, |o| o.is_like(control) && o.name == control.name))
            .or_else(|| only(controls, |o| !control.is_script() && o.way() == control.way()));
        found.cloned()
    }

    /// Returns the names and values that a press of a button sends, as the page has filled them in: one-time tokens are
    /// among them. Empty if the control is no button of a form of this page.
    pub fn entries(&self, control: &Control) -> Vec<(String, String)> {
        let reading = self.reading();
        let found = self.find_again(control).and_then(|found| reading.presses.get(found.position));
        match found {
            Some(Press::Submit(button)) => {
                let entries = reading.forms.entries(*button).into_iter();
                entries.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Returns an attribute of the element that a control of this page is; `None` if it has none.
    pub fn attribute_of(&self, control: &Control, attribute: &str) -> Option<String> {
        let (html, forms) = (self.html(), self.forms());
        let pressable = pressable::all_pressable(&html, &forms);
        let found = self.find_again(control)?;
        pressable.get(found.position)?.tag.attr(attribute).map(ToOwned::to_owned)
    }

    /// Returns the error for a control that is not on this page.
    pub fn no_such_control(&self, control: &Control) -> Error {
        let there_are = self.controls().into_iter().map(|control| control.name).collect();
        Error::NotFound { what: "control", wanted: control.name.clone(), there_are }
    }
}

/// Returns the controls of a document, in its order, whose addresses are relative to `base`.
pub(crate) fn all(
    page: &Url,
    base: &Url,
    pressable: &[Pressable<'_>],
    forms: &Forms,
) -> Vec<Control> {
    let (mut controls, mut twins) = (Vec::new(), HashMap::new());
    for (position, pressable) in pressable.iter().enumerate() {
        let Some(kind) = kind(page, base, &pressable.press, forms) else { continue };
        let mut control = control(pressable, kind, forms);
        control.position = position;
        let (path, method) = control.way();
        let alike = (control.name.clone(), path.map(ToOwned::to_owned), method.cloned());
        let seen: &mut usize = twins.entry(alike).or_default();
        control.twin = *seen;
        *seen += 1;
        controls.push(control);
    }
    controls
}

/// Returns what a press does; `None` for a link that has no address after all.
fn kind(page: &Url, base: &Url, press: &Press, forms: &Forms) -> Option<ControlKind> {
    let button = match press {
        Press::Follow(href) => return Some(ControlKind::Link { url: base.join(href).ok()? }),
        Press::Nothing => return Some(ControlKind::Script),
        Press::Submit(button) => *button,
    };
    let (action, method) = (forms.action(button), forms.method(button));
    let url = if action.is_empty() { Ok(page.clone()) } else { base.join(action) };
    Some(match (url, method) {
        (Ok(url), "post") if is_web(&url) => ControlKind::Submit { method: Method::POST, url },
        (Ok(url), method) if is_web(&url) && method != "dialog" => {
            ControlKind::Submit { method: Method::GET, url }
        }
        _ => ControlKind::Script,
    })
}

fn control(Pressable { tag, press }: &Pressable<'_>, kind: ControlKind, forms: &Forms) -> Control {
    let (disabled, bare) = match press {
        Press::Submit(button) => (forms.controls[*button].disabled, forms.is_bare(*button)),
        Press::Nothing => (tag.attr("disabled").is_some(), false),
        Press::Follow(_) => (false, false),
    };
    Control {
        name: document::name(*tag),
        kind,
        disabled: disabled || tag.attr("aria-disabled") == Some("true"),
        visible: pressable::is_visible(*tag),
        scripted: bare || pressable::has_handler(*tag),
        position: 0,
        twin: 0,
    }
}

fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
}

fn only(controls: &[Control], is: impl Fn(&Control) -> bool) -> Option<&Control> {
    let mut found = controls.iter().filter(|control| is(control));
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

impl fmt::Display for Control {
    /// Writes what a report says of it: `button “Sign out” (POST http://localhost:3000/logout)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let noun = if matches!(self.kind, ControlKind::Link { .. }) { "link" } else { "button" };
        write!(f, "{noun} “{}” ({})", self.name, self.kind)
    }
}

impl fmt::Debug for Control {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Control({self})")
    }
}

impl fmt::Display for ControlKind {
    /// Writes where a press leads, without the query.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Link { url } => f.write_str(&site::without_query(url)),
            Self::Submit { method, url } => write!(f, "{method} {}", site::without_query(url)),
            Self::Script => f.write_str("a script's"),
        }
    }
}

impl fmt::Debug for ControlKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ControlKind({self})")
    }
}
