//! The world that the tests of the rules share: the default seed, a frozen clock, and one browser.

mod invariants;
mod requests;

use std::time::Duration;

use prost_reflect::{DynamicMessage, SerializeOptions};
use serde_json::Value;

use crate::environment::{AuthRequestId, EVENT_TYPES, Environment, Event, UserId};
use crate::idp::Idp;
use crate::ids::Ids;
use crate::journal::Happening;
use crate::mint::verify;
use crate::rules::authorization::Step;
use crate::rules::control::ControlError;
use crate::rules::management::{self, Caller, OperationError};
use crate::rules::webhook::documented;
use crate::rules::{Desk, Granted, Refusal, Ruling};
use crate::wire::Browser;
use crate::wire::contract::CONTRACT;
use crate::{Clock, Seed};

/// The environment URL of the world.
pub(crate) const ISSUER: &str = "http://idp.test";

/// The credentials of Acme web, in a form.
pub(crate) const WEB: &str =
    "client_id=skc_100000000000000001&client_secret=test_acme_web_secret_not_for_production";

/// The identification of Acme SPA, a public client, in a form.
pub(crate) const SPA: &str = "client_id=skc_100000000000000002";

/// The callback of Acme web.
pub(crate) const CALLBACK: &str = "http://localhost:3000/auth/callback";

/// The authorization request of Acme web.
pub(crate) const AUTHORIZE: &str = "response_type=code&client_id=skc_100000000000000001&redirect_uri=http://localhost:3000/auth/callback&scope=openid profile email offline_access&state=xyz&nonce=n-0S6";

/// The authorization request of Acme SPA, with the challenge of RFC 7636, appendix B.
pub(crate) const AUTHORIZE_SPA: &str = "response_type=code&client_id=skc_100000000000000002&redirect_uri=http://localhost:3000/spa/callback&scope=openid offline_access&state=xyz&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";

/// The verifier of that challenge.
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

pub(crate) const ALICE: &str = "alice@acme.example";
pub(crate) const BOB: &str = "bob@acme.example";
/// A user in Globex and in Acme.
pub(crate) const CAROL: &str = "carol@globex.example";
/// A deactivated user.
pub(crate) const DAVE: &str = "dave@acme.example";

pub(crate) const ACME: &str = "org_100000000000000001";
pub(crate) const GLOBEX: &str = "org_100000000000000002";

