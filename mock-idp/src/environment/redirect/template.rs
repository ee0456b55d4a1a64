//! `{{name}}` in a registered URI: where a template may stand, and which values may fill it.
//!
//! Values come from organizations, so everybody who may change an organization chooses them. A value fills its
//! template and nothing else: a `/`, `#`, `@`, `:` or dot too many would move a registered redirect to another host.
//! Scalekit does not say what it accepts; this choice is ours.

use std::fmt::{self, Display};

use super::{LONGEST_LABEL, RedirectUriError};

/// The part of a URI that a template stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Filling {
    /// One label of a host, with others behind it: `https://{{org_slug}}.yourapp.com`.
    Label,
    /// The labels at the end of a host, or all of it: `https://{{custom_domain}}/callback`.
    Labels,
    /// One segment of a path: `https://yourapp.com/{{external_id}}/callback`.
    Segment,
}

impl Filling {
    /// Returns whether `value` fills this template and leaves every other part of the URI unchanged.
    fn takes(self, value: &str) -> bool {
        match self {
            Self::Label => is_label(value),
            Self::Labels => value.split('.').all(is_label),
            Self::Segment => is_segment(value),
        }
    }
}

impl Display for Filling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Label => "one label of a host name: letters, digits and hyphens",
            Self::Labels => "labels of a host name: letters, digits and hyphens, with dots between",
            Self::Segment => "one segment of a path, without `/`, `?`, `#` and `%`",
        })
    }
}

/// Returns whether the text is a label of a host name (RFC 952, RFC 1123 §2.1).
fn is_label(value: &str) -> bool {
    (1..=LONGEST_LABEL).contains(&value.len())
        && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !value.starts_with('-')
        && !value.ends_with('-')
}

/// Returns whether the text is a segment of a path (RFC 3986 §3.3) that needs no decoding and is not `.` or `..`.
fn is_segment(value: &str) -> bool {
    !matches!(value, "" | "." | "..")
        && value
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@".contains(&byte))
}

/// Returns whether there is a template in `text`.
pub(super) fn is_in(text: &str) -> bool {
    next(text).is_some()
}

/// Returns the text with its templates filled, if each has a value that fits.
pub(super) fn fill<'v>(text: &str, value: impl Fn(&str) -> Option<&'v str>) -> Option<String> {
    let mut filled = String::new();
    let end = walk(text, |before, template| {
        let value = value(template.name).filter(|value| template.filling.takes(value))?;
        filled.push_str(before);
        filled.push_str(value);
        Some(())
    })?;
    filled.push_str(end);
    Some(filled)
}

/// Returns what the template `name` stands for in this URI, if `value` does not fit there.
pub(super) fn misfit(text: &str, name: &str, value: &str) -> Option<Filling> {
    let mut misfit = None;
    let _ = walk(text, |_, template| {
        if template.name == name && !template.filling.takes(value) {
            misfit.get_or_insert(template.filling);
        }
        Some(())
    });
    misfit
}

/// Returns the text with every template replaced by a plain label, if each stands where a template may stand.
pub(super) fn replaced(text: &str) -> Result<String, RedirectUriError> {
    let mut plain = String::new();
    let end = walk(text, |before, template| {
        plain.push_str(before);
        plain.push_str("template");
        template.is_in_place.then_some(())
    })
    .ok_or(RedirectUriError::TemplateOutOfPlace)?;
    plain.push_str(end);
    if plain.contains(['{', '}']) { Err(RedirectUriError::TemplateOutOfPlace) } else { Ok(plain) }
}

/// A template of a URI.
struct Template<'t> {
    name: &'t str,
    filling: Filling,
    /// Whether the template is a whole label or a whole segment.
    is_in_place: bool,
}

/// The part of the URI at which the reading is.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Scheme,
    Host,
    Path,
}

impl Part {
    /// Returns the part of the URI that follows `text`. Without `://` there is no host.
    fn after(self, text: &str) -> Self {
        let host = match self {
            Self::Scheme => text.split_once("://").map(|(_, host)| host),
            Self::Host => Some(text),
            Self::Path => None,
        };
        match host {
            Some(host) if !host.contains('/') => Self::Host,
            _ => Self::Path,
        }
    }
}

/// Visits each template with the text before it, until `visit` has seen enough; returns the text behind
/// the last.
fn walk<'t>(
    text: &'t str,
    mut visit: impl FnMut(&'t str, Template<'t>) -> Option<()>,
) -> Option<&'t str> {
    let (mut part, mut rest) = (Part::Scheme, text);
    while let Some((before, name, after)) = next(rest) {
        part = part.after(before);
        visit(before, read(part, before, name, after))?;
        rest = after;
    }
    Some(rest)
}

fn read<'t>(part: Part, before: &str, name: &'t str, after: &str) -> Template<'t> {
    let ends = after.is_empty() || after.starts_with('/');
    let (filling, is_in_place) = match part {
        Part::Host => {
            let filling = if after.starts_with('.') { Filling::Label } else { Filling::Labels };
            let begins = before.ends_with('.') || before.ends_with("://");
            (filling, begins && (ends || after.starts_with(['.', ':'])))
        }
        Part::Scheme | Part::Path => (Filling::Segment, before.ends_with('/') && ends),
    };
    Template { name, filling, is_in_place }
}

fn next(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once("{{")?;
    let (name, after) = rest.split_once("}}")?;
    Some((before, name.trim(), after))
}
