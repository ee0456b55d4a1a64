//! Writes SVG, and escapes what stands in it.

use crate::escape::escaped;

/// A link in a drawing.
pub(super) struct Link {
    pub(super) href: String,
    /// Its name in the page. Of several links to the same panel one has a name: the Tab key stops there, and the focus
    /// returns there. The others are for the pointer.
    pub(super) id: Option<String>,
}

/// A drawing under construction.
#[derive(Default)]
pub(super) struct Writer(String);

impl Writer {
    /// Writes markup.
    pub(super) fn raw(&mut self, markup: &str) {
        self.0.push_str(markup);
    }

    /// Writes an element that has nothing but a text.
    pub(super) fn element(&mut self, name: &str, attributes: &str, text: &str) {
        let space = if attributes.is_empty() { "" } else { " " };
        self.raw(&format!("<{name}{space}{attributes}>{}</{name}>\n", escaped(text)));
    }

    /// Writes a text at a place.
    pub(super) fn text(&mut self, class: &str, x: i32, y: i32, attributes: &str, text: &str) {
        let space = if attributes.is_empty() { "" } else { " " };
        let attributes = format!("class=\"{class}\" x=\"{x}\" y=\"{y}\"{space}{attributes}");
        self.element("text", &attributes, text);
    }

    /// Opens a link, if there is one. It is called what the `title` says that follows.
    pub(super) fn open_link(&mut self, link: Option<&Link>) {
        let Some(Link { href, id }) = link else { return self.raw("<g>\n") };
        let place = match id {
            Some(id) => format!(" id=\"{id}\""),
            None => " tabindex=\"-1\"".to_owned(),
        };
        self.raw(&format!("<a{place} href=\"{}\">\n", escaped(href)));
    }

    /// Closes what [`open_link`](Self::open_link) opened.
    pub(super) fn close_link(&mut self, link: Option<&Link>) {
        self.raw(if link.is_some() { "</a>\n" } else { "</g>\n" });
    }

    pub(super) fn finish(self) -> String {
        self.0
    }
}
