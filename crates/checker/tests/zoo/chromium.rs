//! The same checks in a real browser, which has to agree with the agent, and finds what scripts alone show.

use std::collections::BTreeSet;
use std::io::{self, Write as _};

use checker::{BrowserChoice, CheckError, Options, Outcome, Report};
use futures_util::StreamExt as _;
use futures_util::stream;
use zoo::{Defect, Unusual};

use crate::world;

/// How many zoos are checked side by side.
const AT_ONCE: usize = 2;

/// Zoos, and the defects of each: their rows are disjoint, and none hides another, so that one check says of each defect
/// whether it is found. A browser with other rules for cookies, redirects, forms or pages would find other rows.
const ZOOS: &[&[Defect]] = &[
    &[
        Defect::PkceMissing,
        Defect::PromptLogin,
        Defect::SelectorFromQuery,
        Defect::ErrorEchoed,
        Defect::SessionReadable,
        Defect::PagesStored,
        Defect::MissingRoleIs401,
        Defect::HintMissing,
        Defect::SecondClickCrashes,
    ],
    &[
        Defect::NonceMissing,
        Defect::ReturnBySlash,
        Defect::CodeMissingCrashes,
        Defect::CallbackCached,
        Defect::NoneWithoutSecure,
        Defect::ScriptsRedirected,
        Defect::CorsReflects,
        Defect::GetSignsOut,
        Defect::LogoutStateConstant,
    ],
    &[
        Defect::DeepLinkLost,
        Defect::SwitchWithoutSelect,
        Defect::SessionIdKept,
        Defect::TokenInAnswer,
        Defect::AdminApiOpen,
        Defect::RedirectIs307,
        Defect::CookieNotCleared,
        Defect::SessionLivesOn,
    ],
    &[
        Defect::AttemptCookieReadable,
        Defect::CallbackStays,
        Defect::TwoSessionCookies,
        Defect::TenantFromUrl,
        Defect::SignOutWaits,
        Defect::PostLogoutMissing,
    ],
    &[Defect::TokenInPage],
    &[Defect::SessionStrict],
    &[Defect::LeavesReturnPath],
    &[Defect::LocalOnly],
    &[Defect::FormActionBlocks],
];

/// Prints that the checks did not run, if there is no Chromium. In CI that is a failure.
pub(crate) fn is_installed() -> bool {
    let Some(why) = chromium::missing() else { return true };
    assert!(std::env::var_os("CI").is_none(), "in CI the checks must run: {why}");
    let _ = writeln!(io::stderr(), "{why}: the checks in a real browser did not run");
    false
}

/// Checks the zoo with these defects; with slugs, these rows alone.
async fn check(
    defects: &[Defect],
    browser: BrowserChoice,
    slugs: &[&str],
) -> Result<Report, CheckError> {
    let slugs: Vec<_> = slugs.iter().map(|slug| (*slug).to_owned()).collect();
    let with = |options: Options| Options { browser, slugs, ..options };
    world::check_zoo_with(defects, with).await.0
}

fn declared(defects: &[Defect]) -> BTreeSet<&'static str> {
    defects.iter().flat_map(|defect| defect.rows()).copied().collect()
}

/// Returns what is broken; if nobody gets in, there is no report, but the error names the rows.
fn found(defects: &[Defect], report: &Result<Report, CheckError>) -> BTreeSet<&'static str> {
    match report {
        Ok(report) => world::broken(report).into_iter().collect(),
        Err(why) => {
            let why = why.to_string();
            declared(defects).into_iter().filter(|slug| why.contains(slug)).collect()
        }
    }
}

fn words(report: &Result<Report, CheckError>) -> String {
    report.as_ref().map_or_else(ToString::to_string, world::in_words)
}

/// Returns what is wrong with what both browsers find in a zoo; with slugs, among these rows alone.
async fn disagreement(defects: &[Defect], slugs: &[&str]) -> Option<String> {
    let agent = check(defects, BrowserChoice::Agent, slugs).await;
    let chromium = check(defects, BrowserChoice::Chromium, slugs).await;
    let declared = declared(defects);
    let is_right = found(defects, &agent) == declared && found(defects, &chromium) == declared;
    let outcomes = |report| outcomes(report, &declared);
    (!is_right).then(|| {
        let (one, other) = (outcomes(&agent), outcomes(&chromium));
        format!("{defects:?} break {declared:?}\nthe agent:\n{one}\nChromium:\n{other}")
    })
}

