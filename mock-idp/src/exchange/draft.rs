//! An exchange while it is open: what is learned of it where the request is read and decided.

mod owner;

use std::sync::Arc;

use axum::http::request::Parts;
use http::Method;
use http::header::AUTHORIZATION;
use jiff::Timestamp;

use super::parameter::{Compared, Shapes};
use super::sender::{is_forwarded, origin};
use super::values::Values;
use super::{
    Answer, Cause, Credential, CredentialKind, Exchange, Operation, Place, Sdk, Sender,
    mistaken_for_logout,
};
use crate::environment::{
    AuthRequestId, AuthorizationEvent, ClientEvent, ClientId, Environment, Event, GrantEvent,
    GrantId, SessionEvent, SessionId,
};
use crate::secret::Secret;
use crate::wire::{Browser, Credentials, DoubleSlash, Endpoint, Params, Peer};

/// What an exchange has from the beginning.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Opened {
    pub(super) epoch: u64,
    pub(super) number: u64,
    pub(super) at: Timestamp,
    pub(super) moment: u64,
}

/// An exchange without an answer. It has values, and gives none of them to the exchange that it becomes.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    pub(super) opened: Opened,
    head: Head,
    shapes: Shapes,
    shown: Vec<(CredentialKind, Secret)>,
    given: Vec<(CredentialKind, Option<Secret>)>,
    lost: Vec<CredentialKind>,
    client: Option<ClientId>,
    named_client: Option<Secret>,
    request: Option<AuthRequestId>,
    hinted: Option<SessionId>,
    token_expires_at: Option<Timestamp>,
    /// Whether the answer gives a client a token of its own.
    owns_token: bool,
    session: Option<SessionId>,
    grant: Option<GrantId>,
    error: Option<&'static str>,
    cause: Option<Cause>,
    fault: Option<u64>,
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
    mistaken_for_logout: Option<&'static str>,
    double_slash: bool,
    method: &'static str,
    sdk: Option<Sdk>,
    from: Option<Arc<str>>,
    forwarded: bool,
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
        let browser = Browser::read(request, issuer);
        let head = Head {
            sender: Sender::of(headers, browser.initiator),
            connection: request.extensions.get::<Peer>().map_or(0, |peer| peer.connection),
            endpoint,
            mistaken_for_logout: mistaken_for_logout(path),
            double_slash: request.extensions.get::<DoubleSlash>().is_some(),
            method: method(&request.method),
            sdk: Sdk::of(headers),
            from: origin(headers),
            forwarded: is_forwarded(headers),
        };
        let mut draft = Self { opened, head, ..Self::default() };
        for cookie in browser.sessions {
            draft.shown.push((CredentialKind::SessionCookie, cookie));
        }
        if let Some(token) = bearer(request) {
            draft.shown.push((CredentialKind::AccessToken, token.into()));
        }
        if let (Some(_), Some(query)) = (draft.head.meant(), request.uri.query()) {
            draft.read(Place::Query, &Params::parse(query.as_bytes()));
        }
        draft
    }

    /// Adds the parameters of a query or a form.
    pub(crate) fn read(&mut self, place: Place, params: &Params) {
        let Some(endpoint) = self.head.meant() else { return };
        self.shapes.read(endpoint, place, params);
        for (name, value) in params.pairs().filter(|(_, value)| !value.is_empty()) {
            if name == "client_id" {
                self.named_client = Some(value.into());
            }
            if let Some(kind) = credential(endpoint, name) {
                self.shown.push((kind, value.into()));
            }
        }
    }

    /// Adds how a client authenticates itself.
    pub(crate) fn credentials(&mut self, credentials: &Credentials) {
        self.named_client = Some(credentials.client_id().into());
        if let Credentials::Basic { secret, .. } = credentials {
            self.shown.push((CredentialKind::ClientSecret, secret.clone()));
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
                self.lost.push(CredentialKind::SessionCookie);
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
                self.lost.push(CredentialKind::Code);
            }
            GrantEvent::TokensIssued { grant, expires_at, id_token, refresh_token, .. } => {
                self.grant = Some(grant.clone());
                self.token_expires_at = Some(*expires_at);
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
                self.lost.push(CredentialKind::RefreshToken);
                self.give(CredentialKind::RefreshToken, Some(successor));
            }
            GrantEvent::RefreshTokenRetried { grant, .. } => self.grant = Some(grant.clone()),
            GrantEvent::Revoked { grant, .. } => {
                self.grant = Some(grant.clone());
                self.lost.push(CredentialKind::Grant);
            }
            GrantEvent::AccessTokenRevoked { .. } => self.lost.push(CredentialKind::AccessToken),
            GrantEvent::AccessTokenOutlived { session, .. } => self.session = Some(session.clone()),
        }
    }

    fn give(&mut self, kind: CredentialKind, secret: Option<&Secret>) {
        self.given.push((kind, secret.cloned()));
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
        self.fault = Some(fault);
    }

    /// Ends the exchange at this moment: values become shapes.
    pub(super) fn finish(
        mut self,
        moment: u64,
        answer: Answer,
        values: &mut Values,
        environment: &Environment,
    ) -> Exchange {
        self.find(environment);
        let is_authenticated = self.is_authenticated();
        let Self { opened, head, mut shapes, shown, given, .. } = self;
        let number = opened.number;
        for Compared { name, value } in shapes.compared {
            let of_endpoint = head.meant().map_or("", Endpoint::as_str);
            let before = values.show(&format!("{of_endpoint} {name}"), value.reveal(), number);
            let parameter = shapes.parameters.iter_mut().find(|parameter| parameter.name == name);
            if let Some(parameter) = parameter {
                parameter.same_as = before.shown_in;
            }
        }
        let shown = shown.into_iter().map(|(kind, secret)| {
            let before = values.show("credential", secret.reveal(), number);
            Credential { kind, given_in: before.given_in, shown_in: before.shown_in }
        });
        let shown = shown.collect();
        for (_, secret) in &given {
            if let Some(secret) = secret {
                values.give("credential", secret.reveal(), number);
            }
        }
        let Head { sender, connection, endpoint, mistaken_for_logout, .. } = head;
        Exchange {
            number,
            at: opened.at,
            sender: if is_authenticated { sender.authenticated() } else { sender },
            connection,
            endpoint,
            mistaken_for_logout,
            operation: self.operation,
            double_slash: head.double_slash,
            method: head.method,
            sdk: head.sdk,
            client: self.client,
            session: self.session,
            hinted: self.hinted,
            grant: self.grant,
            request: self.request,
            from: head.from,
            forwarded: head.forwarded,
            parameters: shapes.parameters.into(),
            unknown: shapes.unknown.into(),
            shown,
            given: given.into_iter().map(|(kind, _)| Credential::new(kind)).collect(),
            lost: self.lost.into_iter().map(Credential::new).collect(),
            token_expires_at: self.token_expires_at,
            answer: Answer {
                error: self.error,
                cause: self.cause,
                fault: self.fault,
                late: self.late,
                ..answer
            },
            events: self.events.into(),
            span: (opened.moment, moment),
        }
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

/// Returns the name of a method that an endpoint may have.
fn method(method: &Method) -> &'static str {
    ["GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"]
        .into_iter()
        .find(|known| *known == method.as_str())
        .unwrap_or("other")
}

#[cfg(test)]
mod tests;
