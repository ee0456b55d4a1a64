//! A world for the tests of the rules: the default seed at a time that stands still, one browser, and
//! requests in the words of the wire.

use std::time::Duration;

use prost_reflect::{DynamicMessage, SerializeOptions};
use serde_json::Value;

use super::authorize::{self, AuthorizeRefusal};
use super::bearer::BearerError;
use super::control::ControlError;
use super::hosted::{self, EmailForm, HostedRefusal};
use super::introspect::{self, IntrospectError};
use super::logout::{self, LoggedOut, LogoutError};
use super::management::{self, Failure};
use super::revoke::{self, RevokeError};
use super::sign_in::Step;
use super::token::{self, TokenError};
use super::userinfo;
use super::{Granted, Refusal, Ruling};
use crate::environment::{AuthRequestId, Environment, Event, UserId};
use crate::idp::Idp;
use crate::ids::Ids;
use crate::mint::{Forgeries, Issuance, verify};
use crate::wire::contract::CONTRACT;
use crate::wire::{
    AuthorizeRequest, Browser, Credentials, LogoutRequest, Params, TokenRequest, TokenResponse,
};
use crate::{Clock, Seed};

/// The environment URL of the world.
pub(crate) const ISSUER: &str = "http://idp.test";

/// How Acme web authenticates.
pub(crate) const WEB: &str =
    "client_id=skc_100000000000000001&client_secret=test_acme_web_secret_not_for_production";

/// How Acme SPA, which is public, says who it is.
pub(crate) const SPA: &str = "client_id=skc_100000000000000002";

/// The callback of Acme web.
pub(crate) const CALLBACK: &str = "http://localhost:3000/auth/callback";

/// What Acme web asks for when somebody signs in.
pub(crate) const ASK: &str = "response_type=code&client_id=skc_100000000000000001&redirect_uri=http://localhost:3000/auth/callback&scope=openid profile email offline_access&state=xyz&nonce=n-0S6";

/// The same of Acme SPA, with the challenge of RFC 7636, appendix B.
pub(crate) const ASK_SPA: &str = "response_type=code&client_id=skc_100000000000000002&redirect_uri=http://localhost:3000/spa/callback&scope=openid offline_access&state=xyz&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";

/// The verifier of that challenge.
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

pub(crate) const ALICE: &str = "alice@acme.example";
pub(crate) const BOB: &str = "bob@acme.example";
/// She is in Globex and in Acme.
pub(crate) const CAROL: &str = "carol@globex.example";
/// He is deactivated.
pub(crate) const DAVE: &str = "dave@acme.example";

pub(crate) const ACME: &str = "org_100000000000000001";
pub(crate) const GLOBEX: &str = "org_100000000000000002";

