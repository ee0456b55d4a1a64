//! The installed SDK that a suite ran against, and its origin.

use std::fmt;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::language::Language;
use crate::process::{prepared, read};

/// An installed SDK.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Package {
    pub(crate) name: &'static str,
    pub(crate) version: String,
    pub(crate) origin: Origin,
}

/// The origin of an installed package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The language's registry.
    Published,
    /// A local folder, in place of the package of this version.
    Checkout,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Published => "the published package",
            Self::Checkout => "a checkout of this version",
        })
    }
}

type Found = Option<(String, Origin)>;

/// Reads which package is installed, by the language's own tools.
pub(crate) fn installed(language: Language) -> Result<Package, String> {
    let name = language.package();
    let found = match language {
        Language::Node => {
            npm(&json(&read_file(language, "node_modules/.package-lock.json")?)?, name)
        }
        Language::Python => {
            let words = [".venv/bin/pip", "--quiet", "inspect", "--local"];
            pip(&json(&read(&mut prepared(language, &words))?)?, name)
        }
        Language::Go => {
            let words = ["go", "list", "-m", "-json", name];
            go(&json(&read(&mut prepared(language, &words))?)?)
        }
        Language::Java => {
            let classpath = read_file(language, "suite/target/classpath")?;
            jar(&classpath).and_then(|jar| maven(jar, &remote(jar)))
        }
    };
    let (version, origin) =
        found.ok_or_else(|| format!("{name} is not installed for {language}"))?;
    Ok(Package { name, version, origin })
}

fn read_file(language: Language, file: &str) -> Result<String, String> {
    let path = language.folder().join(file);
    fs::read_to_string(&path).map_err(|why| format!("cannot read {}: {why}", path.display()))
}

fn json(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|why| format!("this is no JSON: {why}"))
}

/// Reads the lock of what npm has installed: a package from a folder is a link, or was resolved to a file.
fn npm(lock: &Value, name: &str) -> Found {
    let package = &lock["packages"][format!("node_modules/{name}")];
    let resolved = package["resolved"].as_str().unwrap_or_default();
    let is_local = package["link"] == true || resolved.starts_with("file:");
    Some((text(&package["version"])?, origin(is_local)))
}

/// Reads `pip inspect`: only what came from no index has a `direct_url` (PEP 610).
fn pip(report: &Value, name: &str) -> Found {
    let mut packages = report["installed"].as_array()?.iter();
    let package = packages.find(|package| package["metadata"]["name"] == name)?;
    let version = text(&package["metadata"]["version"])?;
    Some((version, origin(package.get("direct_url").is_some())))
}

/// Reads `go list -m -json`: a module of a workspace is a main module, and one in place of another a `Replace`.
fn go(module: &Value) -> Found {
    let is_local = module["Main"] == true || module.get("Replace").is_some();
    Some((text(&module["Version"])?, origin(is_local)))
}

/// Returns the SDK's jar in a class path.
fn jar(classpath: &str) -> Option<&Path> {
    let jars = classpath.trim().split(':').map(Path::new);
    let is_sdk = |jar: &&Path| {
        let name = jar.file_name().and_then(|name| name.to_str());
        name.is_some_and(|name| name.starts_with("scalekit-sdk-java-"))
    };
    jars.into_iter().find(is_sdk)
}

/// Returns Maven's note beside the jar about its origin.
fn remote(jar: &Path) -> String {
    let notes = jar.with_file_name("_remote.repositories");
    fs::read_to_string(notes).unwrap_or_default()
}

/// Reads the version from the folder of a jar. Maven notes `jar>repository=`, and no repository for what was
/// installed on this machine.
fn maven(jar: &Path, notes: &str) -> Found {
    let version = jar.parent()?.file_name()?.to_str()?.to_owned();
    let name = jar.file_name()?.to_str()?;
    let came_from =
        |line: &str| line.split_once('>').is_some_and(|(of, from)| of == name && from != "=");
    Some((version, origin(!notes.lines().any(came_from))))
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn origin(is_local: bool) -> Origin {
    if is_local { Origin::Checkout } else { Origin::Published }
}

#[cfg(test)]
mod tests;
