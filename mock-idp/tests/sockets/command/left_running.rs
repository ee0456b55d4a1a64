//! Processes that a command of `mock-idp exec` left running end with it.
//!
//! Each of them keeps stdout open, so reading it to the end waits until all have ended.

use std::io::Read as _;

use super::exec::sh;
use super::{Serving, mock_idp, output};

/// As many processes as a large test suite has workers and their helpers.
const MANY: usize = 300;

/// Ways to start a process that runs until it is killed.
const WAYS: [(&str, &str); 5] = [
    ("in the background", "tail -f /dev/null &"),
    ("in a session of its own", "setsid tail -f /dev/null &"),
    ("as a daemon, forked twice", "(setsid sh -c '(tail -f /dev/null &) &' &)"),
    ("deaf to signals", "(trap '' TERM HUP INT; exec tail -f /dev/null) &"),
    ("of another exec", "MOCK -- sh -c 'tail -f /dev/null & exec tail -f /dev/null' &"),
];

/// Returns the ways, with this test's own path in them.
fn ways() -> impl Iterator<Item = (&'static str, String)> {
    let ours = format!("{} exec", env!("CARGO_BIN_EXE_mock-idp"));
    WAYS.into_iter().map(move |(how, start)| (how, start.replace("MOCK", &ours)))
}

#[test]
fn however_it_was_started() {
    for (how, start) in ways() {
        let ran = output(&sh(&format!("{start}\nexit 0")));

        assert!(ran.status.success(), "{how}");
    }
}

#[test]
fn even_with_a_clean_environment() {
    let ran = output(&sh("(env -i setsid tail -f /dev/null &); exit 0"));

    assert!(ran.status.success());
}

#[test]
fn however_many_there_are() {
    let script = format!("for _ in $(seq {MANY}); do tail -f /dev/null & done; exit 4");

    let ran = output(&sh(&script));

    assert_eq!(ran.status.code(), Some(4));
}

#[test]
fn even_if_exec_itself_is_killed() {
    for (how, start) in ways() {
        let script = format!("{start}\necho ready; exec tail -f /dev/null");
        let mut running = Serving::spawn(&mut mock_idp(&sh(&script)));
        running.line();

        running.child.kill().expect("it runs");

        let mut rest = String::new();
        running.out.read_to_string(&mut rest).expect("UTF-8");
        assert_eq!(rest, "", "{how}");
    }
}
