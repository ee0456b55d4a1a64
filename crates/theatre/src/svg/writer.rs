//! Writes SVG, and escapes what stands in it.

use crate::escape::escaped;

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

    /// Opens a link, if there is one.
    pub(super) fn open_link(&mut self, href: Option<&str>, label: &str) {
        match href {
            Some(href) => self.raw(&format!(
                "<a href=\"{}\" aria-label=\"{}\">\n",
                escaped(href),
                escaped(label)
            )),
            None => self.raw("<g>\n"),
        }
    }

    /// Closes what [`open_link`](Self::open_link) opened.
    pub(super) fn close_link(&mut self, href: Option<&str>) {
        self.raw(if href.is_some() { "</a>\n" } else { "</g>\n" });
    }

    pub(super) fn finish(self) -> String {
        self.0
    }
}
