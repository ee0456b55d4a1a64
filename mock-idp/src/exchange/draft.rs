//! An exchange while it is open: what is learned of it where the request is read and decided.

mod owner;

use std::num::NonZeroU32;

use arcstr::ArcStr;
use axum::http::request::Parts;
use http::header::AUTHORIZATION;
use jiff::Timestamp;

use super::origin::{origin, shown_origin};
use super::parameter::{Compared, Shapes};
use super::sender::is_forwarded;
use super::{
    Answer, Cause, Credential, CredentialKind, CredentialKinds, Exchange, Method, MistakenPath,
    Operation, Ordinal, Origins, Place, Recorder, Sdk, Sender, Ties,
};
use crate::environment::{
    AuthRequestId, AuthorizationEvent, ClientEvent, ClientId, Environment, Event, GrantEvent,
    GrantId, SessionEvent, SessionId, UserId,
};
use crate::secret::Secret;
use crate::wire::{self, Credentials, DoubleSlash, Endpoint, Initiator, Peer, SESSION_COOKIE};

/// The kind of all credentials, among the values that are recognised.
const CREDENTIAL: &str = "credential";

/// Credentials that are kept of one request: three times as many as any client shows, and a browser with a dozen sessions.
const MOST_SHOWN: usize = 16;

/// What an exchange has from the beginning.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Opened {
    pub(super) epoch: u64,
    pub(super) number: u64,
    /// When the request came, by the environment's clock.
    pub(super) now: Timestamp,
    /// The same on the scale of the exchanges, on which nothing is ever made older.
    pub(super) at: Timestamp,
}

/// An exchange without an answer. It has values, and gives none of them to the exchange that it becomes.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    pub(super) opened: Opened,
    head: Head,
    shapes: Shapes,
    shown: Vec<(CredentialKind, Secret)>,
    given: CredentialKinds,
    /// The given credentials that are recognised when they come back.
    recognised: Vec<Secret>,
    lost: CredentialKinds,
    client: Option<ClientId>,
    named_client: Option<Secret>,
    request: Option<AuthRequestId>,
    hinted: Option<SessionId>,
    token_seconds: Option<NonZeroU32>,
    /// Whether the answer gives a client a token of its own.
    owns_token: bool,
    session: Option<SessionId>,
    user: Option<UserId>,
    grant: Option<GrantId>,
    error: Option<&'static str>,
    cause: Option<Cause>,
    fault: Option<Ordinal>,
    operation: Option<Operation>,
    late: bool,
    events: Vec<&'static str>,
}

/// What the head of a request says.
#[derive(Debug, Default)]
struct Head {
    sender: Sender,
    connection: u64,
    endpoint: Option<Endpoint>,
    mistaken_for_logout: Option<MistakenPath>,
    double_slash: bool,
    method: Method,
    sdk: Option<Sdk>,
    from: Option<ArcStr>,
    forwarded: bool,
    is_of_test: bool,
}

impl Head {
    /// Returns the endpoint whose parameters the request has: those of a logout also where the client mistakes the path.
    fn meant(&self) -> Option<Endpoint> {
        self.endpoint.or(self.mistaken_for_logout.map(|_| Endpoint::Logout))
    }
}

impl Draft {
    /// Opens an exchange with the head of its request, which went to the environment at the URL `issuer`.
    pub(crate) fn open(opened: Opened, request: &Parts, issuer: &str) -> Self {
        let headers = &request.headers;
        let path = request.uri.path();
        let endpoint = Endpoint::at(path);
        let peer = request.extensions.get::<Peer>().copied().unwrap_or_default();
        let initiator = Initiator::of(request, peer.tls, issuer);
        let head = Head {
            sender: Sender::of(headers, initiator),
            connection: peer.connection,
            endpoint,
            mistaken_for_logout: MistakenPath::of(path),
            double_slash: request.extensions.get::<DoubleSlash>().is_some(),
            method: Method::of(&request.method),
            sdk: Sdk::of(headers),
            from: origin(headers),
            forwarded: is_forwarded(headers),
            is_of_test: peer.is_of_test,
        };
        let mut draft = Self { opened, head, ..Self::default() };
        for cookie in wire::cookie_secrets(headers, SESSION_COOKIE) {
            draft.shows(CredentialKind::SessionCookie, cookie);
        }
        if let Some(token) = bearer(request) {
            draft.shows(CredentialKind::AccessToken, token.into());
        }
        if let (Some(_), Some(query)) = (draft.head.meant(), request.uri.query()) {
            draft.read(Place::Query, wire::pairs(query.as_bytes()));
        }
        draft
    }

