//! Completion by shells.

use std::process::Command;

use super::exec::is_installed;
use super::{output, text};

/// Returns bash's own completions of the last word, after it has sourced the script.
fn completed_by_bash(words: &[&str]) -> Vec<String> {
    let script = output(&["completions", "bash"]);
    let script_and_call = format!(
        r#"{}
        COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
        _mock__idp "$1" "${{COMP_WORDS[COMP_CWORD]}}" "${{COMP_WORDS[COMP_CWORD - 1]}}"
        printf '%s\n' "${{COMPREPLY[@]}}""#,
        text(&script.stdout)
    );
    let bash = Command::new("bash").args(["-c", &script_and_call, "bash"]).args(words).output();
    let bash = bash.expect("bash");
    assert_eq!(text(&bash.stderr), "");
    text(&bash.stdout).lines().map(str::to_owned).collect()
}

#[test]
fn bash_completes_beyond_the_first_word() {
    if !is_installed("bash") {
        return;
    }
    for (words, completed) in [
        (&["mock-idp", "se"][..], &["serve", "seed"][..]),
        (&["mock-idp", "serve", "--p"], &["--port", "--public-url"]),
        (&["mock-idp", "serve", "--tls", "--max"], &["--max-worlds"]),
        (&["mock-idp", "exec", "--no-s"], &["--no-seed-file"]),
        (&["mock-idp", "seed", ""], &["-h", "--help", "check", "schema", "help"]),
        (&["mock-idp", "seed", "check", "--j"], &["--json"]),
        (&["mock-idp", "completions", "z"], &["zsh"]),
        (&["mock-idp", "explain", "logout-by"], &["logout-by-navigation"]),
        (&["mock-idp", "explain", "pkce", "--in", "s"], &["spring"]),
    ] {
        assert_eq!(completed_by_bash(words), completed, "{words:?}");
    }
}

#[test]
fn what_is_our_own_is_suggested_by_nobody() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(!text(&output(&["completions", shell]).stdout).contains("sweep"), "{shell}");
    }
    for mistyped in ["swep", "sweep", "sweeps"] {
        let refused = output(&[mistyped]);

        assert_eq!(refused.status.code(), Some(2));
        assert!(!text(&refused.stderr).contains("'sweep',"), "{}", text(&refused.stderr));
        assert!(!text(&refused.stderr).contains("exists: 'sweep'"), "{}", text(&refused.stderr));
    }
    assert!(!text(&output(&["help"]).stdout).contains("sweep"));
}
