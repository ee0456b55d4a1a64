//! A scene as a figure of a page that has several: the drawing, which scrolls by itself where it is wider than the page, and
//! the same in words.

use crate::escape::escaped;
use crate::svg::{Chosen, Drawing};
use crate::{Density, Links, Scene};

impl Scene {
    /// Returns the scene as a figure of a page that has the [style](crate::FIGURE_STYLE). It has no identifiers, and may
    /// stand beside others.
    pub fn to_figure(&self, density: Density) -> String {
        let drawing = Drawing::of(self, density, Links::None, Chosen::default()).part();
        let (title, words) = (escaped(&self.title), self.to_text());
        format!(
            "<figure class=\"scene-figure\">\n<div class=\"scene-scroll\" role=\"region\" aria-label=\"{title}\" tabindex=\"0\">\n{drawing}</div>\n\
             <details>\n<summary>The same in words</summary>\n<pre class=\"scene-words\">{}</pre>\n</details>\n</figure>\n",
            escaped(&words)
        )
    }
}
