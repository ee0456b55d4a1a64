//! `mock-idp journal`: the journal of a fake that runs.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::thread::{self, JoinHandle};

use mock_idp::{Control, MockIdp, Seed};
use serde_json::Value;

use super::{Serving, mock_idp, text};
use crate::http::{Fake, builder};

const TOKEN: &str = "a-token-of-the-tests-own";

/// Returns the command, without the variables of an `exec` that this test may run in.
fn journal(arguments: &[&str]) -> Command {
    let mut command = mock_idp(&[&["journal"], arguments].concat());
    command.env_remove("MOCK_IDP_CONTROL_URL").env_remove("MOCK_IDP_CONTROL_TOKEN");
    command
}

fn url(idp: &MockIdp) -> String {
    format!("http://{}", idp.address())
}

/// Returns what is printed, and what is said on stderr.
#[track_caller]
fn printed(command: &mut Command) -> (String, String) {
    let output = command.output().expect("the binary runs");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    (text(&output.stdout).to_owned(), text(&output.stderr).to_owned())
}

#[test]
fn it_prints_the_story_of_the_fake_at_an_address() {
    let fake = Fake::start();
    let url = url(&fake.idp);
    let empty = printed(&mut journal(&[&url]));
    fake.alice();
    fake.get("/nowhere");

    let by_url = printed(&mut journal(&[&url]));
    let by_journal = printed(&mut journal(&[&format!("{url}/_mock/journal")]));
    let by_variable = printed(journal(&[]).env("MOCK_IDP_CONTROL_URL", format!("{url}/_mock")));

    let nothing = "mock-idp: the journal is empty: the fake got no request\n";
    assert_eq!(empty, (String::new(), nothing.to_owned()));
    assert_eq!(by_url, (fake.idp.journal(), String::new()));
    assert_eq!((&by_journal, &by_variable), (&by_url, &by_url));
}

#[test]
fn without_an_address_it_is_where_serve_listens() {
    let fake = Fake::start();
    fake.get("/nowhere");
    let port = fake.idp.address().port().to_string();

    let by_port = printed(journal(&[]).env("MOCK_IDP_PORT", port));

    assert_eq!(by_port.0, fake.idp.journal());
}

#[test]
fn in_json_an_entry_is_a_line_as_the_control_api_has_it() {
    let fake = Fake::start();
    fake.alice();

    let (lines, _) = printed(&mut journal(&["--json", &url(&fake.idp)]));

    let lines: Vec<Value> =
        lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(fake.see("/journal")["entries"], Value::from(lines));
}

