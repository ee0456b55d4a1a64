//! What every press and every look needs of a document, read once.

use url::Url;

use crate::document::controls::Forms;
use crate::document::pressable::{self, Press};
use crate::document::{self, refresh};
use crate::{Control, Page, control};

/// What is read of a document.
pub(crate) struct Reading {
    /// What the addresses of the document are relative to (HTML §4.2.3).
    pub(super) base: Url,
    /// Where `<meta http-equiv=refresh>` leads; empty if to the page itself.
    pub(super) refresh: Option<String>,
    /// What `<meta name=referrer>` says.
    pub(super) referrer: Option<String>,
    /// The policies of `<meta http-equiv=Content-Security-Policy>`.
    pub(super) policies: Vec<String>,
    pub(crate) forms: Forms,
    /// What can be pressed, in the order of the document.
    pub(crate) presses: Vec<Press>,
    /// Those of them that a person can make something of.
    pub(crate) controls: Vec<Control>,
}

impl Reading {
    /// Reads the document of a page.
    pub(super) fn of(page: &Page) -> Self {
        let html = page.html();
        let href = document::first_attr(&html, "base[href]", "href");
        let base = href.and_then(|href| page.url().join(&href).ok());
        let base = base.unwrap_or_else(|| page.url().clone());
        let forms = Forms::of(&html);
        let pressable = pressable::all_pressable(&html, &forms);
        Self {
            refresh: refresh::target(&html),
            referrer: document::first_attr(&html, "meta[name=referrer]", "content"),
            policies: document::metas(&html, "meta[http-equiv='Content-Security-Policy' i]"),
            controls: control::all(page.url(), &base, &pressable, &forms),
            presses: pressable.into_iter().map(|one| one.press).collect(),
            base,
            forms,
        }
    }
}
