//! The diagrams of a page of the documentation: a block of Mermaid in the page, and a file of SVG beside it.

use std::path::{Path, PathBuf};
use std::{env, fs};

use theatre::{Density, Scene};

/// How the diagrams are drawn anew.
pub(super) const ADVICE: &str = "the story has changed, or its drawing: look at it, and write it with DRAW=1 in the environment of this test";

/// The variable that says to write what is stale.
const DRAW: &str = "DRAW";

/// The diagrams that a page has to show.
pub(super) struct Album {
    folder: PathBuf,
    drawn: Vec<Diagram>,
}

struct Diagram {
    name: &'static str,
    mermaid: String,
    svg: String,
}

impl Album {
    /// Draws scenes under these names.
    pub(super) fn of(scenes: impl IntoIterator<Item = (&'static str, Scene)>) -> Self {
        let drawn = scenes.into_iter().map(|(name, scene)| Diagram {
            name,
            mermaid: format!("```mermaid\n{}```\n", scene.to_mermaid(Density::Lanes)),
            svg: scene.to_svg(Density::Lanes),
        });
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../mock-idp/docs");
        Self { folder, drawn: drawn.collect() }
    }

    /// Returns what the documentation has otherwise, or not at all. Where it is to be written, it is.
    pub(super) fn stale(&self) -> Vec<String> {
        let path = self.folder.join("diagrams.md");
        let mut page = fs::read_to_string(&path).unwrap();
        let mut stale = Vec::new();
        for Diagram { name, mermaid, svg } in &self.drawn {
            let file = self.folder.join(format!("diagrams/{name}.svg"));
            if fs::read_to_string(&file).unwrap_or_default() != *svg {
                stale.push(format!("diagrams/{name}.svg"));
                write(&file, svg);
            }
            let begins = format!("<!-- {name} -->\n");
            let (before, rest) = page.split_once(&begins).unwrap_or_else(|| panic!("no {begins}"));
            let (shown, after) = rest.split_once("<!-- end -->\n").expect("an end");
            if shown != mermaid {
                stale.push(format!("diagrams.md: {name}"));
                page = format!("{before}{begins}{mermaid}<!-- end -->\n{after}");
                write(&path, &page);
            }
        }
        stale
    }
}

fn write(path: &Path, text: &str) {
    if env::var_os(DRAW).is_some() {
        fs::write(path, text).unwrap();
    }
}
