//! What the code of a fix takes as given: imports, settings, and functions of the application's own.
//!
//! A section of a fix names what it takes in a line of its own, and `givens/` has a line for each name.

use crate::{Framework, Practice};

const EXPRESS: &str = include_str!("../givens/express.txt");
const FLASK: &str = include_str!("../givens/flask.txt");
const GIN: &str = include_str!("../givens/gin.txt");
const SPRING: &str = include_str!("../givens/spring.txt");
const AXUM: &str = include_str!("../givens/axum.txt");

/// What stands before the names in a section.
pub(crate) const MARK: &str = "given: ";

impl Framework {
    /// Returns the names that stand for a line, and the line: code, or a comment where only the application can write it.
    pub(crate) fn givens(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let table = match self {
            Self::Express => EXPRESS,
            Self::Flask => FLASK,
            Self::Gin => GIN,
            Self::Spring => SPRING,
            Self::Axum => AXUM,
        };
        table.lines().filter_map(|row| row.split_once(" | "))
    }
}

impl Practice {
    /// Returns the lines that the fix in code for a framework takes as given, in the order in which they are written.
    pub fn givens_in(&self, framework: Framework) -> Vec<&'static str> {
        let names = self.section(framework).and_then(|section| section.strip_prefix(MARK));
        let names = names.and_then(|section| section.lines().next()).unwrap_or_default();
        let is_named = |names_of_line: &str| {
            names.split(", ").any(|name| names_of_line.split(' ').any(|other| other == name))
        };
        let given = framework.givens().filter(|(names, _)| is_named(names));
        given.map(|(_, line)| line).collect()
    }
}
