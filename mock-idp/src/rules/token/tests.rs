//! The tokens for a code, for a refresh token, and for a client itself.

mod client_credentials;
mod code;
mod refresh;
mod reuse;
mod standing;

use super::TokenError;
use crate::rules::Refusal as _;
use crate::testing::refusal;

/// Returns the reason for a refusal with `invalid_grant`.
#[track_caller]
fn invalid_grant<T>(outcome: Result<T, TokenError>) -> TokenError {
    let why = refusal(outcome);
    assert_eq!(why.code().as_str(), "invalid_grant");
    why
}
