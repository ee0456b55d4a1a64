//! `mock-idp serve` at a terminal, which goes on with what happens.

use std::fs::{File, OpenOptions};
use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Stdio};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use super::mock_idp;
use crate::http::{client, sent};

const MORNING: &str = "2026-01-01T09:00:00Z";

/// A command whose stdout is a terminal. It is killed with the test.
struct AtATerminal {
    child: Child,
    screen: BufReader<File>,
}

impl AtATerminal {
    fn run(command: &mut Command) -> Self {
        let terminal = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a pseudo-terminal");
        grantpt(&terminal).and_then(|()| unlockpt(&terminal)).expect("it is ours");
        let name = ptsname(&terminal, Vec::new()).expect("it has a name");
        let path = name.to_str().expect("a path");
        let ours = OpenOptions::new().read(true).write(true).open(path).expect("it opens");
        let child =
            command.env("TERM", "xterm-256color").stdout(ours).spawn().expect("the binary runs");
        // The command has the only end that writes from here on.
        command.stdout(Stdio::null());
        Self { child, screen: BufReader::new(File::from(terminal)) }
    }

    /// Returns the next line, with a mark for each control sequence.
    fn line(&mut self) -> String {
        let mut line = String::new();
        self.screen.read_line(&mut line).expect("it goes on");
        line.trim_end().replace('\u{1b}', "␛")
    }

    /// Returns the lines until one begins so, and it.
    fn until(&mut self, beginning: &str) -> Vec<String> {
        let mut lines = Vec::new();
        while !lines.last().is_some_and(|line: &String| line.starts_with(beginning)) {
            lines.push(self.line());
        }
        lines
    }

    /// Ends the command, and returns its status and what else is on the screen.
    fn interrupt(mut self) -> (Option<i32>, String) {
        let id = self.child.id();
        let kill = Command::new("sh").args(["-c", &format!("kill -INT {id}")]).status();
        assert!(kill.expect("a shell").success());
        let status = self.child.wait().expect("it ends").code();
        let mut rest = Vec::new();
        // Linux answers EIO at the end: nobody has the terminal any more.
        let _ = self.screen.read_to_end(&mut rest);
        (status, String::from_utf8(rest).expect("UTF-8"))
    }
}

/// A program that scrolls back, or Ctrl-S: nobody takes what the terminal gets.
#[test]
fn a_terminal_that_takes_no_output_does_not_keep_a_signal_from_ending_it() {
    for signal in ["INT", "TERM"] {
        let (mut terminal, url) = serve(&[], false);
        // More than a terminal and the pipe behind it hold. Each line has some hundred octets.
        let client = client();
        for number in 0..600 {
            sent(client.get(format!("{url}/oauth/authorize?client_id=nobody-{number}")));
        }

        let id = terminal.child.id();
        let kill = Command::new("sh").args(["-c", &format!("kill -{signal} {id}")]).status();
        assert!(kill.expect("a shell").success());

        assert_eq!(terminal.child.wait().expect("it ends").code(), Some(0), "{signal}");
    }
}

impl Drop for AtATerminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Serves at a terminal, and returns the environment URL as well.
fn serve(arguments: &[&str], colours: bool) -> (AtATerminal, String) {
    let fixed = ["serve", "--port", "0", "--no-seed-file", "--frozen-at", MORNING];
    let mut command = mock_idp(&[&fixed, arguments].concat());
    for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
        command.env_remove(variable);
    }
    if !colours {
        command.env("NO_COLOR", "1");
    }
    let mut terminal = AtATerminal::run(&mut command);
    let ready = terminal.until("Ctrl-C stops it.");
    let url = ready.iter().find_map(|line| line.trim().strip_prefix("SCALEKIT_ENVIRONMENT_URL="));
    let url = url.expect("a URL").to_owned();
    (terminal, url)
}

fn happens_at(url: &str) {
    let body = r#"{"want": "code", "user": "alice@acme.example"}"#;
    let json = ("content-type", "application/json");
    for path in ["/_mock/sign-in", "/_mock/reset"] {
        let body = if path == "/_mock/reset" { "{}" } else { body };
        client().post(format!("{url}{path}")).header(json.0, json.1).body(body).send().expect(path);
    }
    client().get(format!("{url}/nowhere")).send().expect("it answers");
}

