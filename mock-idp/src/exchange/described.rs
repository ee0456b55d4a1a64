//! An exchange in words, for people.

use std::fmt::Write as _;

use serde::Serialize;

use super::{
    Answer, Credential, CredentialKind, CredentialKinds, Destination, Exchange, MistakenPath,
    Parameter,
};
use crate::environment::{ClientId, SessionId};
use crate::wire::Endpoint;

/// Columns by which the facts of an exchange stand in from its line.
const INDENT: usize = 6;

impl Exchange {
    /// Returns method and path: `GET /oidc/logout`. Of a path that is no endpoint's only those are known that clients take
    /// for one.
    pub(crate) fn request_line(&self) -> String {
        let mistaken = self.mistaken_for_logout.map(MistakenPath::as_str);
        let path = self.endpoint.map(Endpoint::path).or(mistaken);
        format!("{} {}", self.method, path.unwrap_or("an unknown path"))
    }

    /// Returns what sent the request: `node-fetch/3.3.2`, `a browser`.
    pub(crate) fn sent_by(&self) -> String {
        let in_a_browser = match self.sender.destination() {
            None => return self.program(),
            Some(Destination::Document) => "a browser",
            Some(Destination::CrossOriginPost) => "a browser, posting from another origin",
            Some(Destination::Frame) => "a frame in a browser",
            Some(Destination::Subresource) => "a page in a browser, as a part of itself",
            Some(Destination::Prefetch) => "a browser that fetched ahead",
            Some(Destination::Script) => "a script in a browser",
        };
        in_a_browser.to_owned()
    }

    fn program(&self) -> String {
        match (&self.sdk, self.sender.agent()) {
            (Some(sdk), _) => format!("the {} SDK {}", sdk.language, sdk.version),
            (None, Some(agent)) => agent.to_string(),
            (None, None) => "a program that does not name itself".to_owned(),
        }
    }

    /// Returns what became of it: `302 to http://localhost:3000/logged-out`.
    pub(crate) fn outcome(&self) -> String {
        let Answer { status, to, error, cause, fault, .. } = &self.answer;
        let Some(status) = status else {
            return "no answer, because the connection broke".to_owned();
        };
        let mut text = status.to_string();
        if let Some(to) = to {
            let _ = write!(text, " to {to}");
        }
        if let Some(error) = error {
            let _ = write!(text, ", {error}");
        }
        if let Some(cause) = cause {
            let _ = write!(text, " ({})", words(cause));
        }
        if let Some(fault) = fault {
            let _ = write!(text, ", by the planned fault {}", fault.get());
        }
        text
    }

    /// Returns the facts of the exchange, each with what it is about. `name` has the name of a client.
    pub(crate) fn facts(
        &self,
        name: impl Fn(&ClientId) -> Option<String>,
    ) -> Vec<(&'static str, String)> {
        let list = |items: Vec<String>| (!items.is_empty()).then(|| items.join(", "));
        let id = |id: Option<&str>| id.map(str::to_owned);
        let unknown = self.unknown.iter().map(|unknown| match unknown.of {
            Some(of) => format!("{} as {of}", unknown.quoted),
            None => unknown.quoted.to_string(),
        });
        let client = |id: &ClientId| match name(id) {
            Some(name) => format!("{name} ({id})"),
            None => id.to_string(),
        };
        let facts = [
            ("connection", Some(self.connection.to_string())),
            ("client", self.client.as_ref().map(client)),
            ("session", id(self.session.as_ref().map(SessionId::as_str))),
            ("hint of", id(self.hinted.as_ref().map(SessionId::as_str))),
            ("from", id(self.from.as_deref())),
            ("with", list(self.parameters.iter().map(Parameter::described).collect())),
            ("unknown", list(unknown.collect())),
            ("showed", list(self.shown.iter().map(credential).collect())),
            ("gave", list(kinds(self.given))),
            ("ended", list(kinds(self.lost))),
            ("journal", list(self.events.iter().map(|event| (*event).to_owned()).collect())),
        ];
        facts.into_iter().filter_map(|(about, fact)| Some((about, fact?))).collect()
    }

    /// Returns its line, with the time since the environment began: `#3  00:39  GET /oidc/logout by a browser: 302 to …`.
    pub(crate) fn line(&self, elapsed: &str) -> String {
        let Self { number, .. } = self;
        let (request, sender, outcome) = (self.request_line(), self.sent_by(), self.outcome());
        format!("#{number}  {elapsed}  {request} by {sender}: {outcome}")
    }

    /// Returns its line with its facts below it.
    pub(crate) fn story(
        &self,
        elapsed: &str,
        name: impl Fn(&ClientId) -> Option<String>,
    ) -> String {
        let mut text = self.line(elapsed) + "\n";
        for (about, fact) in self.facts(name) {
            let _ = writeln!(text, "{:INDENT$}{about:<10}  {fact}", "");
        }
        text
    }
}

impl Parameter {
    /// Returns its shape: `43 characters, the same as in #1`.
    pub(crate) fn shape(&self) -> String {
        let Self { characters, words, looks, same_as, .. } = self;
        let mut notes = vec![format!("{characters} characters")];
        notes.extend((!words.is_empty()).then(|| words.iter().collect::<Vec<_>>().join(" ")));
        notes.extend(looks.map(|looks| format!("looks like {}", self::words(&looks))));
        notes.extend(same_as.map(|number| format!("the same as in #{}", number.get())));
        notes.join(", ")
    }

    /// Returns its name and shape: `state (43 characters, the same as in #1)`.
    pub(crate) fn described(&self) -> String {
        format!("{} ({})", self.name.as_str(), self.shape())
    }
}

/// `refresh token (given in #2, shown in #5)`
fn credential(credential: &Credential) -> String {
    let Credential { kind, given_in, shown_in } = credential;
    let given = given_in.map(|number| format!("given in #{}", number.get()));
    let shown = shown_in.map(|number| format!("shown in #{}", number.get()));
    let notes: Vec<String> = given.into_iter().chain(shown).collect();
    let name = kind_in_words(*kind);
    if notes.is_empty() { name } else { format!("{name} ({})", notes.join(", ")) }
}

fn kinds(kinds: CredentialKinds) -> Vec<String> {
    kinds.iter().map(kind_in_words).collect()
}

/// Returns the name of a kind. The application has a session cookie, too, so Scalekit's is called by Scalekit's name.
fn kind_in_words(kind: CredentialKind) -> String {
    match kind {
        CredentialKind::SessionCookie => "Scalekit cookie".to_owned(),
        kind => words(&kind),
    }
}

/// Returns a code word as words: `refresh token` of `refresh_token`.
fn words(code: &impl Serialize) -> String {
    let code = serde_json::to_value(code).ok();
    let code = code.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default();
    code.replace('_', " ")
}
