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

#[tokio::test]
async fn a_cookie_that_is_left_behind_is_shown_where_it_was_set() {
    let slug = "logout-clears-leftovers".to_owned();
    let one = |options: Options| Options { slugs: vec![slug], ..options };
    let report = check_zoo_with(&[Defect::LeavesReturnPath], one).await.0.expect("a check");

    let row = report.row("logout-clears-leftovers").expect("a row");
    let evidence = &row.outcome.breach().expect("a breach").evidence;
    assert!(evidence.iter().any(|line| line.contains("+ zoo_return_to")), "{report}");
}
