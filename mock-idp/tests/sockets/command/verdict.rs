//! What `mock-idp exec` says of the command's clients.

use std::io::{self, BufRead as _, Write as _};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::header::USER_AGENT;
use serde_json::{Value, json};

use super::{mock_idp, output, path, text};
use crate::http::{client, sent};

/// Runs a command that ends with `code`, and meanwhile acts with the URL of its control API.
fn exec(options: &[&str], code: u8, act: impl FnOnce(&str)) -> Output {
    exec_in(Path::new("."), options, code, act)
}

fn exec_in(folder: &Path, options: &[&str], code: u8, act: impl FnOnce(&str)) -> Output {
    let script = format!(r#"echo "$MOCK_IDP_CONTROL_URL"; read -r _; exit {code}"#);
    let arguments = [&["exec"], options, &["--", "sh", "-c", &script]].concat();
    let mut child = mock_idp(&arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let mut control = String::new();
    let mut out = io::BufReader::new(child.stdout.take().expect("a pipe"));
    out.read_line(&mut control).expect("a URL");
    act(control.trim());
    child.stdin.take().expect("a pipe").write_all(b"done\n").expect("it reads");
    child.wait_with_output().expect("it ends")
}

/// A server of Acme web that gets a token, and then fetches the keys with its secret in the URL.
fn puts_its_secret_into_a_url(control: &str) {
    let environment = control.trim_end_matches("/_mock");
    let server = client();
    let credentials =
        "client_id=skc_100000000000000001&client_secret=test_acme_web_secret_not_for_production";
    let token = server
        .post(format!("{environment}/oauth/token"))
        .header(USER_AGENT, "node-fetch/3.3.2")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(format!("{credentials}&grant_type=client_credentials"));
    assert_eq!(sent(token).status, 200);
    let keys = server.get(format!("{environment}/keys?{credentials}"));
    sent(keys.header(USER_AGENT, "node-fetch/3.3.2"));
}

/// A test that signs Alice in as it should, and whose application then requests a logout by its server.
fn signs_in_and_out_by_its_server(control: &str) {
    let environment = control.trim_end_matches("/_mock");
    let steer =
        |path: &str, body: Value| sent(client().post(format!("{control}{path}")).json(&body));
    steer("/notes", json!({ "text": "whoever signs out is out" }));
    steer("/sign-in", json!({ "want": "next_browser", "user": "alice@acme.example" }));
    let verifier = "the-verifier-of-a-test-is-as-long-as-it-has-to-be";
    let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()));
    let secrets =
        "state=a-state-that-is-long-enough-to-be-random&nonce=a-nonce-that-is-long-enough-too";
    let scope = "openid%20profile%20email%20offline_access";
    let redirect = "http%3A%2F%2Flocalhost%3A3000%2Fauth%2Fcallback";
    let of_client = format!("client_id=skc_100000000000000001&redirect_uri={redirect}");
    let request = format!(
        "{environment}/oauth/authorize?response_type=code&{of_client}&scope={scope}&{secrets}&code_challenge={challenge}&code_challenge_method=S256"
    );
    let browser = client().get(request).header(USER_AGENT, "Mozilla/5.0 Firefox/150.0");
    let browser = browser.header("sec-fetch-mode", "navigate").header("sec-fetch-dest", "document");
    let callback = sent(browser.header("sec-fetch-site", "cross-site"));
    let callback = callback.header("location").expect("a redirect").to_owned();
    let (_, code) = callback.split_once("code=").expect("a code");
    let code = code.split('&').next().unwrap_or_default();

    let server = client();
    let secret = "client_secret=test_acme_web_secret_not_for_production";
    let token = server
        .post(format!("{environment}/oauth/token"))
        .header(USER_AGENT, "node-fetch/3.3.2")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(format!("grant_type=authorization_code&{of_client}&{secret}&code={code}&code_verifier={verifier}"));
    let tokens = sent(token).json();
    let hint = tokens["id_token"].as_str().expect("an ID token");
    let back = "post_logout_redirect_uri=http://localhost:3000/logged-out";
    let logout = server.get(format!("{environment}/oidc/logout?{back}&id_token_hint={hint}"));
    assert_eq!(sent(logout.header(USER_AGENT, "node-fetch/3.3.2")).status, 302);
}

/// Makes a world over HTTP, and returns its id and the URL of its control API.
fn world(control: &str, name: &str) -> (String, String) {
    let made = sent(client().post(format!("{control}/worlds")).json(&json!({ "name": name })));
    let made = made.json();
    let member = |name: &str| made[name].as_str().expect("a text").to_owned();
    (member("id"), member("control_url"))
}

/// Returns the lines about the practice, from its own to its remedy.
fn block(stderr: &str) -> String {
    let from = stderr.lines().skip_while(|line| !line.contains("exchange-on-the-server  "));
    let mut block: Vec<&str> = Vec::new();
    for line in from {
        block.push(line);
        if line.trim_start().starts_with("fix ") {
            break;
        }
    }
    block.join("\n")
}

