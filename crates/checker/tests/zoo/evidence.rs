//! What shows a breach: the requests that a person can send again.

use checker::Options;
use zoo::Defect;

use crate::world::check_zoo_with;

#[tokio::test]
async fn a_cookie_that_is_left_behind_is_shown_where_it_was_set() {
    let slug = "logout-clears-leftovers".to_owned();
    let one = |options: Options| Options { slugs: vec![slug], ..options };
    let report = check_zoo_with(&[Defect::LeavesReturnPath], one).await.0.expect("a check");

    let row = report.row("logout-clears-leftovers").expect("a row");
    let evidence = &row.outcome.breach().expect("a breach").evidence;
    assert!(evidence.iter().any(|line| line.contains("+ zoo_return_to")), "{report}");
}
