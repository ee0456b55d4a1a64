//! Renewal in right applications: whatever is unusual about them, everything is tried and nothing is broken.

use checker::{Options, Report};
use futures_util::StreamExt as _;
use futures_util::stream;
use practices::Area;
use zoo::{Defect, Unusual};

use crate::world::{broken_of, check_zoo_as};

/// What shows after an expiry is in both areas.
const AREAS: [Area; 2] = [Area::Cookies, Area::Renewal];

/// Checks that run side by side: most of each is a wait.
const AT_ONCE: usize = 6;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_what_is_unusual_and_right_everything_is_tried_and_nothing_is_broken() {
    let unusual = Unusual::ALL.iter().copied().filter(|unusual| !unusual.needs_scripts());
    let right = std::iter::once(None).chain(unusual.map(Some));
    let reports = stream::iter(right).map(|unusual| async move {
        let unusual: Vec<_> = unusual.into_iter().collect();
        let report = check_zoo_as(&[], &unusual, patient).await.0.expect("a check");
        (unusual, report)
    });
    let reports: Vec<_> = reports.buffer_unordered(AT_ONCE).collect().await;
    for (unusual, report) in reports {
        assert_eq!(Vec::from_iter(broken_of(&report, &AREAS)), [""; 0], "{unusual:?}\n{report}");
        assert_eq!(report.exit(), 0, "{unusual:?}\n{report}");
        // Most trials have a visitor of their own, and need several sessions.
        if unusual != [Unusual::OneBrowser] {
            assert_eq!(untried(&report), [""; 0], "{unusual:?}\n{report}");
        }
    }
}

#[tokio::test]
async fn where_a_person_is_signed_in_once_only_it_is_tried_whether_the_session_outlives_its_token()
{
    for (defects, outcome) in [(vec![], "holds"), (vec![Defect::RenewalCrashes], "broken")] {
        let one_browser = [Unusual::OneBrowser];
        let report = check_zoo_as(&defects, &one_browser, patient).await.0.expect("a check");

        let row = report.row("session-outlives-access-token").expect("a row");
        assert_eq!(row.outcome.as_str(), outcome, "{report}");
        let untried = report.row("one-renewal").and_then(|row| row.outcome.reason());
        let why = "the application lets a person be signed in with one browser only";
        assert_eq!(untried, Some(why), "{report}");
    }
}

/// That a good token is left alone, says nothing of an application that never renews.
#[tokio::test]
async fn an_application_that_never_renews_is_not_praised_for_leaving_a_good_token_alone() {
    let slugs = vec!["renewal-when-due".to_owned()];
    let one = |options: Options| Options { slugs, ..options };
    let report = check_zoo_as(&[Defect::GuardDoesNotRenew], &[], one).await.0.expect("a check");

    let outcome = &report.row("renewal-when-due").expect("a row").outcome;
    assert_eq!(outcome.as_str(), "not_tried", "{report}");
}

#[tokio::test]
async fn an_application_that_renews_early_and_keeps_the_first_refresh_token_is_found() {
    let (defects, unusual) = ([Defect::OldRefreshToken], [Unusual::RenewsEarly]);
    let report = check_zoo_as(&defects, &unusual, patient).await.0.expect("a check");

    let broken = Vec::from_iter(broken_of(&report, &AREAS));
    assert_eq!(broken, ["newest-refresh-token"], "{report}");
    let untried = report.row("one-renewal").and_then(|row| row.outcome.reason());
    assert_eq!(untried.map(|why| why.ends_with(": see newest-refresh-token")), Some(true));
    let row = report.row("newest-refresh-token").expect("a row");
    let evidence = &row.outcome.breach().expect("a breach").evidence;
    let both = evidence.iter().filter(|line| line.starts_with("POST /oauth/token at Scalekit"));
    assert_eq!(both.count(), 2, "{evidence:?}");
}

/// An application in which everybody is out when the access token has expired notices no revocation by that.
#[tokio::test]
async fn where_everybody_is_out_after_a_life_no_revocation_counts_as_noticed() {
    let rows = ["remote-logout-is-noticed", "each-app-cleans-up", "deactivated-user-is-out"];
    let outlives = "session-outlives-access-token";
    let of_rows = |options: Options| Options {
        slugs: rows.into_iter().chain([outlives]).map(str::to_owned).collect(),
        thorough: true,
        ..options
    };
    let report = check_zoo_as(&[Defect::GuardDoesNotRenew], &[], of_rows).await.0.expect("a check");

    for slug in rows {
        let row = report.row(slug).expect("a row");
        let why = row.outcome.reason().unwrap_or_default();
        assert!(why.starts_with("somebody else was signed out as well"), "{slug}\n{report}");
        assert!(why.ends_with(&format!(": see {outlives}")), "{slug}\n{report}");
    }
}

fn patient(options: Options) -> Options {
    Options { only: AREAS.to_vec(), thorough: true, ..options }
}

/// Returns the rows of the areas that could not be tried.
fn untried(report: &Report) -> Vec<&'static str> {
    let rows = report.rows.iter().filter(|row| AREAS.contains(&row.practice.area));
    let untried = rows.filter(|row| row.outcome.as_str() == "not_tried");
    untried.map(|row| row.practice.slug).collect()
}