#[test]
fn it_goes_on_with_what_happens_until_it_is_interrupted() {
    let fake = Fake::start();
    fake.get("/nowhere");
    let mut following = Serving::spawn(&mut journal(&["--follow", &url(&fake.idp)]));

    let before = following.line();
    fake.idp.sign_in("alice@acme.example").code().expect("she may");
    let after = following.line();
    let (status, rest) = following.signal("INT");

    insta::assert_snapshot!(format!("{before}{after}"), @"
    00:00  route.refused                not_found: GET /nowhere is no route of a Scalekit environment
    00:00  user.login                   alice@acme.example in Acme
    ");
    assert_eq!(status, Some(0));
    assert!(rest.lines().all(|line| line.contains("authorization_code.issued")), "{rest}");
}

#[test]
fn that_the_fake_ended_or_was_reset_is_said() {
    let fake = Fake::start();
    fake.get("/nowhere");
    let url = url(&fake.idp);
    let mut following = Serving::spawn(&mut journal(&["-f", &url]));
    following.line();

    fake.idp.reset();
    fake.get("/elsewhere");
    following.line();
    drop(fake);

    let status = following.child.wait().expect("it ends");
    let said = io::read_to_string(following.child.stderr.take().expect("a pipe"));
    assert_eq!(status.code(), Some(1));
    insta::assert_snapshot!(said.expect("UTF-8").replace(&url, "[url]"), @"
    mock-idp: the environment was reset; its journal begins anew
    mock-idp: [url] answers no more: the fake, or the connection to it, came to its end
    ");
}

#[test]
fn whoever_reads_no_further_is_no_mistake() {
    let fake = Fake::start();
    fake.get("/nowhere");
    let mut following = journal(&["--follow", &url(&fake.idp)])
        .stdout(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let mut out = BufReader::new(following.stdout.take().expect("a pipe"));
    out.read_line(&mut String::new()).expect("UTF-8");

    drop(out);
    fake.get("/elsewhere");

    assert_eq!(following.wait().expect("it ends").code(), Some(0));
}

#[test]
fn a_fake_behind_tls_is_read_as_well() {
    let folder = tempfile::tempdir().expect("a folder");
    let fake = Fake::start_with_tls(folder.path());
    fake.get("/nowhere");
    let port = fake.idp.address().port();

    let by_tls = printed(&mut journal(&[&format!("https://localhost:{port}")]));
    let by_name = printed(&mut journal(&[&format!("https://idp.localhost:{port}")]));

    assert_eq!(by_tls.0, fake.idp.journal());
    assert_eq!(by_name, by_tls);
}

#[test]
fn a_token_lets_it_in_where_the_fake_is_called_by_another_name() {
    let guarded = builder(Seed::default()).control(Control::with_token(TOKEN));
    let fake = Fake::built(guarded.public_url("http://idp.test"));
    fake.get("/nowhere");
    let url = url(&fake.idp);

    let with_token = printed(journal(&[&url]).env("MOCK_IDP_CONTROL_TOKEN", TOKEN));
    let without = printed(journal(&[&url]).env("MOCK_IDP_CONTROL_TOKEN", ""));

    assert_eq!(with_token.0, fake.idp.journal());
    assert_eq!(without, with_token, "this machine's own names need none");
}

#[test]
fn what_has_no_journal_is_said() {
    let off = Fake::built(builder(Seed::default()).control(Control::Off));
    let (answering, other) = other_server();
    let refused = |arguments: &[&str]| {
        let output = journal(arguments).stdin(Stdio::null()).output().expect("the binary runs");
        let said = [text(&output.stdout), text(&output.stderr)].concat();
        let said = said.replace(&url(&off.idp), "[off]").replace(&other, "[other]");
        format!("{} {said}", output.status.code().expect("it ends by itself"))
    };

    let refusals = [
        // Port 1 is never a free one, and nothing is there.
        refused(&["127.0.0.1:1"]),
        refused(&["--json", "127.0.0.1:1"]),
        refused(&["http://idp.test/login"]),
        refused(&["--json", "ftp://idp.test"]),
        refused(&[&url(&off.idp)]),
        refused(&[&other]),
    ];

    answering.join().expect("it was called");
    insta::assert_snapshot!(refusals.concat(), @r#"
    1 mock-idp: nothing answers at http://127.0.0.1:1 (Connection refused (os error 111)); `mock-idp serve` starts a fake, and `mock-idp journal URL` reads from another address
    1 {"error":"journal","message":"nothing answers at http://127.0.0.1:1 (Connection refused (os error 111)); `mock-idp serve` starts a fake, and `mock-idp journal URL` reads from another address"}
    2 mock-idp: http://idp.test/login is no address of a fake: it is an http or https URL with a host, and a path only if it leads to the journal, like http://127.0.0.1:8080
    2 {"error":"usage","message":"ftp://idp.test is no address of a fake: it is an http or https URL with a host, and a path only if it leads to the journal, like http://127.0.0.1:8080"}
    1 mock-idp: [off] answered 404: the control API of this fake is switched off
    1 mock-idp: what answers at [other] is no mock-idp of this version: it has no journal to follow
    "#);
}

/// Starts a server that answers one request with a page.
fn other_server() -> (JoinHandle<()>, String) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let answering = thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a client");
        let _ = stream.read(&mut [0; 1024]);
        let page = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nhi";
        let _ = stream.write_all(page.as_bytes());
    });
    (answering, url)
}
