//! What shows a breach: the requests that a person can send again.

use checker::Options;
use zoo::Defect;

use crate::world::check_zoo_with;

const SHOWN_BY_REQUESTS: [Defect; 9] = [
    Defect::AccessIssuerUnchecked,
    Defect::CorsReflects,
    Defect::LogoutTokenUnverified,
    Defect::WebhookAnyAge,
    Defect::SessionIdKept,
    Defect::IdTokenUnverified,
    Defect::IdpInitiatedUnverified,
    Defect::RolesUnchecked,
    Defect::LeavesReturnPath,
];

#[tokio::test]
async fn a_breach_that_requests_show_has_them_as_evidence() {
    for defect in SHOWN_BY_REQUESTS {
        let slug = defect.rows()[0];
        let one = |options: Options| Options { slugs: vec![slug.to_owned()], ..options };
        let report = check_zoo_with(&[defect], one).await.0.expect("a check");

        let row = report.row(slug).expect("a row");
        let evidence = &row.outcome.breach().expect("a breach").evidence;
        let is_request =
            |line: &String| line.starts_with("GET http") || line.starts_with("POST http");
        assert!(evidence.iter().any(is_request), "{defect}\n{report}");
    }
}

/// Returns what shows the only row that is looked at.
async fn evidence_of(defect: Defect, slug: &str) -> Vec<String> {
    let one = |options: Options| Options { slugs: vec![slug.to_owned()], ..options };
    let report = check_zoo_with(&[defect], one).await.0.expect("a check");
    let row = report.row(slug).expect("a row");
    row.outcome.breach().expect("a breach").evidence.clone()
}

#[tokio::test]
async fn a_cookie_without_same_site_is_shown_without_it() {
    let evidence = evidence_of(Defect::SessionWithoutSameSite, "session-cookie-attributes").await;

    assert!(evidence.iter().any(|line| line.contains("; no SameSite")), "{evidence:?}");
    assert!(!evidence.iter().any(|line| line.starts_with("cookie") && line.contains("Lax")));
}

#[tokio::test]
async fn a_key_set_that_is_fetched_each_time_is_shown_by_its_requests() {
    let evidence = evidence_of(Defect::KeysEachTime, "keys-are-cached").await;

    let lines = evidence.iter().filter(|line| line.contains("sent GET /keys"));
    assert_eq!(lines.count(), 6, "{evidence:?}");
}

#[tokio::test]
async fn what_reached_scalekit_is_shown_where_that_convicts() {
    for (defect, slug, convicts) in [
        (Defect::ServerCallsLogout, "logout-by-navigation", "GET /oidc/logout at Scalekit, by "),
        (Defect::RenewsTheDead, "no-renewal-after-logout", "POST /oauth/token at Scalekit, by "),
    ] {
        let evidence = evidence_of(defect, slug).await;

        let line = evidence.iter().find(|line| line.starts_with(convicts));
        assert!(line.is_some_and(|line| line.contains(" → ")), "{defect}: {evidence:?}");
    }
}

/// The page that opens again is the proof, and not the sign-out before it.
#[tokio::test]
async fn a_session_that_a_late_renewal_brought_back_is_shown_by_the_page_that_opens() {
    let evidence = evidence_of(Defect::RenewalResurrects, "no-renewal-after-logout").await;

    let last = evidence.last().expect("evidence");
    let is_landing = last.contains("/logged-out");
    assert!(last.starts_with("GET http") && last.ends_with("→ 200"), "{evidence:?}");
    assert!(!is_landing, "where everybody lands shows nothing: {evidence:?}");
}

#[tokio::test]
async fn a_cookie_that_is_left_behind_is_shown_where_it_was_set() {
    let slug = "logout-clears-leftovers".to_owned();
    let one = |options: Options| Options { slugs: vec![slug], ..options };
    let report = check_zoo_with(&[Defect::LeavesReturnPath], one).await.0.expect("a check");

    let row = report.row("logout-clears-leftovers").expect("a row");
    let evidence = &row.outcome.breach().expect("a breach").evidence;
    assert!(evidence.iter().any(|line| line.contains("+ zoo_return_to")), "{report}");
}
