//! `mock-idp check` of an application that is there: exit codes, reports, and what the pages show of it.

use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::Value;
use tokio::runtime::Runtime;
use zoo::{Defect, Zoo};

use super::behind::Behind;
use super::{mock_idp, text};

/// What is looked at: few rows, so that it is quick.
const FEW: [&str; 3] = ["--row", "logout-reaches-scalekit", "--reset"];

impl Behind {
    /// Checks it with these options, in this folder.
    fn check_in(&self, folder: &Path, options: &[&str]) -> Output {
        let mut check = mock_idp(&[&["check", self.zoo.url()], options].concat());
        check.env("MOCK_IDP_CONTROL_URL", self.idp.control_url()).current_dir(folder);
        check.output().expect("it runs")
    }

    fn check(&self, options: &[&str]) -> Output {
        let folder = tempfile::tempdir().expect("a folder");
        self.check_in(folder.path(), options)
    }

    /// Returns what was printed, with the usual addresses in the place of those at free ports.
    fn printed(&self, output: &Output) -> String {
        let (app, fake) = (self.zoo.url(), self.idp.environment_url());
        let printed =
            text(&output.stdout).replace(app.trim_end_matches('/'), "http://localhost:3000");
        printed.replace(fake.trim_end_matches('/'), "http://127.0.0.1:8080")
    }
}

#[test]
fn a_right_application_is_0_and_a_fault_is_1_unless_it_is_allowed() {
    let right = Behind::with(&[]).check(&FEW);
    assert_eq!(right.status.code(), Some(0), "{}", text(&right.stdout));

    let behind = Behind::with(&[Defect::LocalOnly]);
    let wrong = behind.check(&FEW);
    assert_eq!(wrong.status.code(), Some(1), "{}", text(&wrong.stdout));

    let folder = tempfile::tempdir().expect("a folder");
    let allow = "allow = [{ row = 78, why = \"the portal does it\" }]\n";
    fs::write(folder.path().join("check.toml"), allow).expect("a file");
    let allowed = behind.check_in(folder.path(), &FEW);
    let printed = text(&allowed.stdout);
    assert_eq!(allowed.status.code(), Some(0), "{printed}");
    assert!(printed.contains("~ allowed  logout-reaches-scalekit"), "{printed}");
}

#[test]
fn where_no_way_out_is_found_silence_is_3() {
    let folder = tempfile::tempdir().expect("a folder");
    let elsewhere = "sign_out = { page = \"/\", button = \"Nobody calls it that\" }\n";
    fs::write(folder.path().join("check.toml"), elsewhere).expect("a file");

    let lost = Behind::with(&[]).check_in(folder.path(), &FEW);

    assert_eq!(lost.status.code(), Some(3), "{}", text(&lost.stdout));
}

#[test]
fn an_address_off_this_machine_and_a_row_that_nobody_knows_are_2() {
    let behind = Behind::with(&[]);

    let unknown = behind.check(&["--row", "logout-reaches-scalekitt", "--reset"]);
    let mut far = mock_idp(&["check", "http://app.example", "--reset"]);
    let far = far.env("MOCK_IDP_CONTROL_URL", behind.idp.control_url()).output();
    let far = far.expect("it runs");

    assert_eq!((unknown.status.code(), far.status.code()), (Some(2), Some(2)));
    assert!(text(&unknown.stderr).contains("perhaps logout-reaches-scalekit"));
    assert!(text(&far.stderr).contains("--allow-host"), "{}", text(&far.stderr));
}

#[test]
fn every_report_is_written_to_its_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).expect("a file");
    let anchors = "[anchors]\nsign_out = \"src/logout.ts:12\"\n";
    fs::write(folder.path().join("check.toml"), anchors).expect("a file");
    let files = ["--junit", "c.xml", "--sarif", "c.sarif", "--html", "c.html", "--json", "c.json"];

    let behind = Behind::with(&[Defect::LocalOnly]);
    let output = behind.check_in(folder.path(), &[&FEW[..], &files].concat());

    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    assert!(read("c.xml").contains("tests=\"120\" failures=\"1\""));
    assert!(read("c.html").contains("<code>logout-reaches-scalekit</code>"));
    let json: Value = serde_json::from_str(&read("c.json")).expect("JSON");
    assert_eq!(json["rows"].as_array().map(Vec::len), Some(120));
    let log: Value = serde_json::from_str(&read("c.sarif")).expect("JSON");
    let place = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "src/logout.ts");
    assert_eq!(place["region"]["startLine"], 12);
}

