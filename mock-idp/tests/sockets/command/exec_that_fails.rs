//! What `mock-idp exec` shows of the journals when its command fails.

use std::io::{self, BufRead as _, Write as _};
use std::process::{Child, Stdio};

use super::{mock_idp, text};
use crate::http::client;

const MORNING: &str = "2026-01-01T09:00:00Z";

/// A command that fails once it is let go, and meanwhile its control API.
struct Failing {
    child: Child,
    control: String,
}

impl Failing {
    fn run(arguments: &[&str]) -> Self {
        let script = r#"echo "$MOCK_IDP_CONTROL_URL"; read -r _; exit 7"#;
        let exec = ["exec", "--frozen-at", MORNING];
        let arguments = [&exec[..], arguments, &["--", "sh", "-c", script]].concat();
        let mut child = mock_idp(&arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        let mut control = String::new();
        io::BufReader::new(child.stdout.take().expect("a pipe"))
            .read_line(&mut control)
            .expect("a URL");
        Self { child, control: control.trim().to_owned() }
    }

    /// Makes a world, and returns its environment URL.
    fn world(&self, name: &str) -> String {
        let worlds = format!("{}/worlds", self.control);
        let world = serde_json::json!({ "name": name, "frozen_at": MORNING }).to_string();
        let request = client().post(worlds).header("content-type", "application/json").body(world);
        let made = request.send().expect("it answers").text().expect("a body");
        serde_json::from_str::<serde_json::Value>(&made).expect("JSON")["environment_url"]
            .as_str()
            .expect("a URL")
            .to_owned()
    }

    fn drop_world(&self, id: &str) {
        let gone = client().delete(format!("{}/worlds/{id}", self.control)).send();
        assert_eq!(gone.expect("it answers").status(), 200);
    }

    /// Lets it go, and returns what it says on stderr.
    fn fail(mut self) -> String {
        self.child.stdin.take().expect("a pipe").write_all(b"done\n").expect("it reads");
        let failed = self.child.wait_with_output().expect("it ends");
        assert_eq!(failed.status.code(), Some(7));
        text(&failed.stderr).to_owned()
    }
}

fn refused_at(url: &str) {
    client().post(format!("{url}/oauth/token")).send().expect("it answers");
}

#[test]
fn a_failure_shows_the_end_of_every_worlds_journal() {
    let failing = Failing::run(&[]);
    let made = ["checkout", "idle"].map(|name| failing.world(name));
    refused_at(&made[0]);

    let stderr = failing.fail().replace(&made[0], "[url]");

    insta::assert_snapshot!(stderr, @"
    mock-idp: sh ended with exit status: 7
    mock-idp: the first world's journal is empty
    mock-idp: the last lines of world_2 (checkout, [url]):
    00:00  token.refused                invalid_client: no client authentication: send client_id, and client_secret if there is one, in the form or by HTTP Basic
    ");
}

#[test]
fn a_failure_shows_the_end_of_the_journals_of_dropped_worlds_too() {
    let failing = Failing::run(&[]);
    let dropped = failing.world("worker 1");
    let kept = failing.world("worker 2");
    failing.world("idle");
    refused_at(&kept);
    refused_at(&dropped);
    failing.drop_world("world_2");
    failing.drop_world("world_4");

    let stderr = failing.fail().replace(&dropped, "[dropped]").replace(&kept, "[kept]");

    insta::assert_snapshot!(stderr, @"
    mock-idp: sh ended with exit status: 7
    mock-idp: the first world's journal is empty
    mock-idp: the last lines of world_2 (worker 1, [dropped], dropped):
    00:00  token.refused                invalid_client: no client authentication: send client_id, and client_secret if there is one, in the form or by HTTP Basic
    mock-idp: the last lines of world_3 (worker 2, [kept]):
    00:00  token.refused                invalid_client: no client authentication: send client_id, and client_secret if there is one, in the form or by HTTP Basic
    ");
}

#[test]
fn of_many_dropped_worlds_a_failure_shows_the_last_and_counts_the_others() {
    let failing = Failing::run(&["--json"]);
    for number in 2..15 {
        refused_at(&failing.world("a test"));
        failing.drop_world(&format!("world_{number}"));
    }

    let stderr = failing.fail();

    let report: serde_json::Value = serde_json::from_str(&stderr).expect("one line of JSON");
    let worlds = report["worlds"].as_array().expect("a list");
    assert_eq!((worlds.len(), &worlds[0]["id"]), (10, &"world_5".into()));
    assert!(worlds.iter().all(|world| world["dropped"] == true && world["journal"][0].is_string()));
    assert_eq!(report["more_worlds"], 3);
}
