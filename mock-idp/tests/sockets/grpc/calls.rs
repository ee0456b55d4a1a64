//! Valid calls, and refusals with their details.

use mock_idp::FaultTarget;
use prost::Message as _;
use tonic::{Code, Status};

use super::messages::{UserSessionDetails, UserSessionDetailsRequest};
use super::{Caller, GET_USER_SESSIONS, details, get_session};
use crate::http::{ALICE, AUTHORIZE, Fake};

#[test]
fn sessions_are_listed_and_read_over_cleartext_and_tls() {
    let folder = tempfile::tempdir().expect("a folder");
    let fake = Fake::start_with_tls(folder.path());
    fake.sign_in(AUTHORIZE, ALICE);
    fake.sign_in(AUTHORIZE, ALICE);
    let token = fake.own_token();

    for caller in [Caller::plain(&fake), Caller::tls(&fake)] {
        let request = UserSessionDetailsRequest { user_id: ALICE.into(), page_size: 1 };
        let listed = caller.call(GET_USER_SESSIONS, &[&token], request.encode_to_vec());
        let listed = UserSessionDetails::decode(listed.expect("a page")).expect("a page");
        assert_eq!((listed.sessions.len(), listed.total_size), (1, 2));
        assert_ne!(listed.next_page_token, "");

        let id = &listed.sessions[0].session_id;
        let session = caller.session(&[&token], id).expect("it is there");
        assert_eq!(session.session_id, *id);
        assert_eq!(session.user_id, ALICE);
        assert_eq!(session.status, "active");
    }
}

#[test]
fn of_two_tokens_the_first_counts() {
    let fake = Fake::start();
    let caller = Caller::plain(&fake);
    let token = fake.own_token();

    let fresh_first = caller.session(&[&token, "stale"], "ses_1");
    let stale_first = caller.session(&["stale", &token], "ses_1");

    assert_eq!(fresh_first.unwrap_err().code(), Code::NotFound);
    assert_eq!(stale_first.unwrap_err().code(), Code::Unauthenticated);
}

#[test]
fn without_a_token_the_status_is_16() {
    let fake = Fake::start();
    let caller = Caller::plain(&fake);

    let status = caller.session(&[], "ses_1").unwrap_err();

    assert_eq!(status.code(), Code::Unauthenticated);
    assert_eq!(details(&status).error_code, "UNAUTHENTICATED");
}

#[test]
fn refusals_name_the_field_and_the_thing() {
    let fake = Fake::start();
    let caller = Caller::plain(&fake);
    let token = fake.own_token();

    let unknown = caller.session(&[&token], "ses_1").unwrap_err();
    let malformed = caller.session(&[&token], "Alice's, née Müller").unwrap_err();

    assert_eq!(unknown.code(), Code::NotFound);
    assert_eq!(unknown.message(), "there is no session ses_1");
    assert_eq!(details(&unknown).error_code, "NOT_FOUND");
    assert_eq!(malformed.code(), Code::InvalidArgument);
    let info = details(&malformed);
    assert_eq!(info.error_code, "INVALID_ARGUMENT");
    let violations = info.validation_error_info.expect("a field is wrong");
    assert_eq!(violations.field_violations[0].field, "session_id");
}

#[test]
fn a_method_that_nobody_serves_names_itself() {
    let fake = Fake::start();
    let caller = Caller::plain(&fake);
    let token = fake.own_token();
    let call = |method: &str| -> Status {
        let outcome = caller.call(method, &[&token], get_session("ses_1"));
        outcome.expect_err("nobody serves it")
    };

    let method = call("/scalekit.v1.sessions.SessionService/Juggle");
    let service = call("/grpc.health.v1.Health/Check");

    for status in [&method, &service] {
        assert_eq!(status.code(), Code::Unimplemented);
        assert_eq!(details(status).error_code, "UNIMPLEMENTED");
    }
    insta::assert_snapshot!(format!("{}\n{}", method.message(), service.message()), @r"
    scalekit.v1.sessions.SessionService/Juggle is not served by this fake
    grpc.health.v1.Health/Check is not served by this fake
    ");
}

#[test]
fn a_fault_has_the_status_of_grpc_and_the_details_of_scalekit() {
    let fake = Fake::start();
    let caller = Caller::plain(&fake);
    let token = fake.own_token();
    let operation = || FaultTarget::Operation("SessionService/GetSession".into());
    fake.idp.next(operation()).answers(503);
    fake.idp.next(operation()).of_client("Acme web").is_rate_limited(30);

    let statuses = [(); 3].map(|()| {
        let status = caller.session(&[&token], "ses_1").unwrap_err();
        (status.code(), details(&status).error_code)
    });

    assert_eq!(
        statuses,
        [
            (Code::Unavailable, "UNAVAILABLE".to_owned()),
            (Code::ResourceExhausted, "RATE_LIMITED".to_owned()),
            (Code::NotFound, "NOT_FOUND".to_owned()),
        ]
    );
}
