//! Strict applications: what they refuse must not hide what they do wrong, and makes nothing wrong.

use checker::Options;
use zoo::{Defect, Unusual};

use crate::world::{broken, check_zoo_as};

#[tokio::test]
async fn an_application_that_requires_the_issuer_is_seen_to_echo_an_error() {
    let slugs = vec!["callback-error-is-not-echoed".to_owned()];
    let few = |options: Options| Options { slugs, ..options };
    let (defects, unusual) = ([Defect::ErrorEchoed], [Unusual::IssuerRequired]);

    let report = check_zoo_as(&defects, &unusual, few).await.0.expect("a check");

    assert_eq!(broken(&report), ["callback-error-is-not-echoed"], "{report}");
}

#[tokio::test]
async fn a_cookie_for_the_renewal_alone_is_not_blamed_for_a_missing_hint() {
    let (defects, unusual) = ([Defect::HintMissing], [Unusual::RefreshCookieScoped]);

    let report = check_zoo_as(&defects, &unusual, |options| options).await.0.expect("a check");

    assert_eq!(broken(&report), ["logout-carries-hint"], "{report}");
}

/// In one browser a second attempt replaces the first, so two callbacks need two.
#[tokio::test]
async fn where_a_browser_has_one_attempt_at_a_time_two_first_callbacks_are_tried_all_the_same() {
    let slugs = vec!["first-sign-in-is-idempotent".to_owned()];
    let one = |options: Options| Options { slugs, ..options };

    let report = check_zoo_as(&[Defect::OneAttempt], &[], one).await.0.expect("a check");

    let outcome = &report.row("first-sign-in-is-idempotent").expect("a row").outcome;
    assert_eq!(outcome.as_str(), "holds", "{report}");
}

#[tokio::test]
async fn a_refused_second_click_is_advice_whatever_cookies_are_left() {
    let slugs = vec!["logout-is-idempotent".to_owned()];
    for unusual in [vec![], vec![Unusual::DeviceCookie]] {
        let one = |options: Options| Options { slugs: slugs.clone(), ..options };

        let refused = [Defect::SecondClickRefused];
        let report = check_zoo_as(&refused, &unusual, one).await.0.expect("a check");

        let row = report.row("logout-is-idempotent").expect("a row");
        assert!(row.is_advice(), "{unusual:?}\n{report}");
    }
}
