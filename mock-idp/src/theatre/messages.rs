//! The messages of an exchange: the hop that led to it, the request, the answer, and where the answer led.

use theatre::{Carried, Mark, Message, MessageKind, Weight};

use super::Stage;
use super::lanes::BROWSER;
use crate::exchange::{
    CredentialKind, CredentialKinds, Destination, Exchange, Operation, Parameter, SiteRelation,
};
use crate::verdict::{self, Finding};
use crate::wire::Endpoint;

impl Stage<'_> {
    /// Adds an exchange to the scene.
    pub(super) fn play(&mut self, exchange: &Exchange) {
        let from = self.lanes.sender(exchange);
        let (app, scalekit) = (self.lanes.app(exchange), self.lanes.scalekit());
        let blank = Message {
            number: exchange.number,
            is_detail: is_detail(exchange),
            ..Message::default()
        };
        if let Some(what) = sent_by_app(exchange).filter(|_| from == BROWSER) {
            let kind = MessageKind::Answer;
            let (from, to, what) = (app, BROWSER, what.to_owned());
            self.say(Message { from, to, kind, is_inferred: true, what, ..blank.clone() });
        }
        let sent = self.say(Message {
            from,
            to: scalekit,
            what: request(exchange),
            carries: shown(exchange),
            details: exchange.parameters.iter().map(Parameter::described).collect(),
            marks: self
                .recorded
                .found_at(exchange)
                .map(|finding| mark(finding, exchange.number))
                .collect(),
            ..blank.clone()
        });
        let answered = self.say(Message {
            from: scalekit,
            to: from,
            kind: MessageKind::Answer,
            what: self.answer(exchange),
            carries: changes(exchange),
            events: exchange.events.iter().map(|event| (*event).to_owned()).collect(),
            ..blank.clone()
        });
        let led = self.address_at_app(exchange).filter(|_| from == BROWSER).map(str::to_owned);
        let led = led.map(|path| {
            let code = exchange.gives(CredentialKind::Code);
            self.say(Message {
                from: BROWSER,
                to: app,
                is_inferred: true,
                what: format!("GET {path}"),
                carries: code.then(|| Carried::With("code".to_owned())).into_iter().collect(),
                ..blank
            })
        });
        self.lives.play(exchange, sent, answered, led);
    }

    /// Returns what an answer was, with the path to which it led.
    fn answer(&self, exchange: &Exchange) -> String {
        let answer = &exchange.answer;
        let Some(status) = answer.status else { return "no answer".to_owned() };
        let mut text = status.to_string();
        if let Some(to) = &answer.to {
            let path = self.address_at_app(exchange).unwrap_or(path_of(to, &self.recorded.issuer));
            text = format!("{text} to {path}");
        }
        if let Some(error) = answer.error {
            text = format!("{text} {error}");
        }
        text
    }

    /// Returns the path to which an answer leads a browser, if that is not here.
    fn address_at_app<'e>(&self, exchange: &'e Exchange) -> Option<&'e str> {
        let to = exchange.answer.to.as_deref()?;
        let (_, rest) = to.split_once("://")?;
        let is_here = to
            .strip_prefix(&*self.recorded.issuer)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        if is_here {
            return None;
        }
        rest.find('/').map(|at| &rest[at..])
    }
}

fn path_of<'t>(to: &'t str, issuer: &str) -> &'t str {
    to.strip_prefix(issuer).unwrap_or(to)
}

/// Whether only everything has it: what a process fetches once and keeps.
fn is_detail(exchange: &Exchange) -> bool {
    matches!(exchange.endpoint, Some(Endpoint::Keys | Endpoint::Discovery))
}

/// Returns the hop by which an application sent the browser here, where the browser says that a page of another origin did.
/// An address that somebody typed has no such hop, and neither has a redirect that began with one: a browser says the same
/// of both (Fetch Metadata §2.4).
fn sent_by_app(exchange: &Exchange) -> Option<&'static str> {
    let is_navigation = matches!(
        exchange.sender.destination(),
        Some(Destination::Document | Destination::CrossOriginPost) | None
    );
    match exchange.endpoint? {
        _ if !is_navigation || !is_sent_by_a_page(exchange) => None,
        Endpoint::Authorize if exchange.client.is_some() => Some("leads to /oauth/authorize"),
        Endpoint::Logout if !exchange.parameters.is_empty() => Some("leads to /oidc/logout"),
        _ => None,
    }
}

/// Whether a page that is not Scalekit's own made the browser send a request.
fn is_sent_by_a_page(exchange: &Exchange) -> bool {
    let site = exchange.sender.site();
    matches!(site, Some(SiteRelation::SameSite | SiteRelation::CrossSite))
        || exchange.is_from_registered()
}

fn request(exchange: &Exchange) -> String {
    let line = exchange.request_line();
    let grant = exchange.parameter("grant_type").and_then(|grant| grant.words.iter().next());
    let operation = exchange.operation.map(Operation::as_str);
    let operation = operation.and_then(|name| name.rsplit('/').next());
    match grant.or(operation) {
        Some(more) => format!("{line} {more}"),
        None => line,
    }
}

/// Returns the name of a credential that has a life, or opens something.
pub(super) fn name(kind: CredentialKind) -> Option<&'static str> {
    match kind {
        CredentialKind::SessionCookie => Some("Scalekit cookie"),
        CredentialKind::Code => Some("code"),
        CredentialKind::AccessToken => Some("access token"),
        CredentialKind::IdToken => Some("ID token"),
        CredentialKind::RefreshToken => Some("refresh token"),
        CredentialKind::Token => Some("token"),
        CredentialKind::Grant => Some("grant"),
        CredentialKind::CodeVerifier | CredentialKind::ClientSecret => None,
    }
}

fn shown(exchange: &Exchange) -> Vec<Carried> {
    let names = exchange.shown.iter().filter_map(|one| name(one.kind));
    names.map(|name| Carried::With(name.to_owned())).collect()
}

fn changes(exchange: &Exchange) -> Vec<Carried> {
    let names = |kinds: CredentialKinds| kinds.iter().filter_map(name).map(str::to_owned);
    let lost = exchange.lost.iter().filter(|kind| !exchange.gives(*kind)).filter_map(name);
    let lost = lost.map(|name| Carried::Lost(name.to_owned()));
    lost.chain(names(exchange.given).map(Carried::Gained)).collect()
}

/// Returns a finding as it stands at a message of this exchange.
pub(crate) fn mark(finding: &Finding, exchange: u64) -> Mark {
    let weight = match finding.weight {
        verdict::Weight::Fault => Weight::Fault,
        verdict::Weight::Doubt => Weight::Doubt,
        verdict::Weight::Advice => Weight::Advice,
    };
    let again = finding.first.again.iter().position(|number| *number == exchange);
    let times = match finding.times {
        ..=1 => String::new(),
        times => format!(" ({} of {times})", again.map_or(1, |earlier| earlier + 2)),
    };
    Mark {
        weight,
        slug: finding.slug.to_owned(),
        what: format!("{}{times}", finding.what),
        fix: Some(finding.fix.to_owned()),
    }
}
