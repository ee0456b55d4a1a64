//! The installation of what a language's tests need: its programs, and the pinned packages.

use std::process::Stdio;

use crate::language::{Language, Words};
use crate::process::{finish, prepared};

/// The reason why a language cannot be tested here. It is no verdict on the fake.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum MissingError {
    /// A program of the language's own.
    #[error("{0} is not installed: `{command}` does not succeed", command = .1.join(" "))]
    Toolchain(Language, Words),
    /// The SDK, or something that it needs.
    #[error(
        "the published {package} for {0} cannot be fetched from here: `{command}` did not succeed",
        package = .0.package(), command = .1.join(" ")
    )]
    Package(Language, Words),
}

/// Finds the programs, and fetches the packages. It neither builds nor tests, because failures of those are verdicts.
pub(crate) fn install(language: Language) -> Result<(), MissingError> {
    let answers = |words: Words| {
        let mut command = prepared(language, words);
        finish(command.stdout(Stdio::null()).stderr(Stdio::null())).is_ok()
    };
    let toolchain = language.toolchain().iter();
    if let Some(absent) = toolchain.copied().find(|words| !answers(words)) {
        return Err(MissingError::Toolchain(language, absent));
    }
    let is_fetched = |words: Words| finish(&mut prepared(language, words)).is_ok();
    match language.fetch().iter().find(|words| !is_fetched(words)) {
        Some(failed) => Err(MissingError::Package(language, failed)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_named_in_a_sentence() {
        let toolchain = MissingError::Toolchain(Language::Go, &["go", "version"]);
        let package = MissingError::Package(Language::Java, &["mvn", "dependency:build-classpath"]);

        insta::assert_snapshot!(toolchain, @"Go is not installed: `go version` does not succeed");
        insta::assert_snapshot!(package, @"the published com.scalekit:scalekit-sdk-java for Java cannot be fetched from here: `mvn dependency:build-classpath` did not succeed");
    }

    #[test]
    fn fetching_runs_no_test() {
        for language in Language::ALL {
            let words: Vec<&str> = language.fetch().iter().copied().flatten().copied().collect();

            assert!(!words.iter().any(|word| word.contains("test")), "{words:?}");
        }
    }
}
