//! The requests of browsers and clients.

use serde_json::Value;

use super::{ALICE, AUTHORIZE, CALLBACK, SPA, VERIFIER, WEB, World, code, page};
use crate::environment::{AuthRequestId, Environment};
use crate::mint::{self, Issuance};
use crate::rules::authorization::Step;
use crate::rules::authorization::hosted::{self, EmailForm, HostedPageError};
use crate::rules::authorization::{self, AuthorizationEndpointError};
use crate::rules::bearer::BearerError;
use crate::rules::introspect::{self, IntrospectError};
use crate::rules::logout::{self, LoggedOut, LogoutError};
use crate::rules::revoke::{self, RevokeError};
use crate::rules::token::{self, TokenError};
use crate::rules::userinfo;
use crate::rules::{Desk, Ruling};
use crate::wire::{
    AuthorizeRequest, Browser, Credentials, CredentialsError, LogoutRequest, Params, RequestCookie,
    TokenRequest, TokenResponse,
};

impl World {
    pub(crate) fn authorize(&mut self, query: &str) -> Result<Step, AuthorizationEndpointError> {
        let request = AuthorizeRequest::read(&Params::parse(query.as_bytes()));
        let browser = self.browser.clone();
        let step = self.transact(|desk| authorization::decide(desk, &request, &browser))?;
        Ok(self.keep_cookies(step))
    }

    /// Sends a form of the hosted pages.
    pub(crate) fn hosted(
        &mut self,
        form: impl FnOnce(&mut Desk<'_>, &Browser) -> Ruling<Step, HostedPageError>,
    ) -> Result<Step, HostedPageError> {
        let browser = self.browser.clone();
        let step = self.transact(|desk| form(desk, &browser))?;
        Ok(self.keep_cookies(step))
    }

    /// Keeps the cookies of a response in the browser.
    fn keep_cookies(&mut self, step: Step) -> Step {
        match &step {
            Step::CodeResponse(answer) => {
                if let Some(cookie) = &answer.cookie {
                    self.browser.sessions = vec![cookie.clone()];
                }
            }
            Step::Page(id) => {
                let binding = |env: &Environment| env.auth_request(id)?.binding.clone();
                let value = self.idp.read(binding).expect("who waits at a page is bound");
                let cookie = RequestCookie { request: id.to_string(), value };
                if !self.browser.requests.contains(&cookie) {
                    self.browser.requests.push(cookie);
                }
            }
            Step::AlreadySignedIn(before) => self.browser.sessions = vec![before.cookie.clone()],
        }
        step
    }

    pub(crate) fn submit_email(
        &mut self,
        page: &AuthRequestId,
        email: &str,
    ) -> Result<Step, HostedPageError> {
        let form = EmailForm { email: email.to_owned(), organization_name: None };
        self.hosted(|desk, browser| hosted::submit_email(desk, page, &form, browser))
    }

    /// Has a code mailed to an address; returns the page that waits for it, and the code.
    pub(crate) fn mail_code(&mut self, query: &str, email: &str) -> (AuthRequestId, String) {
        let page = page(self.authorize(query));
        self.submit_email(&page, email).expect("a mail");
        (page, self.mailed())
    }

    pub(crate) fn submit_code(
        &mut self,
        page: &AuthRequestId,
        typed: &str,
    ) -> Result<Step, HostedPageError> {
        self.hosted(|desk, browser| hosted::submit_code(desk, page, typed, browser))
    }

    pub(crate) fn sign_in_as(
        &mut self,
        page: &AuthRequestId,
        email: &str,
    ) -> Result<Step, HostedPageError> {
        let user = self.user(email);
        self.hosted(|desk, browser| hosted::sign_in_as(desk, page, user.as_str(), browser))
    }

    pub(crate) fn choose(
        &mut self,
        page: &AuthRequestId,
        organization: &str,
    ) -> Result<Step, HostedPageError> {
        self.hosted(|desk, browser| hosted::choose_organization(desk, page, organization, browser))
    }

    /// Sends the authorization request and signs in by a click, up to the code.
    pub(crate) fn sign_in(&mut self, query: &str, email: &str) -> String {
        let page = page(self.authorize(query));
        code(self.sign_in_as(&page, email))
    }

    /// Decides on a token request, before the tokens are signed.
    pub(crate) fn decide_token(
        &mut self,
        client: &str,
        form: &str,
    ) -> Result<Issuance, TokenError> {
        let form = Params::parse(format!("{client}&{form}").as_bytes());
        let (credentials, request) = (credentials(&form), TokenRequest::read(&form));
        self.transact(|desk| token::decide(desk, &credentials, &request))
    }

    pub(crate) fn token(&mut self, client: &str, form: &str) -> Result<TokenResponse, TokenError> {
        let issuance = self.decide_token(client, form)?;
        Ok(issuance.sign_with(mint::sign, mint::sign))
    }

    /// Redeems a code of Acme web.
    pub(crate) fn redeem(&mut self, code: &str) -> Result<TokenResponse, TokenError> {
        let form = format!("grant_type=authorization_code&code={code}&redirect_uri={CALLBACK}");
        self.token(WEB, &form)
    }

    /// Redeems a code of Acme SPA.
    pub(crate) fn redeem_spa(&mut self, code: &str) -> Result<TokenResponse, TokenError> {
        let callback = "http://localhost:3000/spa/callback";
        let form = format!(
            "grant_type=authorization_code&code={code}&redirect_uri={callback}&code_verifier={VERIFIER}"
        );
        self.token(SPA, &form)
    }

    /// Signs Alice in to Acme web.
    pub(crate) fn alice(&mut self) -> TokenResponse {
        let code = self.sign_in(AUTHORIZE, ALICE);
        self.redeem(&code).expect("the code is fresh")
    }

    /// Refreshes a token of Acme web.
    pub(crate) fn refresh(&mut self, refresh_token: &str) -> Result<TokenResponse, TokenError> {
        let form = format!("grant_type=refresh_token&refresh_token={refresh_token}");
        self.token(WEB, &form)
    }

    pub(crate) fn userinfo(&mut self, token: &str) -> Result<Value, BearerError> {
        let presented = Ok(token.to_owned());
        let person = self.transact(|desk| userinfo::decide(desk.env, &presented))?;
        Ok(serde_json::to_value(person).expect("claims are plain data"))
    }

    pub(crate) fn introspect(
        &mut self,
        client: &str,
        form: &str,
    ) -> Result<Value, IntrospectError> {
        let form = Params::parse(format!("{client}&{form}").as_bytes());
        let (credentials, token) = (credentials(&form), form.owned("token"));
        let introspection =
            self.transact(|desk| introspect::decide(desk.env, &credentials, &token))?;
        Ok(serde_json::to_value(introspection).expect("claims are plain data"))
    }

    pub(crate) fn revoke(&mut self, client: &str, form: &str) -> Result<(), RevokeError> {
        let form = Params::parse(format!("{client}&{form}").as_bytes());
        let (credentials, token) = (credentials(&form), form.owned("token"));
        self.transact(|desk| revoke::decide(desk.env, &credentials, &token))
    }

    pub(crate) fn logout(&mut self, query: &str) -> Result<LoggedOut, LogoutError> {
        let request = LogoutRequest::read(&Params::parse(query.as_bytes()));
        let browser = self.browser.clone();
        self.transact(|desk| logout::decide(desk.env, &request, &browser))
    }
}

fn credentials(form: &Params) -> Result<Credentials, CredentialsError> {
    Credentials::read(&http::HeaderMap::new(), form)
}
