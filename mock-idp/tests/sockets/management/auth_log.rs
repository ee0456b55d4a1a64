//! `/api/v1/logs/authentication/requests`

use super::get;
use crate::http::{ALICE, AUTHORIZE, Fake};

const LOG: &str = "/api/v1/logs/authentication/requests";

#[test]
fn an_audit_reads_how_sign_ins_went() {
    let fake = Fake::start();
    fake.page(AUTHORIZE);
    fake.sign_in(AUTHORIZE, ALICE);

    let all = get(&fake, &format!("{LOG}?page_size=1"));
    let done = get(&fake, &format!("{LOG}?status=success&email=Alice%40acme.example"));
    let none = get(&fake, &format!("{LOG}?client_id=skc_1"));
    let wrong = get(&fake, &format!("{LOG}?status=LOST"));

    assert_eq!((all.status, wrong.status), (200, 400));
    assert_eq!(all.json()["total_size"], 2);
    assert_eq!(all.json()["authRequests"].as_array().map(Vec::len), Some(1));
    assert_ne!(all.json()["next_page_token"], "");
    assert_eq!(done.json()["total_size"], 1);
    assert_eq!(done.json()["authRequests"][0]["status"], "SUCCESS");
    assert_eq!(none.json()["total_size"], 0);
    assert_eq!(
        wrong.json()["message"],
        "status[0] must be one of INITIATED, PENDING, SUCCESS, FAILED, and not LOST"
    );
}
