//! Cargo's output for the fake: the binary that suites start, and the descriptors of its API.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::process::read;

/// What the fake's build script writes (`mock-idp/build.rs`).
const DESCRIPTORS: &str = "management.binpb";

/// The paths of both.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Built {
    pub(crate) binary: PathBuf,
    pub(crate) descriptors: PathBuf,
}

/// Builds the fake, as far as that was not done. It is built with all tests, because alone it would have other features of
/// its dependencies, and would be built once more.
pub(crate) fn mock_idp() -> Result<Built, String> {
    let mut build = Command::new(env!("CARGO"));
    build.args(["build", "--quiet", "--workspace", "--bins", "--tests", "--message-format=json"]);
    build.current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let messages = read(&mut build)?;
    found(&messages, Path::is_file).ok_or_else(|| "Cargo named no binary of mock-idp".to_owned())
}

/// Finds a program in what Cargo prints: a line of JSON for each artifact and for each build script.
fn found(messages: &str, exists: impl Fn(&Path) -> bool) -> Option<Built> {
    let messages: Vec<Value> =
        messages.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let mut binaries = messages.iter().filter(|message| {
        message["target"]["name"] == "mock-idp" && message["profile"]["test"] == false
    });
    let binary = binaries.find_map(|message| message["executable"].as_str())?;
    let folders = messages.iter().filter_map(|message| message["out_dir"].as_str());
    let descriptors =
        folders.map(|folder| Path::new(folder).join(DESCRIPTORS)).find(|file| exists(file))?;
    Some(Built { binary: binary.into(), descriptors })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_names_the_binary_and_the_folder_of_the_build_script() {
        let messages = r#"{"reason":"build-script-executed","out_dir":"/t/aws-lc/out"}
{"reason":"build-script-executed","out_dir":"/t/mock-idp/out"}
{"reason":"compiler-artifact","target":{"name":"mock_idp"},"executable":null}
{"reason":"compiler-artifact","target":{"name":"mock-idp"},"profile":{"test":true},"executable":"/t/deps/mock_idp-1a2b"}
{"reason":"compiler-artifact","target":{"name":"mock-idp"},"profile":{"test":false},"executable":"/t/mock-idp"}
{"reason":"build-finished","success":true}"#;

        let built = found(messages, |file| file.starts_with("/t/mock-idp"));

        let expected = Built {
            binary: "/t/mock-idp".into(),
            descriptors: "/t/mock-idp/out/management.binpb".into(),
        };
        assert_eq!(built, Some(expected));
        assert_eq!(found(messages, |_| false), None);
    }
}
