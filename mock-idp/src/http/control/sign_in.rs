//! `/_mock/sign-in`: signs a user in without a browser, or prepares the sign-in of the next browser.

use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::body::Body;
use super::operation::Operation;
use super::refusal::JournalledError;
use super::reply::Reply;
use crate::environment::{ClientId, SessionId, UserId};
use crate::http::here::Here;
use crate::idp::Idp;
use crate::rules::Granted;
use crate::rules::control::sign_in::IssuedCode;
use crate::rules::control::{self, ControlError};
use crate::wire::{SignInRequest, TokenResponse};

pub(super) fn operations() -> [Operation; 1] {
    [Operation::post(
        "/sign-in",
        "signIn",
        "Sign a user in without a browser, or prepare the next browser's sign-in",
        sign_in,
    )
    .description(
        "By the rules of the hosted pages and the token endpoint, with a session and its lines in the journal. The person need not prove anything.",
    )
    .replies(
        "What was wanted: a code for the client; tokens, as the token endpoint answers; or who is prepared.",
    )
    .refuses(
        StatusCode::BAD_REQUEST,
        "The request does not say what it has to, or a hundred sign-ins are prepared already.",
    )
    .refuses(
        StatusCode::NOT_FOUND,
        "There is no such user, client or organization; the answer lists those that exist.",
    )
    .refuses(
        StatusCode::UNPROCESSABLE_ENTITY,
        "The hosted pages or the token endpoint would have refused; `error` is the code that the client would have got.",
    )]
}

/// The wanted outcome of a sign-in.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(tag = "want", rename_all = "snake_case")]
enum SignInWanted {
    /// A code for the client's redirect URI.
    Code(SignInRequest),
    /// Tokens, as the token endpoint answers; a `code_challenge` is not accepted.
    Tokens(SignInRequest),
    /// The sign-in of the next browser without a page, after the sign-ins that were prepared before.
    NextBrowser(NextBrowser),
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NextBrowser {
    /// The user, by e-mail or id.
    user: String,
}

#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
enum SignedIn {
    Code(SignInCode),
    Tokens(TokenResponse),
    Prepared(SignInPrepared),
}

#[derive(Serialize, JsonSchema)]
struct SignInCode {
    code: String,
    #[schemars(with = "String")]
    client_id: ClientId,
    redirect_uri: String,
    #[schemars(with = "String")]
    session_id: SessionId,
    /// The session cookie of a browser that is signed in like that: name, `=` and value.
    cookie: String,
}

#[derive(Serialize, JsonSchema)]
struct SignInPrepared {
    #[schemars(with = "String")]
    user_id: UserId,
    /// The position in the queue; 1 is the next.
    #[schemars(range(min = 1, max = 100))]
    place: usize,
}

async fn sign_in(
    Here(idp): Here,
    Body(wanted): Body<SignInWanted>,
) -> Result<Reply<SignedIn>, JournalledError> {
    let signed_in = match wanted {
        SignInWanted::Code(request) => {
            let issued = idp.code_for(&request).map_err(JournalledError::by_rule)?;
            SignedIn::Code(issued.into())
        }
        SignInWanted::Tokens(request) => {
            SignedIn::Tokens(idp.tokens_for(&request).map_err(JournalledError::by_rule)?)
        }
        SignInWanted::NextBrowser(NextBrowser { user }) => {
            SignedIn::Prepared(prepare(&idp, &user).map_err(JournalledError::by_rule)?)
        }
    };
    Ok(Reply(signed_in))
}

fn prepare(idp: &Idp, user: &str) -> Result<SignInPrepared, ControlError> {
    idp.transact(|desk| {
        let Granted { reply: place, events } = control::prepare_sign_in(desk.env, user)?;
        let user_id = control::find::user(desk.env, user)?.id.clone();
        Ok(Granted { reply: SignInPrepared { user_id, place }, events })
    })
}

impl From<IssuedCode> for SignInCode {
    fn from(issued: IssuedCode) -> Self {
        Self {
            code: issued.code.reveal().to_owned(),
            client_id: issued.client,
            redirect_uri: issued.redirect_uri,
            session_id: issued.session,
            cookie: issued.cookie.reveal().to_owned(),
        }
    }
}