#[test]
fn two_reports_in_one_file_are_a_usage_error_before_anything_runs() {
    let folder = tempfile::tempdir().expect("a folder");
    let files = ["check", "--junit", "c.xml", "--html", "./c.xml", "--", "touch", "it-ran"];

    let output = mock_idp(&files).current_dir(folder.path()).output().expect("it runs");

    assert_eq!(output.status.code(), Some(2));
    let said = text(&output.stderr);
    assert!(said.contains("--junit and --html name the same file"), "{said}");
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 0);
}

#[test]
fn a_broken_row_is_explained_in_the_applications_framework() {
    let folder = tempfile::tempdir().expect("a folder");
    let manifest = "{ \"dependencies\": { \"express\": \"^5\" } }";
    fs::write(folder.path().join("package.json"), manifest).expect("a file");
    let behind = Behind::with(&[Defect::LocalOnly]);

    let options = [&FEW[..], &["--explain"]].concat();
    let known = behind.check_in(folder.path(), &options);
    let unknown = behind.check(&options);

    let heading = "\nlogout-reaches-scalekit (row 78, Signing out)\n";
    for printed in [text(&known.stdout), text(&unknown.stdout)] {
        assert!(printed.contains(heading), "{printed}");
    }
    assert!(!text(&known.stdout).contains("\nFlask\n"), "{}", text(&known.stdout));
    assert!(text(&unknown.stdout).contains("Flask"), "{}", text(&unknown.stdout));
}

/// The variable that names the defect of [`is_an_application`].
const DEFECT: &str = "ZOO_DEFECT";

#[test]
#[ignore = "an application that another test starts as a process"]
fn is_an_application() {
    let variable = |name: &str| std::env::var(name).ok();
    let defects: Vec<Defect> =
        variable(DEFECT).iter().map(|name| name.parse().expect("a defect")).collect();
    let port = variable("PORT").and_then(|port| port.parse().ok()).expect("a port");
    let options = zoo::Options::from_variables(variable, &defects).expect("all settings");
    let ended = Runtime::new().expect("a runtime").block_on(async {
        let bound = Zoo::bind_to(port).await.expect("a free port");
        bound.start(options).ended().await
    });
    ended.expect("it serves");
}

#[test]
fn an_application_that_is_started_is_started_once_more_without_a_setting() {
    let this = std::env::current_exe().expect("a path");
    let this = this.to_str().expect("UTF-8");
    let checked = |defect: Option<&str>| {
        let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = free.local_addr().expect("an address").port();
        drop(free);
        let url = format!("http://localhost:{port}");
        let row = ["--row", "settings-from-environment", "--no-seed-file"];
        let name = "command::check_of_an_application::is_an_application";
        let command = ["--", this, "--exact", name, "--ignored", "--nocapture"];
        let mut check = mock_idp(&[&["check", &url], &row[..], &command].concat());
        check.env("PORT", port.to_string()).env_remove("RUST_BACKTRACE");
        defect.map(|defect| check.env(DEFECT, defect));
        check.output().expect("it runs")
    };

    let right = checked(None);
    let wrong = checked(Some("settings-unchecked"));

    let shown = |output: &Output| format!("{}{}", text(&output.stdout), text(&output.stderr));
    assert_eq!(right.status.code(), Some(0), "{}", shown(&right));
    assert!(text(&right.stdout).contains("0 broken, 1 hold\n"), "{}", shown(&right));
    assert_eq!(wrong.status.code(), Some(1), "{}", shown(&wrong));
    let said = "without SCALEKIT_CLIENT_SECRET it starts, and answers";
    assert!(text(&wrong.stdout).contains(said), "{}", shown(&wrong));
}

#[test]
fn the_readme_shows_what_a_check_prints_word_for_word() {
    let behind = Behind::with(&[Defect::LocalOnly]);

    let printed = behind.printed(&behind.check(&FEW));

    let (first, _) = printed.split_once("\n\nCookies").expect("the cookies follow");
    let (found, signing_out) = first.split_once("\n\nSigning out").expect("an area");
    let what = found.lines().next().expect("what is checked");
    let rows = signing_out.lines().take_while(|line| !line.starts_with("–"));
    let rows = rows.collect::<Vec<_>>().join("\n");
    let block = format!("```text\n{what}\n  …\n\nSigning out{rows}\n```\n");
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md");
    let shown = fs::read_to_string(readme).expect("the page");
    assert!(shown.contains(&block), "README.md does not have: {block}");
}