/// An environment, and the one browser in front of it.
pub(crate) struct World {
    pub(crate) idp: Idp,
    pub(crate) browser: Browser,
    /// The number of the first journal entry that came of the last request.
    mark: u64,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::of(&Seed::default())
    }

    pub(crate) fn of(seed: &Seed) -> Self {
        Self::at(ISSUER, seed)
    }

    /// At an environment URL of its own.
    pub(crate) fn at(issuer: &str, seed: &Seed) -> Self {
        let mut ids = Ids::seeded(42);
        let beginning = seed.begin(issuer, &mut ids).expect("the seed is right");
        let clock = Clock::frozen_at("2026-01-01T09:00:00Z".parse().expect("a time"));
        Self {
            idp: Idp::new(beginning, ids, clock),
            browser: Browser::default(),
            mark: 1,
        }
    }

    /// Lets a rule decide, and remembers where its part of the journal begins.
    pub(crate) fn transact<T, E: Refusal>(
        &mut self,
        rule: impl FnOnce(&Environment, &mut Ids) -> Ruling<T, E>,
    ) -> Result<T, E> {
        self.mark = self.idp.journal(1).last().map_or(1, |entry| entry.seq + 1);
        self.idp.transact(rule)
    }

    /// An operation of the management API, such as `sessions.SessionService/GetSession`, by Acme web's
    /// server; request and reply in the JSON of the contract.
    pub(crate) fn manage(&mut self, operation: &str, request: Value) -> Result<Value, Failure> {
        let token = self.own_token();
        self.manage_with(&token, operation, request)
    }

    /// The same with another token.
    pub(crate) fn manage_with(
        &mut self,
        token: &str,
        operation: &str,
        request: Value,
    ) -> Result<Value, Failure> {
        let operation = CONTRACT
            .named(&format!("scalekit.v1.{operation}"))
            .expect("the contract has it");
        let request = DynamicMessage::deserialize(operation.input.clone(), request)
            .expect("the request has the shape that the contract says");
        let reply = self.transact(|environment, ids| {
            management::decide(environment, ids, operation, Some(token), &request)
        })?;
        let options = SerializeOptions::new().use_proto_field_name(true);
        let reply = reply.serialize_with_options(serde_json::value::Serializer, &options);
        Ok(reply.expect("a message is plain data"))
    }

    /// Acme web's own token, from `client_credentials`.
    pub(crate) fn own_token(&mut self) -> String {
        self.token(WEB, "grant_type=client_credentials")
            .expect("Acme web has a secret")
            .access_token
    }

    /// Makes `event` true, whatever a rule would say.
    pub(crate) fn happens(&mut self, event: Event) {
        let granted: Result<(), ControlError> = self.transact(|_, _| {
            Ok(Granted {
                reply: (),
                events: vec![event],
            })
        });
        granted.expect("nothing refuses it");
    }

    pub(crate) fn seconds_pass(&self, seconds: u64) {
        self.idp.clock().advance(Duration::from_secs(seconds));
    }

    /// The journal's lines about the last request.
    pub(crate) fn told(&self) -> String {
        let news = self.idp.journal(self.mark).len();
        let story = self.idp.story();
        let lines: Vec<&str> = story.lines().collect();
        lines[lines.len() - news..].join("\n")
    }

    /// What a token of this environment says.
    pub(crate) fn claims(&self, token: &str) -> Value {
        self.idp
            .read(|environment| verify(environment.keys(), token))
            .expect("a token of this environment")
    }

    pub(crate) fn user(&self, email: &str) -> UserId {
        let user = |environment: &Environment| Some(environment.user_by_email(email)?.id.clone());
        self.idp.read(user).expect("a user with this address")
    }

    /// The digits in the newest mail.
    pub(crate) fn mailed(&self) -> String {
        let newest = |environment: &Environment| {
            let code = environment.mails().next()?.code.as_ref()?;
            Some(code.reveal().to_owned())
        };
        self.idp.read(newest).expect("a code was sent")
    }

    /// The token of the link in the newest mail.
    pub(crate) fn invited(&self) -> String {
        let newest = |environment: &Environment| {
            let link = environment.mails().next()?.link.as_ref()?;
            let (_, token) = link.reveal().split_once("/invitation?token=")?;
            Some(token.to_owned())
        };
        self.idp.read(newest).expect("an invitation was sent")
    }
}

/// Requests.
impl World {
    pub(crate) fn authorize(&mut self, query: &str) -> Result<Step, AuthorizeRefusal> {
        let ask = AuthorizeRequest::read(&Params::parse(query.as_bytes()));
        let browser = self.browser.clone();
        let step =
            self.transact(|environment, ids| authorize::decide(environment, ids, &ask, &browser))?;
        Ok(self.arrived(step))
    }

    /// Sends a form of the hosted pages.
    pub(crate) fn hosted(
        &mut self,
        form: impl FnOnce(&Environment, &mut Ids, &Browser) -> Ruling<Step, HostedRefusal>,
    ) -> Result<Step, HostedRefusal> {
        let browser = self.browser.clone();
        let step = self.transact(|environment, ids| form(environment, ids, &browser))?;
        Ok(self.arrived(step))
    }

    /// The browser keeps its cookie.
    fn arrived(&mut self, step: Step) -> Step {
        if let Step::Answer(answer) = &step
            && let Some(cookie) = &answer.cookie
        {
            self.browser.cookie = Some(cookie.clone());
        }
        step
    }

    pub(crate) fn submit_email(
        &mut self,
        page: &AuthRequestId,
        email: &str,
    ) -> Result<Step, HostedRefusal> {
        let form = EmailForm {
            email: email.to_owned(),
            organization_name: None,
        };
        self.hosted(|environment, ids, _| hosted::submit_email(environment, ids, page, &form))
    }

    pub(crate) fn submit_code(
        &mut self,
        page: &AuthRequestId,
        typed: &str,
    ) -> Result<Step, HostedRefusal> {
        self.hosted(|environment, ids, browser| {
            hosted::submit_code(environment, ids, page, typed, browser)
        })
    }

    pub(crate) fn sign_in_as(
        &mut self,
        page: &AuthRequestId,
        email: &str,
    ) -> Result<Step, HostedRefusal> {
        let user = self.user(email);
        self.hosted(|environment, ids, browser| {
            hosted::sign_in_as(environment, ids, page, user.as_str(), browser)
        })
    }

    pub(crate) fn choose(
        &mut self,
        page: &AuthRequestId,
        organization: &str,
    ) -> Result<Step, HostedRefusal> {
        self.hosted(|environment, ids, browser| {
            hosted::choose(environment, ids, page, organization, browser)
        })
    }

