//! The frameworks for which a fix is written out.

use std::fmt;

/// A framework with the SDK that goes with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Framework {
    /// Express, with the official SDK for Node.
    Express,
    /// Flask, with the official SDK for Python.
    Flask,
    /// Gin, with the official SDK for Go.
    Gin,
    /// Spring Security, with the official SDK for Java where it has no part of its own.
    Spring,
    /// axum, with the client of this repository.
    Axum,
}

impl Framework {
    /// All frameworks, in the order in which fixes are shown.
    pub const ALL: [Self; 5] = [Self::Express, Self::Flask, Self::Gin, Self::Spring, Self::Axum];

    /// Returns the name in lower case, as an option has it.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Express => "express",
            Self::Flask => "flask",
            Self::Gin => "gin",
            Self::Spring => "spring",
            Self::Axum => "axum",
        }
    }

    /// Returns the name, as its makers write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Express => "Express",
            Self::Flask => "Flask",
            Self::Gin => "Gin",
            Self::Spring => "Spring",
            Self::Axum => "axum",
        }
    }
}

impl fmt::Display for Framework {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
