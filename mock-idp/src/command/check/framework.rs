//! In what the application is written, as far as the files of its folder say it.

use std::fs;
use std::path::Path;

use practices::Framework;

/// Files that name what a project is made of, and the frameworks to look for in each.
const MANIFESTS: [(&str, Framework); 8] = [
    ("package.json", Framework::Express),
    ("requirements.txt", Framework::Flask),
    ("pyproject.toml", Framework::Flask),
    ("go.mod", Framework::Gin),
    ("pom.xml", Framework::Spring),
    ("build.gradle", Framework::Spring),
    ("build.gradle.kts", Framework::Spring),
    ("Cargo.toml", Framework::Axum),
];

/// Returns the one framework that the manifests of a folder name; `None` if they name none or several.
pub(super) fn of(folder: &Path) -> Option<Framework> {
    let names = |(file, framework): &(&str, Framework)| {
        let text = fs::read_to_string(folder.join(file)).unwrap_or_default();
        text.to_lowercase().contains(framework.id()).then_some(*framework)
    };
    let mut found: Vec<_> = MANIFESTS.iter().filter_map(names).collect();
    found.dedup();
    if let [only] = found.as_slice() { Some(*only) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_framework_is_known_by_its_manifest_and_of_two_none_is_chosen() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text);

        assert_eq!(of(folder.path()), None);
        write("requirements.txt", "Flask==3.1\n").expect("a file");
        write("pyproject.toml", "dependencies = [\"flask\"]\n").expect("a file");
        assert_eq!(of(folder.path()), Some(Framework::Flask));
        write("package.json", "{ \"dependencies\": { \"express\": \"5\" } }").expect("a file");
        assert_eq!(of(folder.path()), None);
    }
}
