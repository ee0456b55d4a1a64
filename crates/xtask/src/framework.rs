//! The applications in the frameworks of each language, and the command that starts each.

use crate::language::{Language, Words};

/// An application in a framework.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct App {
    /// The framework, as its makers write it.
    pub(crate) framework: &'static str,
    /// The command that starts it, which prints its address.
    pub(crate) start: Words,
}

const fn app(framework: &'static str, start: Words) -> App {
    App { framework, start }
}

static NODE: [App; 3] = [
    app("Express", &["node", "app/server.js", "express"]),
    app("Fastify", &["node", "app/server.js", "fastify"]),
    app("Next.js", &["node", "app/server.js", "next"]),
];

static PYTHON: [App; 3] = [
    app("Flask", &[".venv/bin/python", "app/app.py", "flask"]),
    app("FastAPI", &[".venv/bin/python", "app/app.py", "fastapi"]),
    app("Django", &[".venv/bin/python", "app/app.py", "django"]),
];

static PYTHON_ADAPTERS: [App; 3] = [
    app("Flask", &[".venv/bin/python", "app/app.py", "flask-adapter"]),
    app("FastAPI", &[".venv/bin/python", "app/app.py", "fastapi-adapter"]),
    app("Django", &[".venv/bin/python", "app/app.py", "django-adapter"]),
];

static GO: [App; 2] =
    [app("Gin", &["go", "run", "./app", "gin"]), app("Fiber", &["go", "run", "./app", "fiber"])];

static JAVA: [App; 1] = [app("Spring Boot", &["java", "-jar", "app/target/app-0.jar"])];

impl Language {
    /// Returns the applications that do what the published blocks are about.
    pub(crate) fn apps(self) -> &'static [App] {
        match self {
            Self::Node => &NODE,
            Self::Python => &PYTHON,
            Self::Go => &GO,
            Self::Java => &JAVA,
        }
    }

    /// Returns the applications that the SDK's own adapters make, which only Python's has.
    pub(crate) fn adapters(self) -> &'static [App] {
        match self {
            Self::Python => &PYTHON_ADAPTERS,
            Self::Node | Self::Go | Self::Java => &[],
        }
    }
}