    /// Authorizes as asked and signs in by a click, up to the code.
    pub(crate) fn sign_in(&mut self, query: &str, email: &str) -> String {
        let page = page(self.authorize(query));
        code(self.sign_in_as(&page, email))
    }

    /// What is decided on a token request, before anything is signed.
    pub(crate) fn decide_token(
        &mut self,
        client: &str,
        form: &str,
    ) -> Result<Issuance, TokenError> {
        let form = Params::parse(format!("{client}&{form}").as_bytes());
        let (credentials, ask) = (credentials(&form), TokenRequest::read(&form));
        self.transact(|environment, ids| token::decide(environment, ids, &credentials, &ask))
    }

    pub(crate) fn token(&mut self, client: &str, form: &str) -> Result<TokenResponse, TokenError> {
        let issuance = self.decide_token(client, form)?;
        Ok(issuance.sign(Forgeries::default()))
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

    /// Alice signs in to Acme web.
    pub(crate) fn alice(&mut self) -> TokenResponse {
        let code = self.sign_in(ASK, ALICE);
        self.redeem(&code).expect("the code is fresh")
    }

    /// Acme web refreshes.
    pub(crate) fn refresh(&mut self, refresh_token: &str) -> Result<TokenResponse, TokenError> {
        let form = format!("grant_type=refresh_token&refresh_token={refresh_token}");
        self.token(WEB, &form)
    }

    pub(crate) fn userinfo(&mut self, token: &str) -> Result<Value, BearerError> {
        let presented = Ok(token.to_owned());
        let person = self.transact(|environment, _| userinfo::decide(environment, &presented))?;
        Ok(serde_json::to_value(person).expect("claims are plain data"))
    }

    pub(crate) fn introspect(
        &mut self,
        client: &str,
        form: &str,
    ) -> Result<Value, IntrospectError> {
        let form = Params::parse(format!("{client}&{form}").as_bytes());
        let (credentials, token) = (credentials(&form), form.owned("token"));
        let told =
            self.transact(|environment, _| introspect::decide(environment, &credentials, &token))?;
        Ok(serde_json::to_value(told).expect("claims are plain data"))
    }

    pub(crate) fn revoke(&mut self, client: &str, form: &str) -> Result<(), RevokeError> {
        let form = Params::parse(format!("{client}&{form}").as_bytes());
        let (credentials, token) = (credentials(&form), form.owned("token"));
        self.transact(|environment, _| revoke::decide(environment, &credentials, &token))
    }

    pub(crate) fn logout(&mut self, query: &str) -> Result<LoggedOut, LogoutError> {
        let ask = LogoutRequest::read(&Params::parse(query.as_bytes()));
        let browser = self.browser.clone();
        self.transact(|environment, _| logout::decide(environment, &ask, &browser))
    }
}

fn credentials(form: &Params) -> Result<Credentials, crate::wire::CredentialsMistake> {
    Credentials::read(&http::HeaderMap::new(), form)
}

/// The page that a request led to.
#[track_caller]
pub(crate) fn page<E: std::fmt::Debug>(outcome: Result<Step, E>) -> AuthRequestId {
    match outcome.expect("a page") {
        Step::Page(id) => id,
        Step::Answer(_) => panic!("a page was expected, and a code came"),
    }
}

/// The code that a request led to.
#[track_caller]
pub(crate) fn code<E: std::fmt::Debug>(outcome: Result<Step, E>) -> String {
    match outcome.expect("a code") {
        Step::Answer(answer) => answer.code.reveal().to_owned(),
        Step::Page(_) => panic!("a code was expected, and a page came"),
    }
}

/// The reason for a refusal.
#[track_caller]
pub(crate) fn refusal<T, E>(outcome: Result<T, E>) -> E {
    match outcome {
        Err(why) => why,
        Ok(_) => panic!("a refusal was expected, and this was granted"),
    }
}

/// A query with `changes` in place of its parameters of the same names.
pub(crate) fn but(query: &str, changes: &str) -> String {
    let name = |pair: &str| pair.split('=').next().unwrap_or_default().to_owned();
    let new: Vec<String> = changes.split('&').map(name).collect();
    let kept = query.split('&').filter(|pair| !new.contains(&name(pair)));
    kept.chain([changes]).collect::<Vec<_>>().join("&")
}

/// A query without the parameter `name`.
pub(crate) fn without(query: &str, name: &str) -> String {
    let kept = query
        .split('&')
        .filter(|pair| pair.split('=').next() != Some(name));
    kept.collect::<Vec<_>>().join("&")
}
