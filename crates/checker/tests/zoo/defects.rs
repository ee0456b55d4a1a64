//! The equality: of the zoo with a defect a check calls exactly those rows broken that the defect declares.
//!
//! So each defect is found, and nothing else is said of it. The snapshots are the matrix, a defect a line: what it breaks, and
//! what a check takes for an echo of that. All of them take minutes, so they run when they are named:
//! `cargo test --workspace --test zoo -- --ignored defects::`.

use practices::Area;
use zoo::{Defect, Seen, Unusual};

use crate::matrix::{self, Patience};
use crate::world;

/// Writes a test for the defects of each area: those whose first row is of that.
macro_rules! each_defect_is_found {
    ($($test:ident: $area:ident;)*) => {$(
        #[ignore = "takes minutes, so .ci/run has a step for it"]
        #[tokio::test]
        async fn $test() {
            let defects = matrix::within_reach(Seen::Quickly, Some(Area::$area));
            let matrix = matrix::of(defects, Patience::Little).await;
            insta::assert_snapshot!(stringify!($test), matrix.text);
            matrix.assert_equality();
        }
    )*};
}

each_defect_is_found! {
    each_defect_of_settings_breaks_its_rows_alone: Settings;
    each_defect_of_beginning_to_sign_in_breaks_its_rows_alone: SignIn;
    each_defect_of_the_callback_breaks_its_rows_alone: Callback;
    each_defect_of_cookies_breaks_its_rows_alone: Cookies;
    each_defect_of_renewing_breaks_its_rows_alone: Renewal;
    each_defect_of_roles_and_caches_breaks_its_rows_alone: Authorization;
    each_defect_of_signing_out_breaks_its_rows_alone: SignOut;
    each_defect_of_several_devices_breaks_its_rows_alone: Remote;
    each_defect_of_robustness_breaks_its_rows_alone: Quality;
}

/// Most of such a check is a wait, which several share.
#[ignore = "takes minutes, so .ci/run has a step for it"]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_defect_that_takes_time_breaks_its_rows_alone() {
    let patient = matrix::within_reach(Seen::Patiently, None);
    let at_renewal = matrix::within_reach(Seen::AtRenewal, None);
    let matrix = matrix::of(patient.chain(at_renewal), Patience::Much).await;
    insta::assert_snapshot!("each_defect_that_takes_time_breaks_its_rows_alone", matrix.text);
    matrix.assert_equality();
}

/// A sample of those above, for every run of the tests.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_eighth_defect_breaks_its_rows_alone() {
    let sample = matrix::within_reach(Seen::Quickly, None).step_by(8);
    matrix::of(sample, Patience::Little).await.assert_equality();
}

/// What no check by the HTTP agent decides, each with the reason: other tests look at some of them.
#[test]
fn the_defects_beyond_the_agents_reach_are_few() {
    let beyond = Defect::ALL.iter().filter_map(|defect| {
        let why = matrix::why_beyond_reach(*defect)?;
        Some(format!("{:<28} {why}", defect.name()))
    });
    insta::assert_snapshot!(beyond.collect::<Vec<_>>().join("\n"));
}

#[tokio::test]
async fn in_the_right_zoo_nothing_is_broken_and_the_way_out_is_found() {
    let report = world::check_zoo(&[], &[]).await.expect("a check");

    assert_eq!(world::in_words(&report), "", "{report}");
    assert_eq!(report.exit(), 0, "{report}");
}

#[tokio::test]
async fn in_what_is_unusual_and_right_nothing_is_broken() {
    for unusual in Unusual::ALL.iter().filter(|unusual| !unusual.needs_scripts()) {
        let report = world::check_zoo(&[], &[*unusual]).await.expect("a check");

        assert_eq!(world::in_words(&report), "", "{unusual:?}\n{report}");
        assert_eq!(report.exit(), 0, "{unusual:?}\n{report}");
    }
}
