//! The output of the languages' tools about a package from their registry, and about one from a folder.

use serde_json::json;

use super::*;

/// Returns the found package, as the table writes it.
fn words(found: Found) -> String {
    found.map_or("nothing".to_owned(), |(version, origin)| format!("{version}, {origin}"))
}

fn published(version: &str) -> String {
    format!("{version}, the published package")
}

fn checkout(version: &str) -> String {
    format!("{version}, a checkout of this version")
}

#[test]
fn npm_links_a_folder() {
    let lock =
        |package: Value| json!({ "packages": { "node_modules/@scalekit-sdk/node": package } });
    let found = |package: Value| words(npm(&lock(package), "@scalekit-sdk/node"));

    assert_eq!(found(json!({ "version": "2.11.0", "integrity": "sha512-…" })), published("2.11.0"));
    assert_eq!(found(json!({ "version": "2.11.0", "link": true })), checkout("2.11.0"));
    assert_eq!(
        found(json!({ "version": "2.11.0", "resolved": "file:sdk.tgz" })),
        checkout("2.11.0")
    );
    assert_eq!(npm(&json!({ "packages": {} }), "@scalekit-sdk/node"), None);
}

#[test]
fn pip_notes_the_url_of_what_came_from_no_index() {
    let mut sdk = json!({ "metadata": { "name": "scalekit-sdk-python", "version": "2.21.0" } });
    let found = |sdk: &Value| words(pip(&json!({ "installed": [sdk] }), "scalekit-sdk-python"));

    assert_eq!(found(&sdk), published("2.21.0"));
    sdk["direct_url"] = json!({ "url": "file:///sdk" });
    assert_eq!(found(&sdk), checkout("2.21.0"));
}

#[test]
fn go_replaces_a_module_by_a_folder() {
    let module = json!({ "Version": "v2.6.0" });
    let replaced = json!({ "Version": "v2.6.0", "Replace": { "Path": "../sdk" } });

    assert_eq!(words(go(&module)), published("v2.6.0"));
    assert_eq!(words(go(&replaced)), checkout("v2.6.0"));
    assert_eq!(go(&json!({ "Main": true })), None, "a version that nobody says");
}

#[test]
fn maven_names_no_repository_for_what_was_installed_here() {
    let folder = "/m2/com/scalekit/scalekit-sdk-java/2.1.1";
    let classpath = format!("/m2/a/1/a-1.jar:{folder}/scalekit-sdk-java-2.1.1.jar\n");
    let jar = jar(&classpath).expect("it is there");

    assert_eq!(words(maven(jar, "scalekit-sdk-java-2.1.1.jar>central=\n")), published("2.1.1"));
    assert_eq!(words(maven(jar, "scalekit-sdk-java-2.1.1.jar>=\n")), checkout("2.1.1"));
    assert_eq!(words(maven(jar, "")), checkout("2.1.1"), "nothing says that it was published");
}