/// An environment and a browser.
pub(crate) struct World {
    pub(crate) idp: Idp,
    pub(crate) browser: Browser,
    /// The number of the first journal entry of the last request.
    mark: u64,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::of(&Seed::default())
    }

    pub(crate) fn of(seed: &Seed) -> Self {
        Self::at(ISSUER, seed)
    }

    /// Returns a world at this environment URL.
    pub(crate) fn at(issuer: &str, seed: &Seed) -> Self {
        let mut ids = Ids::seeded(42);
        let beginning = seed.initial_state(issuer, &mut ids).expect("the seed is right");
        let clock = Clock::frozen_at("2026-01-01T09:00:00Z".parse().expect("a time"));
        Self { idp: Idp::new(beginning, ids, clock), browser: Browser::default(), mark: 1 }
    }

    /// Lets a rule decide, and notes the number of its first journal entry.
    pub(crate) fn transact<T, E: Refusal>(
        &mut self,
        rule: impl FnOnce(&mut Desk<'_>) -> Ruling<T, E>,
    ) -> Result<T, E> {
        self.mark = self.idp.journal(1).last().map_or(1, |entry| entry.seq + 1);
        let logged = self.idp.read(Environment::newest_logged);
        let outcome = self.idp.transact(rule);
        self.check_events_since(logged);
        outcome
    }

    /// Compares every event in the log after this number with Scalekit's documents about its type.
    #[track_caller]
    fn check_events_since(&self, logged: u64) {
        let journal = self.idp.journal(self.mark).into_iter();
        let typed = journal.filter(|entry| match &entry.happening {
            Happening::Event(event) => EVENT_TYPES.contains(&event.name()),
            _ => false,
        });
        let newest = self.idp.read(Environment::newest_logged);
        assert_eq!(typed.count() as u64, newest - logged, "the log lacks an event");
        self.idp.read(|env| {
            for event in env.log().take_while(|event| event.number > logged) {
                let body = serde_json::to_value(management::envelope(env, event));
                let complaints = documented::complaints(&body.expect("an event is plain data"));
                assert_eq!(complaints, Vec::<String>::new());
            }
        });
    }

    /// Calls an operation of the management API, such as `sessions.SessionService/GetSession`, with Acme web's
    /// own token; request and reply in the JSON of the contract.
    pub(crate) fn manage(
        &mut self,
        operation: &str,
        request: Value,
    ) -> Result<Value, OperationError> {
        let token = self.own_token();
        self.manage_with(&token, operation, request)
    }

    /// Calls an operation with another token.
    pub(crate) fn manage_with(
        &mut self,
        token: &str,
        operation: &str,
        request: Value,
    ) -> Result<Value, OperationError> {
        let operation =
            CONTRACT.named(&format!("scalekit.v1.{operation}")).expect("the contract has it");
        let request = DynamicMessage::deserialize(operation.input.clone(), request)
            .expect("the request has the shape that the contract says");
        let reply = self.transact(|desk| {
            let caller = Caller::Bearer(Some(token));
            management::decide(desk, operation, caller, &request)
        })?;
        let options = SerializeOptions::new().use_proto_field_name(true);
        let reply = reply.serialize_with_options(serde_json::value::Serializer, &options);
        Ok(reply.expect("a message is plain data"))
    }

    /// Returns Acme web's own token, from `client_credentials`.
    pub(crate) fn own_token(&mut self) -> String {
        self.token(WEB, "grant_type=client_credentials")
            .expect("Acme web has a secret")
            .access_token
    }

    /// Applies `event` without a rule.
    pub(crate) fn happens(&mut self, event: impl Into<Event>) {
        let events = vec![event.into()];
        let granted: Result<(), ControlError> =
            self.transact(|_| Ok(Granted { reply: (), events }));
        granted.expect("nothing refuses it");
    }

    pub(crate) fn seconds_pass(&self, seconds: u64) {
        self.idp.clock().advance(Duration::from_secs(seconds));
    }

    /// Returns the journal's lines about the last request.
    pub(crate) fn last_story(&self) -> String {
        let news = self.idp.journal(self.mark).len();
        let story = self.idp.story();
        let lines: Vec<&str> = story.lines().collect();
        lines[lines.len() - news..].join("\n")
    }

    /// Returns the claims of a token of this environment.
    pub(crate) fn claims(&self, token: &str) -> Value {
        self.idp.read(|env| verify(env.keys(), token)).expect("a token of this environment")
    }

    pub(crate) fn user(&self, email: &str) -> UserId {
        let user = |env: &Environment| Some(env.user_by_email(email)?.id.clone());
        self.idp.read(user).expect("a user with this address")
    }

    /// Returns the digits in the newest mail.
    pub(crate) fn mailed(&self) -> String {
        let newest = |env: &Environment| {
            let code = env.mails().next()?.code.as_ref()?;
            Some(code.reveal().to_owned())
        };
        self.idp.read(newest).expect("a code was sent")
    }

    /// Returns the token of the link in the newest mail.
    pub(crate) fn invited(&self) -> String {
        let newest = |env: &Environment| {
            let link = env.mails().next()?.link.as_ref()?;
            let (_, token) = link.reveal().split_once("/invitation?token=")?;
            Some(token.to_owned())
        };
        self.idp.read(newest).expect("an invitation was sent")
    }
}

/// Returns the request whose page is the next step.
#[track_caller]
pub(crate) fn page<E: std::fmt::Debug>(outcome: Result<Step, E>) -> AuthRequestId {
    match outcome.expect("a page") {
        Step::Page(id) => id,
        other => panic!("a page was expected, and there came {other:?}"),
    }
}

/// Returns the code of the next step.
#[track_caller]
pub(crate) fn code<E: std::fmt::Debug>(outcome: Result<Step, E>) -> String {
    match outcome.expect("a code") {
        Step::CodeResponse(answer) => answer.code.reveal().to_owned(),
        other => panic!("a code was expected, and there came {other:?}"),
    }
}

/// Returns the reason for a refusal.
#[track_caller]
pub(crate) fn refusal<T, E>(outcome: Result<T, E>) -> E {
    match outcome {
        Err(why) => why,
        Ok(_) => panic!("a refusal was expected, and this was granted"),
    }
}

/// Returns a query with `changes` in place of its parameters of the same names.
pub(crate) fn but(query: &str, changes: &str) -> String {
    let name = |pair: &str| pair.split('=').next().unwrap_or_default().to_owned();
    let new: Vec<String> = changes.split('&').map(name).collect();
    let kept = query.split('&').filter(|pair| !new.contains(&name(pair)));
    kept.chain([changes]).collect::<Vec<_>>().join("&")
}

/// Returns a query without the parameter `name`.
pub(crate) fn without(query: &str, name: &str) -> String {
    let kept = query.split('&').filter(|pair| pair.split('=').next() != Some(name));
    kept.collect::<Vec<_>>().join("&")
}
