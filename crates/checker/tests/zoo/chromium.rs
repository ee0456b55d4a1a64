//! The same checks in a real browser, which has to agree with the agent, and finds what scripts alone show.

use std::collections::BTreeSet;
use std::io::{self, Write as _};
use std::process::{Command, Stdio};

use checker::{BrowserChoice, CheckError, Options, Report};
use zoo::Defect;

use crate::world;

/// Defects that both browsers see. Those of a line are in one zoo: none hides another, and a check takes seconds.
const OF_BOTH: &[&[Defect]] = &[
    &[
        Defect::SessionLivesOn,
        Defect::CookieNotCleared,
        Defect::RedirectIs307,
        Defect::LogoutStateConstant,
        Defect::LeavesReturnPath,
        Defect::HintMissing,
    ],
    &[Defect::LocalOnly, Defect::CookieClearedElsewhere, Defect::SecondClickCrashes],
    &[Defect::HintInOwnUrl, Defect::SignOutWaits],
    &[Defect::ServerCallsLogout],
    &[Defect::BareLogout],
];

/// Says whether Chromium can be started, and prints a line if not. In CI that is a failure.
fn is_installed() -> bool {
    let there = |program: &str| {
        let mut command = Command::new(program);
        command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    let both = there("chromedriver") && there("chromium");
    assert!(both || std::env::var_os("CI").is_none(), "in CI the story must run");
    if !both {
        let _ = writeln!(io::stderr(), "no chromedriver and chromium: the checks did not run");
    }
    both
}

async fn check(defects: &[Defect], browser: BrowserChoice) -> Result<Report, CheckError> {
    check_rows(defects, browser, &[]).await
}

/// Checks these rows alone.
async fn check_rows(
    defects: &[Defect],
    browser: BrowserChoice,
    slugs: &[&str],
) -> Result<Report, CheckError> {
    let slugs: Vec<_> = slugs.iter().map(|slug| (*slug).to_owned()).collect();
    let with = |options: Options| Options { browser, slugs, ..options };
    world::check_zoo_with(defects, with).await.0
}

fn found(defect: Defect, report: &Result<Report, CheckError>) -> BTreeSet<&'static str> {
    match report {
        Ok(report) => world::broken(report).into_iter().collect(),
        // Nobody gets in, and so there is no report; but the error names the row.
        Err(why) => {
            let why = why.to_string();
            defect.rows().iter().copied().filter(|slug| why.contains(slug)).collect()
        }
    }
}

fn words(report: &Result<Report, CheckError>) -> String {
    report.as_ref().map_or_else(ToString::to_string, world::in_words)
}

#[ignore = "takes minutes: `cargo test -p checker --features chromium --test zoo -- --ignored`"]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_the_right_zoo_chromium_finds_nothing_broken() {
    if !is_installed() {
        return;
    }
    let report = check(&[], BrowserChoice::Chromium).await.expect("a check");

    assert_eq!(world::in_words(&report), "", "{report}");
    assert_eq!(report.exit(), 0, "{report}");
    assert!(report.to_string().contains("Chromium"), "{report}");
}

#[ignore = "takes minutes: `cargo test -p checker --features chromium --test zoo -- --ignored`"]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn chromium_and_the_agent_agree_on_what_is_broken() {
    if !is_installed() {
        return;
    }
    let mut wrong = Vec::new();
    for defects in OF_BOTH {
        let agent = check(defects, BrowserChoice::Agent).await;
        let chromium = check(defects, BrowserChoice::Chromium).await;
        let (one, other) = (words(&agent), words(&chromium));
        let rows = |report: &Result<Report, CheckError>| report.as_ref().map(world::broken).ok();
        let _ = writeln!(io::stderr(), "{defects:?}\nagent:\n{one}Chromium:\n{other}");
        // What follows from a broken row is not broken itself, so there may be fewer rows than defects.
        let is_seen = rows(&agent).is_some_and(|rows| !rows.is_empty());
        if rows(&agent) != rows(&chromium) || !is_seen {
            wrong.push(format!("{defects:?}\nagent:\n{one}\nChromium:\n{other}"));
        }
    }

    assert!(wrong.is_empty(), "{} differ\n{}", wrong.len(), wrong.join("\n"));
}

#[ignore = "takes minutes: `cargo test -p checker --features chromium --test zoo -- --ignored`"]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_in_a_script_is_found_by_chromium_alone() {
    if !is_installed() {
        return;
    }
    let in_scripts = Defect::ALL.iter().copied().filter(|defect| defect.needs_scripts());
    for defect in in_scripts {
        let declared: BTreeSet<_> = defect.rows().iter().copied().collect();
        let agent = check_rows(&[defect], BrowserChoice::Agent, defect.rows()).await;
        let chromium = check_rows(&[defect], BrowserChoice::Chromium, defect.rows()).await;

        assert_ne!(found(defect, &agent), declared, "{defect}\n{}", words(&agent));
        assert_eq!(found(defect, &chromium), declared, "{defect}\n{}", words(&chromium));
    }
}

#[ignore = "takes minutes: `cargo test -p checker --features chromium --test zoo -- --ignored`"]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_a_control_needs_scripts_chromium_is_taken_for_its_rows() {
    if !is_installed() {
        return;
    }
    let rows = ["logout-by-navigation", "session-dies-on-the-server"];
    let report = check_rows(&[Defect::LogoutByScript], BrowserChoice::Auto, &rows).await;

    assert_eq!(words(&report).lines().count(), 1, "{}", words(&report));
    assert!(words(&report).starts_with("logout-by-navigation"), "{}", words(&report));
}
