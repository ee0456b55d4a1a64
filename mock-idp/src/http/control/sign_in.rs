//! `POST /_mock/sign-in`: a user signed in without a browser, or with the next one.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Body, Problem};
use crate::http::refusal::NO_STORE;
use crate::idp::Idp;
use crate::rules::Granted;
use crate::rules::control::sign_in::IssuedCode;
use crate::rules::control::{self, ControlError};
use crate::wire::SignInRequest;

/// What is to come of it.
#[derive(Debug, Deserialize)]
#[serde(tag = "want", rename_all = "snake_case")]
pub(super) enum Ask {
    /// A code for the client.
    Code(SignInRequest),
    /// Tokens, as the token endpoint answers.
    Tokens(SignInRequest),
    /// That the next browser that asks, behind those that were prepared before, is signed in without a page.
    NextBrowser(Somebody),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Somebody {
    user: String,
}

pub(super) async fn post(State(idp): State<Idp>, Body(ask): Body<Ask>) -> Response {
    let answer = match ask {
        Ask::Code(ask) => idp.code_for(&ask).map(|code| Json(told(&code)).into_response()),
        Ask::Tokens(ask) => idp.tokens_for(&ask).map(|tokens| Json(tokens).into_response()),
        Ask::NextBrowser(Somebody { user }) => {
            prepare(&idp, &user).map(|user| Json(user).into_response()).map_err(Into::into)
        }
    };
    match answer {
        Ok(answer) => (NO_STORE, answer).into_response(),
        Err(why) => Problem::from(why).into_response(),
    }
}

fn told(issued: &IssuedCode) -> Value {
    json!({
        "code": issued.code.reveal(),
        "client_id": issued.client,
        "redirect_uri": issued.redirect_uri,
        "session_id": issued.session,
        "cookie": issued.cookie.reveal(),
    })
}

fn prepare(idp: &Idp, user: &str) -> Result<Value, ControlError> {
    idp.transact(|desk| {
        let Granted { reply: place, events } = control::prepare_sign_in(desk.env, user)?;
        let user = control::find::user(desk.env, user)?;
        Ok(Granted { reply: json!({ "user_id": user.id, "place": place }), events })
    })
}
