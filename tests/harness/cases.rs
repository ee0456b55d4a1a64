//! A story in several cases: a line for each, and the diagram of each.

use std::fmt::Display;

use crate::World;

/// The outcomes of the cases.
#[derive(Debug, Default)]
pub struct Cases {
    lines: Vec<String>,
    diagrams: Vec<String>,
}

impl Cases {
    /// Adds a case that was played in a world of its own.
    pub fn add(&mut self, name: &impl Display, line: impl Into<String>, world: &World) {
        self.lines.push(line.into());
        self.diagrams.push(format!("── {name}\n{}", world.transcript));
    }

    /// Returns the lines, to compare at a glance.
    pub fn table(&self) -> String {
        self.lines.join("\n")
    }

    /// Returns the diagrams, one below the other.
    pub fn diagrams(&self) -> String {
        self.diagrams.join("\n\n")
    }
}