/// Returns what is broken, and what became of the other rows, a line each.
fn outcomes(report: &Result<Report, CheckError>, slugs: &BTreeSet<&str>) -> String {
    let rows = report.iter().flat_map(|report| &report.rows);
    let others = rows.filter(|row| slugs.contains(row.practice.slug) && !row.is_broken());
    let lines = others.map(|row| format!("{}: {:?}\n", row.practice.slug, row.outcome));
    std::iter::once(words(report)).chain(lines).collect()
}

#[ignore = "takes minutes, so .ci/run has a step for it"]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_the_right_zoo_chromium_finds_nothing_broken() {
    if !is_installed() {
        return;
    }
    let report = check(&[], BrowserChoice::Chromium, &[]).await.expect("a check");

    assert_eq!(world::in_words(&report), "", "{report}");
    assert_eq!(report.exit(), 0, "{report}");
    assert!(report.to_string().contains("Chromium"), "{report}");
}

/// The conformance of the agent: each row that a zoo declares is broken for both. That Chromium accuses no other row is
/// what the right zoo holds.
#[ignore = "takes a minute and more, so .ci/run has a step for it"]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_browsers_find_the_rows_of_each_defect() {
    if !is_installed() {
        return;
    }
    let zoos = stream::iter(ZOOS).map(|defects| async move {
        let rows: Vec<_> = declared(defects).into_iter().collect();
        disagreement(defects, &rows).await
    });
    let wrong: Vec<_> =
        zoos.buffer_unordered(AT_ONCE).filter_map(std::future::ready).collect().await;

    assert!(wrong.is_empty(), "{} differ\n{}", wrong.len(), wrong.join("\n"));
}

#[ignore = "takes ten minutes and more: by hand, before a release"]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_browsers_find_the_rows_of_each_defect_and_no_others() {
    if !is_installed() {
        return;
    }
    let zoos = stream::iter(ZOOS).map(|defects| disagreement(defects, &[]));
    let wrong: Vec<_> =
        zoos.buffer_unordered(AT_ONCE).filter_map(std::future::ready).collect().await;

    assert!(wrong.is_empty(), "{} differ\n{}", wrong.len(), wrong.join("\n"));
}

#[ignore = "takes minutes, and no step of .ci/run has it: by hand"]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_in_a_script_is_found_by_chromium_alone() {
    if !is_installed() {
        return;
    }
    for defect in Defect::ALL.iter().copied().filter(|defect| defect.needs_scripts()) {
        let report = check(&[defect], BrowserChoice::Chromium, defect.rows()).await;

        assert_eq!(found(&[defect], &report), declared(&[defect]), "{defect}\n{}", words(&report));
    }
}

#[tokio::test]
async fn where_no_script_runs_a_row_that_needs_one_is_not_tried_and_says_so() {
    let slug = "logout-by-navigation";
    let report = check(&[Defect::LogoutByScript], BrowserChoice::Agent, &[slug]).await;
    let report = report.expect("a check");
    let row = report.rows.iter().find(|row| row.practice.slug == slug).expect("a row");

    assert!(matches!(row.outcome, Outcome::NotTried(_)), "{:?}", row.outcome);
    assert!(row.outcome.reason().is_some_and(|why| why.contains("--browser chromium")));
}

/// The agent finds another way in, and nobody has seen what the control does.
#[tokio::test]
async fn where_no_script_runs_a_sign_in_by_one_is_not_acquitted() {
    let slug = "sign-in-by-navigation";
    let report = check(&[Defect::SignInByScript], BrowserChoice::Agent, &[slug]).await;
    let report = report.expect("a check");
    let row = report.row(slug).expect("a row");

    assert!(matches!(row.outcome, Outcome::NotTried(_)), "{:?}", row.outcome);
    assert!(row.outcome.reason().is_some_and(|why| why.contains("--browser chromium")));
}

