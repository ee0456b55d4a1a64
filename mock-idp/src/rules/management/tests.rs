//! The table and the contract agree, and nobody gets in without a token of a client's own.

mod hostile;

use std::collections::BTreeSet;

use serde_json::json;

use super::{Caller, OperationError, RULES, decide};
use crate::rules::bearer::BearerError;
use crate::testing::World;
use crate::wire::contract::CONTRACT;

#[test]
fn every_operation_of_the_contract_has_a_rule_and_every_rule_an_operation() {
    let operations = CONTRACT.operations().iter();
    let promised: BTreeSet<&str> = operations.map(|operation| operation.name.as_str()).collect();
    let ruled: BTreeSet<&str> = RULES.keys().map(String::as_str).collect();

    let one_sided: Vec<_> = promised.symmetric_difference(&ruled).collect();

    assert!(one_sided.is_empty(), "{one_sided:?}");
}

#[test]
fn only_a_clients_own_token_opens_the_door() {
    let mut world = World::new();
    let of_a_person = world.alice().access_token;
    let own = world.own_token();
    let mut refused = Vec::new();
    for (bearer, after_seconds) in
        [(None, 0), (Some("x"), 0), (Some(of_a_person.as_str()), 0), (Some(own.as_str()), 86_400)]
    {
        world.seconds_pass(after_seconds);
        let operation = CONTRACT.named("scalekit.v1.sessions.SessionService/GetSession");
        let operation = operation.expect("it is served");
        let request = prost_reflect::DynamicMessage::new(operation.input.clone());
        let outcome =
            world.idp.transact(|desk| decide(desk, operation, Caller::Bearer(bearer), &request));
        refused.push(outcome.expect_err("refused before the empty request is judged"));
    }

    assert!(matches!(refused[0], OperationError::Unauthenticated(BearerError::Missing)));
    let outcomes: Vec<String> = refused.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(outcomes.join("\n"), @"
    no access token: send `Authorization: Bearer …`
    the access token is not one of this environment: it is not a signed JWT of the kind that was asked for
    the access token is a person's; get the client's own with grant_type=client_credentials
    the access token has expired
    ");
}

#[test]
fn a_request_that_breaks_the_contract_hears_of_every_field() {
    let mut world = World::new();

    let failure = world
        .manage("sessions.SessionService/GetSession", json!({ "session_id": "me" }))
        .expect_err("no session has such an id");

    insta::assert_snapshot!(failure, @"session_id must match ^ses_[0-9]+$");
    insta::assert_snapshot!(world.last_story(), @"00:00  management.refused           INVALID_ARGUMENT: session_id must match ^ses_[0-9]+$");
}