    /// Adds the parameters of a query or a form. An empty value counts as absent (RFC 6749 §3.1).
    pub(crate) fn read<T: AsRef<str>>(
        &mut self,
        place: Place,
        params: impl IntoIterator<Item = (T, T)>,
    ) {
        let Some(endpoint) = self.head.meant() else { return };
        for (name, value) in params {
            let (name, value) = (name.as_ref(), value.as_ref());
            if value.is_empty() {
                continue;
            }
            self.shapes.read(endpoint, place, name, value);
            if name == "client_id" {
                self.named_client = Some(value.into());
            }
            if let Some(kind) = credential(endpoint, name) {
                self.shows(kind, value.into());
            }
        }
    }

    fn shows(&mut self, kind: CredentialKind, secret: Secret) {
        if self.shown.len() < MOST_SHOWN {
            self.shown.push((kind, secret));
        }
    }

    /// Adds how a client authenticates itself.
    pub(crate) fn credentials(&mut self, credentials: &Credentials) {
        self.named_client = Some(credentials.client_id().into());
        if let Credentials::Basic { secret, .. } = credentials {
            self.shows(CredentialKind::ClientSecret, secret.clone());
        }
    }

    /// Adds which operation of the management API was called.
    pub(crate) fn called(&mut self, operation: &str) {
        self.operation = Operation::named(operation);
    }

    /// Adds an event that the request caused.
    pub(crate) fn caused(&mut self, event: &Event) {
        self.events.push(event.name());
        match event {
            Event::Session(event) => self.caused_of_session(event),
            Event::Grant(event) => self.caused_of_grant(event),
            Event::Client(ClientEvent::TokenIssued { .. }) => {
                self.owns_token = true;
                self.give(CredentialKind::AccessToken, None);
            }
            Event::Authorization(AuthorizationEvent::Requested { request }) => {
                self.request = Some(request.id.clone());
                self.client = Some(request.client.clone());
            }
            _ => {}
        }
    }

    fn caused_of_session(&mut self, event: &SessionEvent) {
        match event {
            SessionEvent::Began { session } => {
                self.session = Some(session.id.clone());
                self.give(CredentialKind::SessionCookie, Some(&session.cookie));
            }
            SessionEvent::Reauthenticated { session, .. } => self.session = Some(session.clone()),
            SessionEvent::Ended { session, hinted, .. } => {
                // Of several sessions of one browser, the one that was meant, or else the first.
                let is_meant = hinted.as_ref().is_some_and(|hint| hint.session == *session);
                if is_meant || self.session.is_none() {
                    self.session = Some(session.clone());
                }
                self.lost.insert(CredentialKind::SessionCookie);
            }
            SessionEvent::LogoutEndedNothing { why, .. } => self.cause = Some(Cause::from(*why)),
            SessionEvent::Expired { .. } => {}
        }
    }

    fn caused_of_grant(&mut self, event: &GrantEvent) {
        match event {
            GrantEvent::CodeIssued { grant, code, request } => {
                self.grant = Some(grant.id.clone());
                self.client = Some(grant.client.clone());
                self.session = Some(grant.session.clone());
                self.request = request.clone().or(self.request.take());
                self.give(CredentialKind::Code, Some(&code.secret));
            }
            GrantEvent::CodeRedeemed { grant, .. } => {
                self.grant = Some(grant.clone());
                self.lost.insert(CredentialKind::Code);
            }
            GrantEvent::TokensIssued { grant, expires_at, id_token, refresh_token, .. } => {
                self.grant = Some(grant.clone());
                let life = expires_at.duration_since(self.opened.now).as_secs();
                self.token_seconds = u32::try_from(life).ok().and_then(NonZeroU32::new);
                self.give(CredentialKind::AccessToken, None);
                if *id_token {
                    self.give(CredentialKind::IdToken, None);
                }
                if let Some(token) = refresh_token {
                    self.give(CredentialKind::RefreshToken, Some(token));
                }
            }
            GrantEvent::RefreshTokenRotated { grant, successor, .. } => {
                self.grant = Some(grant.clone());
                self.lost.insert(CredentialKind::RefreshToken);
                self.give(CredentialKind::RefreshToken, Some(successor));
            }
            GrantEvent::RefreshTokenRetried { grant, .. } => self.grant = Some(grant.clone()),
            GrantEvent::Revoked { grant, .. } => {
                self.grant = Some(grant.clone());
                self.lost.insert(CredentialKind::Grant);
            }
            GrantEvent::AccessTokenRevoked { .. } => self.lost.insert(CredentialKind::AccessToken),
            GrantEvent::AccessTokenOutlived { session, .. } => self.session = Some(session.clone()),
        }
    }

    fn give(&mut self, kind: CredentialKind, secret: Option<&Secret>) {
        self.given.insert(kind);
        self.recognised.extend(secret.cloned());
    }

    /// Adds that the request was refused, with the name of the journal's entry.
    pub(crate) fn refused(
        &mut self,
        event: &'static str,
        error: &'static str,
        cause: Option<Cause>,
    ) {
        self.events.push(event);
        self.error = Some(error);
        self.cause = cause.or(self.cause);
    }

    /// Adds that a planned fault answers the client with an error.
    pub(crate) fn spoiled(&mut self, error: &'static str) {
        self.error = Some(error);
    }

