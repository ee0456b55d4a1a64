//! A sign-in without a browser: through the rules of the hosted pages, and on through those of the token endpoint.

use super::Idp;
use crate::fault;
use crate::mint::Issuance;
use crate::rules::control::sign_in::{self, IssuedCode, SignInError};
use crate::rules::token;
use crate::wire::{CodeExchange, SignInRequest, TokenResponse};

impl Idp {
    /// Signs a user in, up to the code that the client would get.
    pub(crate) fn code_for(&self, request: &SignInRequest) -> Result<IssuedCode, SignInError> {
        self.transact(|desk| sign_in::decide(desk, request))
    }

    /// Signs a user in, and redeems the code.
    pub(crate) fn tokens_for(&self, request: &SignInRequest) -> Result<TokenResponse, SignInError> {
        let (issued, verifier) =
            self.transact(|desk| sign_in::decide_with_verifier(desk, request))?;
        let exchange = CodeExchange {
            code: issued.code,
            redirect_uri: Some(issued.redirect_uri),
            verifier: Some(verifier),
        };
        let issuance: Issuance =
            self.transact(|desk| token::redeem(desk, &issued.client, &exchange))?;
        Ok(fault::signed(self, issuance))
    }
}