#[test]
fn at_a_terminal_each_entry_is_a_line_in_colour() {
    let (mut terminal, url) = serve(&[], true);

    happens_at(&url);

    let lines: Vec<String> = (0..6).map(|_| terminal.line()).collect();
    insta::assert_snapshot!(lines.join("\n"), @"
    ␛[2m␛[3mTimes are minutes:seconds since the environment began, by its own clock.␛[0m
    ␛[2m00:00␛[0m  ␛[1muser.login␛[0m                   alice@acme.example in Acme
    ␛[2m00:00␛[0m  ␛[1mauthorization_code.issued␛[0m    Acme web for alice@acme.example: openid profile email offline_access
    ␛[2m␛[3mthe environment was reset; its journal begins anew␛[0m
    ␛[2m00:00␛[0m  ␛[31mroute.refused␛[0m                not_found: GET /nowhere is no route of a Scalekit environment
    ");
    assert_eq!(terminal.interrupt(), (Some(0), String::new()));
}

#[test]
fn without_colours_it_is_the_journals_text() {
    let (mut terminal, url) = serve(&[], false);

    happens_at(&url);

    let lines: Vec<String> = (0..6).map(|_| terminal.line()).collect();
    insta::assert_snapshot!(lines.join("\n"), @"
    Times are minutes:seconds since the environment began, by its own clock.
    00:00  user.login                   alice@acme.example in Acme
    00:00  authorization_code.issued    Acme web for alice@acme.example: openid profile email offline_access
    the environment was reset; its journal begins anew
    00:00  route.refused                not_found: GET /nowhere is no route of a Scalekit environment
    ");
    assert_eq!(terminal.interrupt().0, Some(0));
}

/// Makes a world over HTTP, and returns its id and its environment URL.
fn world(url: &str, name: &str) -> (String, String) {
    let body = format!(r#"{{"name": "{name}"}}"#);
    let made = client().post(format!("{url}/_mock/worlds"));
    let made = sent(made.header("content-type", "application/json").body(body)).json();
    let member = |name: &str| made[name].as_str().expect("a text").to_owned();
    (member("id"), member("environment_url"))
}

#[test]
fn worlds_that_come_and_go_are_shown_with_their_names() {
    let (mut terminal, url) = serve(&[], true);

    let (checkout, at_checkout) = world(&url, "checkout");
    happens_at(&at_checkout);
    sent(client().delete(format!("{url}/_mock/worlds/{checkout}")));
    let (_, at_account) = world(&url, "account \\u001b[2J");
    client().get(format!("{at_account}/nowhere")).send().expect("it answers");
    client().get(format!("{url}/elsewhere")).send().expect("it answers");

    let lines = terminal.until("␛[2m00:00");
    let lines =
        lines.join("\n").replace(&at_checkout, "[checkout]").replace(&at_account, "[account]");
    // A world has a clock of its own, which goes on.
    let lines = (1..10).fold(lines, |lines, s| lines.replace(&format!("00:0{s}"), "00:00"));
    insta::assert_snapshot!(lines, @"
    ␛[2m␛[3mTimes are minutes:seconds since the environment began, by its own clock.␛[0m
    ␛[32mworld_2 (checkout)␛[0m  ␛[2m␛[3mbegins at [checkout]␛[0m
    ␛[32mworld_2 (checkout)␛[0m  ␛[2m00:00␛[0m  ␛[1muser.login␛[0m                   alice@acme.example in Acme
    ␛[32mworld_2 (checkout)␛[0m  ␛[2m00:00␛[0m  ␛[1mauthorization_code.issued␛[0m    Acme web for alice@acme.example: openid profile email offline_access
    ␛[32mworld_2 (checkout)␛[0m  ␛[2m␛[3mthe environment was reset; its journal begins anew␛[0m
    ␛[32mworld_2 (checkout)␛[0m  ␛[2m00:00␛[0m  ␛[31mroute.refused␛[0m                not_found: GET /nowhere is no route of a Scalekit environment
    ␛[32mworld_2 (checkout)␛[0m  ␛[2m␛[3mwas dropped␛[0m
    ␛[32mworld_3 (account �[2J)␛[0m  ␛[2m␛[3mbegins at [account]␛[0m
    ␛[32mworld_3 (account �[2J)␛[0m  ␛[2m00:00␛[0m  ␛[31mroute.refused␛[0m                not_found: GET /nowhere is no route of a Scalekit environment
    ␛[2m00:00␛[0m  ␛[31mroute.refused␛[0m                not_found: GET /elsewhere is no route of a Scalekit environment
    ");
    assert_eq!(terminal.interrupt(), (Some(0), String::new()));
}

#[test]
fn a_quiet_one_tells_nothing() {
    let (terminal, url) = serve(&["--quiet"], true);

    happens_at(&url);

    assert_eq!(terminal.interrupt(), (Some(0), String::new()));
}
