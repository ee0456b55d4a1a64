//! The log on stderr, by `RUST_LOG`.

use std::io::Read as _;

use crate::command::{Serving, mock_idp};
use crate::http::client;

/// Returns what the server writes to stderr about one token request, while `RUST_LOG` is `level`.
fn logged(level: Option<&str>) -> String {
    let mut command = mock_idp(&["serve", "--port", "0", "--json"]);
    command.envs(level.map(|level| ("RUST_LOG", level)));
    let mut serving = Serving::spawn(&mut command);
    let ready = serving.ready();
    let url = ready["environment_url"].as_str().expect("a URL");
    let request = client()
        .post(format!("{url}/oauth/token?secret=hunter2"))
        .header("content-type", "application/x-www-form-urlencoded")
        .header("cookie", "sk_idp_session=hunter2")
        .body("grant_type=hunter2&client_id=skc_100000000000000001");
    assert_eq!(request.send().expect("it answers").status(), 401);
    let mut stderr = serving.child.stderr.take().expect("a pipe");
    serving.signal("TERM");
    let mut log = String::new();
    stderr.read_to_string(&mut log).expect("UTF-8");
    log
}

#[test]
fn each_request_and_each_refusal_is_a_line_at_that_level() {
    let log = logged(Some("mock_idp=info"));

    let lines: Vec<&str> =
        log.lines().map(|line| line.split_once("INFO ").expect("a level").1).collect();
    insta::assert_snapshot!(lines.join("\n"), @r#"
    mock_idp::idp: refused endpoint="token" error="invalid_client"
    mock_idp::http::log: answered method=POST path=/oauth/token status=401
    mock_idp::idp::exchanges: found slug="known-parameters" weight=advice
    "#);
    for level in ["info", "debug"] {
        let log = logged(Some(level));
        assert!(log.contains("/oauth/token"), "{log}");
        assert!(!log.contains("hunter2"), "{log}");
    }
    assert_eq!(logged(None), "", "nothing by default");
}
