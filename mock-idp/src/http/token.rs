//! `POST /oauth/token`

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use serde_json::{Value, json};

use super::body::FromClient;
use super::refusal::NO_STORE;
use crate::environment::ClientId;
use crate::idp::Idp;
use crate::rules::token::{self, TokenError};
use crate::wire::TokenRequest;

pub(super) async fn post(
    State(idp): State<Idp>,
    FromClient { credentials, form }: FromClient,
) -> Result<impl IntoResponse, TokenError> {
    let ask = TokenRequest::read(&form);
    let issuance = idp.transact(|desk| token::decide(desk, &credentials, &ask))?;
    let forgeries = idp.due_forgeries(&issuance);
    let client = issuance.client().clone();
    let mut answer = json!(issuance.sign(forgeries));
    if matches!(ask, Ok(TokenRequest::RefreshToken(_))) {
        leave_out(&idp, &client, &mut answer);
    }
    Ok((NO_STORE, Json(answer)))
}

/// Leaves out of the answer to a refresh what a fault says.
fn leave_out(idp: &Idp, client: &ClientId, answer: &mut Value) {
    let omitted = idp.fire_at_refresh(client.as_str(), |one| answer.get(one.as_str()).is_some());
    if let Some(members) = answer.as_object_mut() {
        members.retain(|name, _| !omitted.iter().any(|one| one.as_str() == name));
    }
}