    /// Adds that a planned fault was carried out, and whether it only lets the answer come `late`.
    pub(crate) fn fired(&mut self, event: &'static str, fault: u64, late: bool) {
        self.events.push(event);
        self.late = late && (self.fault.is_none() || self.late);
        self.fault = Ordinal::of(fault);
    }

    /// Ends the exchange: values become shapes, and what most exchanges have in common is shared.
    pub(super) fn finish(
        mut self,
        answer: Answer,
        recorder: &mut Recorder,
        environment: &Environment,
    ) -> Exchange {
        self.find(environment);
        self.compare(recorder);
        let is_authenticated = self.is_authenticated();
        let shown = self.show(recorder);
        let registered = self.is_from_registered(environment);
        let Self { opened, head, shapes, .. } = self;
        let Recorder { opened: latest, interned, .. } = recorder;
        let mut sender = if is_authenticated { head.sender.authenticated() } else { head.sender };
        sender.share(interned);
        Exchange {
            number: opened.number,
            at: opened.at,
            sender,
            connection: head.connection,
            endpoint: head.endpoint,
            mistaken_for_logout: head.mistaken_for_logout,
            operation: self.operation,
            double_slash: head.double_slash,
            method: head.method,
            sdk: head.sdk.map(|sdk| interned.sdk(sdk)),
            client: self.client,
            session: self.session,
            hinted: self.hinted,
            user: self.user,
            grant: self.grant,
            request: self.request,
            from: head.from.map(|origin| interned.text(&shown_origin(&origin, environment))),
            forwarded: head.forwarded,
            parameters: shapes.parameters.into(),
            unknown: shapes.unknown.into(),
            shown,
            given: self.given,
            lost: self.lost,
            token_seconds: self.token_seconds,
            answer: Answer {
                to: answer.to.map(|to| interned.text(&to)),
                error: self.error,
                cause: self.cause,
                fault: self.fault,
                late: self.late,
                ..answer
            },
            events: interned.events(self.events),
            origins: Origins { test: head.is_of_test, registered },
            meanwhile: u32::try_from(latest.saturating_sub(opened.number)).unwrap_or(u32::MAX),
            ties: Ties::default(),
        }
    }

    /// Compares the values that are to be new each time with those of earlier exchanges.
    fn compare(&mut self, recorder: &mut Recorder) {
        let endpoint = self.head.meant();
        for Compared { name, value } in self.shapes.compared.drain(..) {
            let kind = (endpoint, name.as_str());
            let before = recorder.values.show(kind, value.reveal(), self.opened.number);
            let mut parameters = self.shapes.parameters.iter_mut();
            if let Some(parameter) = parameters.find(|parameter| parameter.name == name) {
                parameter.same_as = before.shown_in;
            }
        }
    }

    /// Returns the credentials that were shown, with where each was seen before, and remembers those that are given.
    fn show(&mut self, recorder: &mut Recorder) -> Box<[Credential]> {
        let number = self.opened.number;
        let values = &mut recorder.values;
        let shown = self.shown.iter().map(|(kind, secret)| {
            let before = values.show(CREDENTIAL, secret.reveal(), number);
            Credential { kind: *kind, given_in: before.given_in, shown_in: before.shown_in }
        });
        let shown = shown.collect();
        for secret in &self.recognised {
            values.give(CREDENTIAL, secret.reveal(), number);
        }
        shown
    }

    /// Whether a client sent the request: it named itself, or brought a token, and was not refused for it.
    fn is_authenticated(&self) -> bool {
        let is_refused = matches!(self.error, Some("invalid_client" | "unauthenticated"));
        let brings_token = self.shown.iter().any(|(kind, _)| *kind == CredentialKind::AccessToken);
        match self.head.endpoint {
            Some(Endpoint::Token | Endpoint::Introspect | Endpoint::Revoke) => {
                self.named_client.is_some() && !is_refused
            }
            Some(Endpoint::Management | Endpoint::UserInfo) => brings_token && !is_refused,
            _ => false,
        }
    }
}

fn bearer(request: &Parts) -> Option<&str> {
    let field = request.headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = field.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token)
}

/// Returns what a parameter is, if it is a credential.
fn credential(endpoint: Endpoint, name: &str) -> Option<CredentialKind> {
    match (endpoint, name) {
        (_, "client_secret") => Some(CredentialKind::ClientSecret),
        (Endpoint::Token, "code") => Some(CredentialKind::Code),
        (Endpoint::Token, "code_verifier") => Some(CredentialKind::CodeVerifier),
        (Endpoint::Token, "refresh_token") => Some(CredentialKind::RefreshToken),
        (Endpoint::Authorize | Endpoint::Logout, "id_token_hint") => Some(CredentialKind::IdToken),
        (Endpoint::Introspect | Endpoint::Revoke, "token") => Some(CredentialKind::Token),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
