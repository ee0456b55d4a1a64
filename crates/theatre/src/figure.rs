//! A scene as a figure of a page that has several: the drawing, which scrolls by itself where it is wider than the page, and
//! the same in words. A narrow screen shows the words first, because a drawing is wider than it.

use crate::escape::escaped;
use crate::svg::{Chosen, Drawing};
use crate::{Density, Links, Scene};

impl Scene {
    /// Returns the scene as a figure of a page that has the [style](crate::FIGURE_STYLE). It has no identifiers, and may
    /// stand beside others.
    pub fn to_figure(&self, density: Density) -> String {
        let drawing = Drawing::of(self, density, Links::None, Chosen::default()).part();
        let title = escaped(&self.title);
        let words: String = self.to_text().lines().map(line).collect();
        format!(
            "<figure class=\"scene-figure\">\n<details class=\"to-drawing\"><summary>The same as a drawing</summary></details>\n\
             <div class=\"scene-scroll\" role=\"region\" aria-label=\"{title}\" tabindex=\"0\">\n{drawing}</div>\n\
             <details class=\"to-words\"><summary>The same in words</summary></details>\n<pre class=\"scene-words\">{words}</pre>\n</figure>\n"
        )
    }
}

/// Returns a line as an element that keeps its indentation where it is broken: that of a message, or of what is found at it.
fn line(text: &str) -> String {
    let words = text.trim_start();
    let indent = text.len() - words.len();
    let class = match indent {
        0 => "",
        1..=2 => " class=\"in\"",
        _ => " class=\"in-more\"",
    };
    format!("<span{class}>{}</span>\n", escaped(words))
}
