//! The life of a cookie or a token.

use crate::Scene;

/// How long something lived that opens something. Its moments are places of messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Life {
    /// What it is.
    pub kind: LifeKind,
    /// Its name: `session cookie`, `refresh token`, the name of a cookie.
    pub name: String,
    /// Whose it is: a person, a client.
    pub whose: Option<String>,
    /// The message that made it; `None` if it is older than the scene.
    pub born: Option<usize>,
    /// The messages that carried it.
    pub shown: Vec<usize>,
    /// The messages that put another value in its place.
    pub renewed: Vec<usize>,
    /// The message since which it is worth nothing; `None` if it goes on.
    pub death: Option<Death>,
    /// Since when it goes on though it should not.
    pub lingering: Option<Lingering>,
}

/// What is alive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LifeKind {
    /// A `state`, or the cookie of an attempt to sign in.
    Attempt,
    /// An authorization code.
    Code,
    /// A cookie of the application.
    AppCookie,
    /// The cookie of the session at Scalekit.
    SessionCookie,
    /// An ID token.
    IdToken,
    /// An access token.
    AccessToken,
    /// A refresh token.
    RefreshToken,
}

/// What became of a life: each thing, and how it came about.
pub(crate) type Story = Vec<(&'static str, String)>;

/// The end of a life.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Death {
    /// The message; the place behind the last one, if the life ended after it.
    pub at: usize,
    /// The cause, in a few words: `signed out`.
    pub why: String,
}

/// A life that goes on too long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lingering {
    /// The message that should have ended it.
    pub since: usize,
    /// Why that is wrong, in a few words.
    pub why: String,
}

impl LifeKind {
    /// Returns the class of its colour.
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::Attempt => "attempt",
            Self::Code => "code",
            Self::AppCookie => "app",
            Self::SessionCookie => "session",
            Self::IdToken => "id",
            Self::AccessToken => "access",
            Self::RefreshToken => "refresh",
        }
    }
}

impl Life {
    /// Begins a life with a message.
    pub fn born(kind: LifeKind, name: impl Into<String>, at: usize) -> Self {
        Self { born: Some(at), ..Self::found(kind, name) }
    }

    /// Begins a life that is older than the scene.
    pub fn found(kind: LifeKind, name: impl Into<String>) -> Self {
        Self {
            kind,
            name: name.into(),
            whose: None,
            born: None,
            shown: Vec::new(),
            renewed: Vec::new(),
            death: None,
            lingering: None,
        }
    }

    /// Notes that a message carried it.
    pub fn show(&mut self, at: usize) {
        if self.shown.last() != Some(&at) {
            self.shown.push(at);
        }
    }

    /// Notes that a message replaced its value.
    pub fn renew(&mut self, at: usize) {
        self.renewed.push(at);
    }

    /// Ends it, unless it has ended.
    pub fn die(&mut self, at: usize, why: impl Into<String>) {
        if self.death.is_none() {
            self.death = Some(Death { at, why: why.into() });
        }
    }

    /// Notes that it goes on though it should not, unless it has ended or that was noted before.
    pub fn linger(&mut self, since: usize, why: impl Into<String>) {
        if self.death.is_none() && self.lingering.is_none() {
            self.lingering = Some(Lingering { since, why: why.into() });
        }
    }

    /// Returns its name, and whose it is: `refresh token of Alice Nguyen`.
    pub(crate) fn full_name(&self) -> String {
        match &self.whose {
            Some(whose) => format!("{} of {whose}", self.name),
            None => self.name.clone(),
        }
    }

    /// Whether it goes on.
    pub fn is_alive(&self) -> bool {
        self.death.is_none()
    }

    /// Returns the place from which it is drawn.
    pub(crate) fn start(&self) -> usize {
        self.born.unwrap_or(0)
    }

    /// Whether a message has to do with it.
    pub(crate) fn touches(&self, place: usize) -> bool {
        self.born == Some(place)
            || self.shown.contains(&place)
            || self.renewed.contains(&place)
            || self.death.as_ref().is_some_and(|death| death.at == place)
            || self.lingering.as_ref().is_some_and(|lingering| lingering.since == place)
    }

    /// Returns what became of it, in words, with each message by its number in the scene.
    pub(crate) fn story(&self, scene: &Scene) -> Story {
        let number = |place| scene.number_at(place).unwrap_or_default();
        let list = |places: &[usize]| {
            let mut numbers: Vec<_> = places.iter().map(|place| number(*place)).collect();
            numbers.dedup();
            let numbers: Vec<_> = numbers.iter().map(|number| format!("#{number}")).collect();
            numbers.join(", ")
        };
        let mut story = vec![(
            "born",
            self.born.map_or("before this scene".to_owned(), |at| format!("#{}", number(at))),
        )];
        if !self.shown.is_empty() {
            story.push(("shown", list(&self.shown)));
        }
        if !self.renewed.is_empty() {
            story.push(("renewed", list(&self.renewed)));
        }
        if let Some(Lingering { since, why }) = &self.lingering {
            story.push((
                "goes on",
                format!("since #{}, though it should not: {why}", number(*since)),
            ));
        }
        story.push(match &self.death {
            Some(Death { at, why }) => ("dead", format!("{}: {why}", scene.moment(*at))),
            None => ("alive", "to the end of this scene".to_owned()),
        });
        story
    }
}