#[test]
fn a_command_that_passes_hears_what_its_server_did_wrong() {
    let ran = exec(&[], 0, puts_its_secret_into_a_url);

    let stderr = text(&ran.stderr);
    assert_eq!(ran.status.code(), Some(0), "{stderr}");
    assert!(
        stderr.starts_with("mock-idp: 0 sign-ins, 0 renewals, 0 sign-outs; 1 fault"),
        "{stderr}"
    );
    insta::assert_snapshot!(block(stderr), @"
    fault  exchange-on-the-server  the client secret is in a URL, at /keys
           #2  GET /keys by node-fetch/3.3.2, the same connection as #1
           of   Acme web
           why  A secret in a URL is in every access log on the way, and one that a browser sends is everybody's. With another redirect URI than the sign-in's the code is refused.
           fix  Call the SDK's exchange in the callback's handler with the redirect URI of the authorization request; in your own client send `application/x-www-form-urlencoded`.
    ");
    assert!(
        stderr.ends_with(
            "a second person, a sign-in after a sign-out, an outage\n  not looked at: 32 of 37 practices, because nothing exercised them\n"
        ),
        "{stderr}"
    );
}

#[test]
fn the_readme_and_the_guide_show_what_is_printed_word_for_word() {
    let ran = exec(&["--verdict", "fail"], 0, signs_in_and_out_by_its_server);

    let printed = text(&ran.stderr);
    assert_eq!(ran.status.code(), Some(1), "{printed}");
    let block = format!("```text\n{printed}```\n");
    for page in ["../README.md", "TESTING.md"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
        let shown = std::fs::read_to_string(path).expect("the page");
        assert!(shown.contains(&block), "{page} does not have: {block}");
    }
}

#[test]
fn a_command_whose_clients_do_nothing_wrong_hears_nothing() {
    let ran = exec(&[], 0, |control| {
        let keys = format!("{}/keys", control.trim_end_matches("/_mock"));
        sent(client().get(keys));
    });

    assert_eq!((ran.status.code(), text(&ran.stderr)), (Some(0), ""));
}

#[test]
fn only_a_fault_fails_a_run_and_no_other_code_changes() {
    let code = |options: &[&str], code: u8| {
        let ran = exec(options, code, puts_its_secret_into_a_url);
        let is_said = text(&ran.stderr).contains("exchange-on-the-server  ");
        (ran.status.code(), is_said)
    };

    assert_eq!(code(&["--verdict", "tell"], 0), (Some(0), true));
    assert_eq!(code(&["--verdict", "fail"], 0), (Some(1), true));
    assert_eq!(code(&["--verdict", "fail"], 7), (Some(7), true));
    assert_eq!(code(&["--verdict", "off"], 0), (Some(0), false));
    let clean = exec(&["--verdict", "fail"], 0, |_| ());
    assert_eq!((clean.status.code(), text(&clean.stderr)), (Some(0), ""));
    // Without an application that it could be the server of.
    let doubt = exec(&["--verdict", "fail"], 0, |control| {
        sent(client().get(format!("{}/oidc/logout", control.trim_end_matches("/_mock"))));
    });
    let stderr = text(&doubt.stderr);
    assert_eq!(doubt.status.code(), Some(0), "{stderr}");
    assert!(stderr.contains("\n  doubt  logout-by-navigation"), "{stderr}");
}

#[test]
fn findings_outlive_the_worlds_and_the_resets_of_a_suite() {
    let ran = exec(&[], 0, |control| {
        for name in ["checkout", "account"] {
            let (id, its_control) = world(control, name);
            puts_its_secret_into_a_url(&its_control);
            sent(client().delete(format!("{control}/worlds/{id}")));
        }
        let (_, left_running) = world(control, "profile");
        puts_its_secret_into_a_url(&left_running);
        sent(client().post(format!("{left_running}/reset")).json(&json!({})));
    });

    let stderr = text(&ran.stderr);
    assert!(stderr.contains("the client secret is in a URL, at /keys  ×3\n"), "{stderr}");
    assert!(stderr.contains("of   Acme web, in world_4 (profile)\n"), "{stderr}");
}

#[test]
fn reports_are_written_when_all_is_clean_and_when_the_command_failed() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str| path(&folder.path().join(name)).to_owned();
    let (junit, sarif, page) = (file("v.xml"), file("v.sarif"), file("v.html"));
    let options =
        ["--junit", &junit, "--sarif", &sarif, "--report", &page, "--anchor", "src/logout.ts:12"];
    let read = |file: &str| std::fs::read_to_string(file).expect("a file");

    let clean = exec(&options, 0, |_| ());
    let of_clean = [&junit, &sarif, &page].map(|file| read(file));
    let failed = exec(&options, 7, puts_its_secret_into_a_url);

    assert_eq!((clean.status.code(), failed.status.code()), (Some(0), Some(7)));
    assert!(of_clean[0].contains("failures=\"0\""), "{}", of_clean[0]);
    assert!(of_clean[1].contains("\"results\": []"), "{}", of_clean[1]);
    assert!(of_clean[2].contains("no finding"), "{}", of_clean[2]);
    assert!(read(&junit).contains("<failure type=\"fault\""));
    assert!(read(&page).contains("exchange-on-the-server"));
    let log: Value = serde_json::from_str(&read(&sarif)).expect("JSON");
    let place = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    let expected = json!({
        "artifactLocation": { "uri": "src/logout.ts" },
        "region": { "startLine": 12, "startColumn": 1, "endLine": 12, "endColumn": 1 },
    });
    assert_eq!(place, &expected);
}