#[ignore = "takes minutes, so .ci/run has a step for it"]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_a_control_needs_scripts_chromium_is_taken_for_its_rows() {
    if !is_installed() {
        return;
    }
    let rows = ["logout-by-navigation", "session-dies-on-the-server"];
    let report = check(&[Defect::LogoutByScript], BrowserChoice::Auto, &rows).await;

    assert_eq!(words(&report).lines().count(), 1, "{}", words(&report));
    assert!(words(&report).starts_with("logout-by-navigation"), "{}", words(&report));
}

/// The rows about what a script's sign-out sends, and what its page makes of the answer.
const OF_A_SCRIPTED_SIGN_OUT: [&str; 3] =
    ["only-the-person-signs-out", "refused-logout-is-visible", "script-clears-after-success"];

/// Checks these rows of a zoo whose sign-out is a script's.
async fn check_scripted(defects: &[Defect], browser: BrowserChoice) -> Report {
    let slugs = OF_A_SCRIPTED_SIGN_OUT.map(ToOwned::to_owned).to_vec();
    let with = |options: Options| Options { browser, slugs, ..options };
    let (report, _) = world::check_zoo_as(defects, &[Unusual::SignOutByScript], with).await;
    report.expect("a check")
}

#[ignore = "takes a minute, so .ci/run has a step for it"]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_a_script_signs_out_what_forms_of_other_sites_can_send_is_found() {
    if !is_installed() {
        return;
    }
    for (defects, followers) in [
        (vec![], vec![]),
        (vec![Defect::ScriptSignOutUnprotected], vec![]),
        (vec![Defect::ScriptIgnoresRefusal], vec!["script-clears-after-success"]),
        (vec![Defect::ScriptClearsFirst], vec![]),
        // A consent to every origin is no consent to the token of somebody else.
        (vec![Defect::CorsReflects], vec![]),
    ] {
        let report = check_scripted(&defects, BrowserChoice::Chromium).await;
        let is_looked_at = |slug: &&str| OF_A_SCRIPTED_SIGN_OUT.contains(slug);

        let declared: BTreeSet<_> = declared(&defects).into_iter().filter(is_looked_at).collect();
        let broken: BTreeSet<_> = world::broken(&report).into_iter().collect();
        let followed: Vec<_> = report.rows.iter().filter(|row| row.cause().is_some()).collect();
        let followed: Vec<_> = followed.iter().map(|row| row.practice.slug).collect();

        assert_eq!(broken, declared, "{defects:?}\n{report}");
        assert_eq!(followed, followers, "{defects:?}\n{report}");
        assert_eq!(report.exit(), u8::from(!declared.is_empty()), "{defects:?}\n{report}");
        let untried = OF_A_SCRIPTED_SIGN_OUT.into_iter().filter(|slug| {
            let outcome = report.row(slug).map(|row| &row.outcome);
            matches!(outcome, Some(Outcome::NotTried(_) | Outcome::NotLookedAt(_)))
                && !defects.contains(&Defect::ScriptSignOutUnprotected)
        });
        assert_eq!(untried.collect::<Vec<_>>(), [] as [&str; 0], "{defects:?}\n{report}");
    }
}

#[ignore = "takes half a minute, so .ci/run has a step for it"]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_a_script_signs_out_no_row_is_left_to_a_person_whom_chromium_can_spare_it() {
    if !is_installed() {
        return;
    }
    let report = check_scripted(&[], BrowserChoice::Auto).await;

    for slug in OF_A_SCRIPTED_SIGN_OUT {
        let outcome = &report.row(slug).expect("a row").outcome;
        assert_eq!(*outcome, Outcome::Holds, "{slug}");
    }
}

#[tokio::test]
async fn where_no_script_runs_a_sign_out_by_one_is_neither_convicted_nor_acquitted() {
    for defects in [vec![], vec![Defect::ScriptSignOutUnprotected]] {
        let report = check_scripted(&defects, BrowserChoice::Agent).await;

        for slug in OF_A_SCRIPTED_SIGN_OUT {
            let outcome = &report.row(slug).expect("a row").outcome;
            assert!(matches!(outcome, Outcome::NotTried(_)), "{slug}: {outcome:?}");
            assert!(outcome.reason().is_some_and(|why| why.contains("--browser chromium")));
        }
        assert_eq!(report.exit(), 3, "{report}");
    }
}
