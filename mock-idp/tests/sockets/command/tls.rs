//! `--tls`

use std::io::{BufRead as _, Read as _};

use super::{Serving, mock_idp, output, path, text};

/// Processes that start at once.
const AT_ONCE: usize = 6;

#[test]
fn a_script_reads_whom_to_trust_and_how() {
    let folder = tempfile::tempdir().expect("a folder");
    let arguments = ["serve", "--tls", "--port", "0", "--json"];
    let mut command = mock_idp(&arguments);
    command.env("HOME", folder.path()).env_remove("XDG_DATA_HOME");

    let mut serving = Serving::spawn(&mut command);
    let ready = serving.ready();

    let url = ready["environment_url"].as_str().expect("a URL");
    assert!(url.starts_with("https://localhost:"), "{url}");
    let tls = serde_json::to_string_pretty(&ready["tls"]).expect("JSON");
    insta::assert_snapshot!(tls.replace(path(folder.path()), "[home]"), @r#"
    {
      "authority": "[home]/.local/share/mock-idp/authority.pem",
      "environment": {
        "NODE_EXTRA_CA_CERTS": "[home]/.local/share/mock-idp/authority.pem",
        "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH": "[home]/.local/share/mock-idp/authority.pem",
        "REQUESTS_CA_BUNDLE": "[home]/.local/share/mock-idp/authority.pem",
        "SSL_CERT_FILE": "[home]/.local/share/mock-idp/authority.pem",
        "JAVA_TOOL_OPTIONS": "-Djavax.net.ssl.trustStore=[home]/.local/share/mock-idp/authority.jks"
      }
    }
    "#);
    let authority = ready["tls"]["authority"].as_str().expect("a file");
    let pem = std::fs::read(authority).expect("it is there");
    let trusting = reqwest::blocking::Client::builder()
        .tls_certs_only([reqwest::Certificate::from_pem(&pem).expect("a certificate")])
        .build();
    let answer = trusting.expect("a client").get(format!("{url}/keys")).send();
    assert_eq!(answer.expect("it answers").status(), 200);
}

#[test]
fn a_person_reads_whom_to_trust_and_how() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = mock_idp(&["serve", "--tls", "--port", "0"]);
    command.env("MOCK_IDP_TLS_AUTHORITY", folder.path());

    let mut serving = Serving::spawn(&mut command);
    let lines = serving.out.by_ref().lines().map(|line| line.expect("UTF-8"));
    let lines: Vec<String> = lines
        .take_while(|line| line != "  Acme web")
        .map(|line| line.replace(path(folder.path()), "[folder]"))
        .collect();

    let (url, rest) = (&lines[2], lines[3..].join("\n"));
    assert!(url.starts_with("  SCALEKIT_ENVIRONMENT_URL=https://localhost:"));
    insta::assert_snapshot!(rest, @r"

    The same port answers TLS, with a certificate from [folder]/authority.pem.
    Clients trust it with
      NODE_EXTRA_CA_CERTS=[folder]/authority.pem
      GRPC_DEFAULT_SSL_ROOTS_FILE_PATH=[folder]/authority.pem
      REQUESTS_CA_BUNDLE=[folder]/authority.pem
      SSL_CERT_FILE=[folder]/authority.pem
      JAVA_TOOL_OPTIONS=-Djavax.net.ssl.trustStore=[folder]/authority.jks
    ");
}

#[test]
fn processes_that_start_at_once_have_one_authority() {
    let folder = tempfile::tempdir().expect("a folder");
    let authority = folder.path().join("made/here");
    let public_url = "http://127.0.0.1:8080";
    let arguments = [
        "serve",
        "--tls",
        "--tls-authority",
        path(&authority),
        "--port",
        "0",
        "--public-url",
        public_url,
        "--json",
    ];

    let starting: Vec<Serving> = (0..AT_ONCE).map(|_| Serving::start(&arguments)).collect();
    let all: Vec<serde_json::Value> =
        starting.into_iter().map(|mut serving| serving.ready()).collect();

    for ready in &all {
        assert_eq!(ready["environment_url"], public_url, "it stays http");
        assert_eq!(ready["tls"], all[0]["tls"]);
    }
    let again = Serving::start(&arguments).ready();
    assert_eq!(again["tls"], all[0]["tls"], "and nobody damaged it");
}

#[test]
fn what_cannot_be_answered_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("authority-key.pem");
    for name in ["authority-key.pem", "authority.pem", "authority.jks"] {
        std::fs::write(folder.path().join(name), "no key").expect("a file");
    }
    let mode = |mode| {
        let mode = std::os::unix::fs::PermissionsExt::from_mode(mode);
        std::fs::set_permissions(&file, mode).expect("our own file");
    };
    let refusal = |arguments: &[&str]| {
        let output = output(&[&["serve", "--port", "0"], arguments].concat());
        assert!(!output.status.success());
        assert_eq!(text(&output.stdout), "");
        let stderr = text(&output.stderr).replace(path(folder.path()), "[folder]");
        stderr.split("\n\n").next().unwrap_or_default().trim_end().to_owned()
    };

    mode(0o644);
    let exposed = refusal(&["--tls", "--tls-authority", path(folder.path())]);
    mode(0o600);
    let damaged = refusal(&["--tls", "--tls-authority", path(folder.path())]);
    let given = refusal(&["--tls", "--tls-cert", path(&file), "--tls-key", path(&file)]);
    let alone = refusal(&["--tls", "--tls-cert", path(&file)]);
    let off = refusal(&["--tls-authority", path(folder.path())]);

    insta::assert_snapshot!([exposed, damaged, given, alone, off].join("\n"), @"
    mock-idp: others may read or write the key of the TLS authority, [folder]/authority-key.pem (mode 644): run `chmod 600` on it, or, if they did so, delete it, and a new one is made
    mock-idp: the TLS authority [folder]/authority-key.pem is damaged (PEM error: malformedframing); delete this file, and a new authority is made
    mock-idp: cannot answer TLS with [folder]/authority-key.pem: there is no certificate in it
    error: the following required arguments were not provided:
      --tls-key <FILE>
    error: the following required arguments were not provided:
      --tls
    ");
}

#[test]
fn without_tls_nothing_is_said_and_nothing_is_made() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = mock_idp(&["serve", "--port", "0", "--json"]);
    command.env("HOME", folder.path());

    let ready = Serving::spawn(&mut command).ready();

    assert!(ready.get("tls").is_none());
    let url = ready["environment_url"].as_str().expect("a URL");
    assert!(url.starts_with("http://127.0.0.1:"), "{url}");
    let made = std::fs::read_dir(folder.path()).expect("a folder");
    assert_eq!(made.count(), 0);
}