#[test]
fn a_theatre_is_written_when_all_is_clean_and_when_the_command_failed() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = path(&folder.path().join("theatre.html")).to_owned();
    let read = || std::fs::read_to_string(&file).expect("a file");

    let clean = exec(&["--theatre", &file], 0, |_| ());
    let of_clean = read();
    let failed = exec(&["--theatre", &file], 7, puts_its_secret_into_a_url);
    let of_failed = read();

    assert_eq!((clean.status.code(), failed.status.code()), (Some(0), Some(7)));
    assert!(of_clean.contains("No request has come yet"), "{of_clean}");
    assert!(of_failed.contains("exchange-on-the-server"), "{of_failed}");
    for page in [of_clean, of_failed] {
        assert!(!page.contains("<script") && !page.contains("test_acme_web_secret"), "{page}");
    }
}

#[test]
fn sarif_points_at_the_seed_where_no_other_place_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let seed = mock_idp::seed::DEFAULT_TOML;
    std::fs::write(folder.path().join("idp.toml"), seed).expect("a file");
    let place = |options: &[&str]| {
        let options = [&["--sarif", "v.sarif"], options].concat();
        exec_in(folder.path(), &options, 0, puts_its_secret_into_a_url);
        let log = std::fs::read_to_string(folder.path().join("v.sarif")).expect("a file");
        let log: Value = serde_json::from_str(&log).expect("JSON");
        let location = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
        location["artifactLocation"]["uri"].as_str().map(str::to_owned)
    };

    let named = place(&["--seed", "idp.toml"]);
    let without = place(&[]);

    assert_eq!(named.as_deref(), Some("idp.toml"));
    assert_eq!(without.as_deref(), Some("mock-idp.toml"));
}

#[test]
fn a_report_that_cannot_be_written_is_said_before_the_command_runs() {
    let refused = ["--junit", "--sarif", "--report", "--theatre"].map(|option| {
        let ran = output(&["exec", option, "nowhere/v", "--", "echo", "it ran"]);
        assert_eq!(text(&ran.stdout), "");
        format!("{:?} {}", ran.status.code(), text(&ran.stderr))
    });

    insta::assert_snapshot!(refused.concat(), @"
    Some(1) mock-idp: cannot write nowhere/v for --junit: there is no folder nowhere; make it first
    Some(1) mock-idp: cannot write nowhere/v for --sarif: there is no folder nowhere; make it first
    Some(1) mock-idp: cannot write nowhere/v for --report: there is no folder nowhere; make it first
    Some(1) mock-idp: cannot write nowhere/v for --theatre: there is no folder nowhere; make it first
    ");
}

#[test]
fn two_reports_in_one_file_are_a_usage_error_that_names_both() {
    let folder = tempfile::tempdir().expect("a folder");

    let ran = mock_idp(&["exec", "--sarif", "v", "--report", "./v", "--", "echo", "it ran"])
        .current_dir(folder.path())
        .output()
        .expect("the binary runs");

    assert_eq!((ran.status.code(), text(&ran.stdout)), (Some(2), ""));
    insta::assert_snapshot!(text(&ran.stderr), @"mock-idp: --sarif and --report name the same file, ./v; give each a file of its own");
    assert!(!folder.path().join("v").exists());
}

#[test]
fn whoever_reads_no_further_than_the_first_line_gets_no_error() {
    let explain =
        format!("{} explain | head -n 1; {0} explain | true", env!("CARGO_BIN_EXE_mock-idp"));

    let ran = Command::new("sh").args(["-c", &explain]).output().expect("a shell");

    assert_eq!(text(&ran.stdout), "A  Settings and client\n");
    assert_eq!(text(&ran.stderr), "");
}

#[test]
fn an_anchor_that_is_no_place_is_a_usage_error() {
    let ran = output(&["exec", "--anchor", "app.py:0", "--", "echo", "it ran"]);

    assert_eq!((ran.status.code(), text(&ran.stdout)), (Some(2), ""));
    assert!(text(&ran.stderr).contains("from 1 on, like src/routes/logout.ts:12"));
}

#[test]
fn a_script_reads_the_verdict_in_one_line_of_json() {
    let line = |options: &[&str], code: u8| -> Value {
        let ran = exec(options, code, puts_its_secret_into_a_url);
        serde_json::from_slice(&ran.stderr).expect("one line of JSON")
    };

    let said = line(&["--json"], 0);
    let fails = line(&["--json", "--verdict", "fail"], 0);
    let failed = line(&["--json"], 7);

    assert_eq!((&said["error"], &fails["error"]), (&Value::Null, &json!("verdict")));
    assert_eq!(failed["error"], "command");
    for line in [said, fails, failed] {
        assert_eq!(line["verdict"]["findings"][0]["slug"], "exchange-on-the-server");
    }
}
