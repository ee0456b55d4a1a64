//! What a scene has: lanes, groups of messages between them, and lives.

use std::collections::BTreeSet;

use crate::{About, Density, Life};

/// Requests between a few parties, and what lived meanwhile.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scene {
    /// What it shows, in a line.
    pub title: String,
    /// The parties, from left to right.
    pub lanes: Vec<Lane>,
    /// The messages, in groups, in the order of time. A message is known by its place among all of them, from 0.
    pub groups: Vec<Group>,
    /// Cookies and tokens.
    pub lives: Vec<Life>,
    /// What is known of each request, for whoever chooses its arrow.
    pub abouts: Vec<About>,
    /// What is not drawn, in a sentence.
    pub remark: Option<String>,
}

/// A party: the browser, an application, Scalekit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lane {
    /// Its name.
    pub name: String,
    /// More about it: the name of a client, an origin.
    pub about: Option<String>,
    /// Whether it is a browser: what others send is sent by a server.
    pub is_browser: bool,
}

/// Messages that belong together: `Alice signs out`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// What happens, in a few words.
    pub title: String,
    /// The chapter to which it belongs, such as the name of a test. A heading stands where it changes.
    pub chapter: Option<String>,
    /// When it began, as it is shown.
    pub at: Option<String>,
    /// The messages.
    pub messages: Vec<Message>,
}

/// A request, or an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message {
    /// The number of the exchange, which a request shares with its answer.
    pub number: u64,
    /// The lane that sent it.
    pub from: usize,
    /// The lane to which it went.
    pub to: usize,
    /// Request or answer.
    pub kind: MessageKind,
    /// Whether nobody saw it: what came before or after proves that it was there.
    pub is_inferred: bool,
    /// Whether it is drawn only where everything is: keys, discovery.
    pub is_detail: bool,
    /// What it is, in a few words: `GET /oauth/authorize`, `303 to /logged-out`.
    pub what: String,
    /// The cookies and tokens that it carries, gives and takes.
    pub carries: Vec<Carried>,
    /// The names and shapes of its parameters: `state (43 characters)`.
    pub details: Vec<String>,
    /// What it caused: names of journal entries.
    pub events: Vec<String>,
    /// What is wrong with it.
    pub marks: Vec<Mark>,
}

/// Whether a message asks or answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MessageKind {
    /// It is a request.
    #[default]
    Request,
    /// It is an answer.
    Answer,
}

/// A cookie or a token at a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Carried {
    /// The message has it.
    With(String),
    /// It is new, or replaces another.
    Gained(String),
    /// It is worth nothing from here on.
    Lost(String),
}

/// A finding at a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// How much it weighs.
    pub weight: Weight,
    /// The practice that is broken, by its slug.
    pub slug: String,
    /// What was seen, in a sentence without a full stop.
    pub what: String,
    /// How it is mended.
    pub fix: Option<String>,
}

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// No honest application does it.
    Fault,
    /// It has an innocent story.
    Doubt,
    /// It works, and better is recommended.
    Advice,
}

/// Returns `1st`, `2nd`, `3rd` and so on.
fn ordinal(number: usize) -> String {
    let ending = match (number % 100, number % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

/// Returns which of those that are equal the one at a place is: `2nd`; `None` if no other is.
pub(crate) fn ordinal_among<T: PartialEq>(all: &[T], at: usize) -> Option<String> {
    let alike = |some: &[T]| some.iter().filter(|one| **one == all[at]).count();
    (alike(all) > 1).then(|| ordinal(alike(&all[..=at])))
}

impl Weight {
    /// Returns the word for people.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fault => "fault",
            Self::Doubt => "doubt",
            Self::Advice => "advice",
        }
    }
}

impl Message {
    /// Returns what the message is and what it carries, in one line.
    pub(crate) fn line(&self) -> String {
        let carried = self.carried();
        if carried.is_empty() { self.what.clone() } else { format!("{}  {carried}", self.what) }
    }

    /// Returns what the message carries, in one line: `with session, csrf  + state`.
    pub(crate) fn carried(&self) -> String {
        let parts: Vec<_> = self.parts().into_iter().map(|(_, text)| text).collect();
        parts.join("  ")
    }

    /// Returns what the message carries in parts, each with its class: what it shows first, and then what it changes.
    pub(crate) fn parts(&self) -> Vec<(&'static str, String)> {
        let shown = self.carries.iter().filter_map(|carried| match carried {
            Carried::With(name) => Some(name.as_str()),
            Carried::Gained(_) | Carried::Lost(_) => None,
        });
        let shown: Vec<_> = shown.collect();
        let with = (!shown.is_empty()).then(|| ("with", format!("with {}", shown.join(", "))));
        let changes = self.carries.iter().filter_map(|carried| match carried {
            Carried::With(_) => None,
            Carried::Gained(name) => Some(("gained", format!("+ {name}"))),
            Carried::Lost(name) => Some(("lost", format!("− {name}"))),
        });
        with.into_iter().chain(changes).collect()
    }

    /// Returns what stands below it where everything is drawn, line by line, each with its class: the names and shapes of its
    /// parameters, and what it caused.
    pub(crate) fn below(&self, density: Density) -> Vec<(&'static str, String)> {
        if density != Density::Everything {
            return Vec::new();
        }
        let details = self.details.iter().map(|text| ("detail", text.clone()));
        let events = self.events.iter().map(|text| ("event", format!("▸ {text}")));
        details.chain(events).collect()
    }

    /// Returns the heaviest finding at it.
    pub(crate) fn weight(&self) -> Option<Weight> {
        self.marks.iter().map(|mark| mark.weight).min()
    }

    /// Whether it is drawn where groups are unfolded.
    pub(crate) fn is_drawn(&self, density: Density) -> bool {
        !self.is_detail || density == Density::Everything
    }

    /// Whether it has a place in the drawing of an unfolded group: it is drawn, or a finding at it is.
    pub(crate) fn is_seen(&self, density: Density) -> bool {
        self.is_drawn(density) || !self.marks.is_empty()
    }

    pub(crate) fn is_answer(&self) -> bool {
        self.kind == MessageKind::Answer
    }

    /// Whether it is a request that was seen. An exchange has one, at which its number stands.
    pub(crate) fn is_seen_request(&self) -> bool {
        !self.is_answer() && !self.is_inferred
    }
}

impl Group {
    /// Returns the numbers of the exchanges that have a place in the drawing, and of those that have none.
    pub(crate) fn numbers(&self, density: Density) -> (Vec<u64>, Vec<u64>) {
        let numbers = |is_seen: bool| -> BTreeSet<u64> {
            let messages = self.messages.iter().filter(|message| !message.is_inferred);
            let messages = messages.filter(|message| message.is_seen(density) == is_seen);
            messages.map(|message| message.number).collect()
        };
        let (seen, unseen) = (numbers(true), numbers(false));
        let unseen = unseen.difference(&seen).copied().collect();
        (seen.into_iter().collect(), unseen)
    }
}

impl Scene {
    /// Returns every message with its place, from 0.
    pub fn messages(&self) -> impl Iterator<Item = (usize, &Message)> {
        self.groups.iter().flat_map(|group| &group.messages).enumerate()
    }

    /// Returns the indices of the lives with which a message has to do.
    pub(crate) fn touched(&self, place: usize) -> Vec<usize> {
        let lives = self.lives.iter().enumerate();
        lives.filter(|(_, life)| life.touches(place)).map(|(index, _)| index).collect()
    }

    /// Returns the name of each life. Those of one name are numbered: `state, 1st`.
    pub(crate) fn life_names(&self) -> Vec<String> {
        let names: Vec<String> = self.lives.iter().map(Life::full_name).collect();
        let numbered = names.iter().enumerate().map(|(at, name)| match ordinal_among(&names, at) {
            Some(ordinal) => format!("{name}, {ordinal}"),
            None => name.clone(),
        });
        numbered.collect()
    }

    /// Returns the groups that a page lists: those with a message that is seen, a chapter that begins or a life that
    /// changes; all of them if none has.
    pub(crate) fn listed(&self, density: Density) -> Vec<usize> {
        let changes = |group: &usize| {
            let first = self.first_of(*group);
            let mut places = first..first + self.groups[*group].messages.len();
            places.any(|place| self.lives.iter().any(|life| life.touches(place)))
        };
        let is_seen = |group: &usize| {
            let mut messages = self.groups[*group].messages.iter();
            messages.any(|message| message.is_seen(density))
        };
        let all = 0..self.groups.len();
        let listed = all.clone().filter(|group| {
            is_seen(group) || self.begins_chapter(*group).is_some() || changes(group)
        });
        let listed: Vec<usize> = listed.collect();
        if listed.is_empty() { all.collect() } else { listed }
    }

    /// Returns whether a page lists no group behind this one.
    pub(crate) fn is_last_listed(&self, group: usize, density: Density) -> bool {
        self.listed(density).last() == Some(&group)
    }

    /// Returns the place of the first message of a group.
    pub(crate) fn first_of(&self, group: usize) -> usize {
        self.groups[..group].iter().map(|group| group.messages.len()).sum()
    }

    /// Returns the name of a lane.
    pub(crate) fn lane(&self, lane: usize) -> &str {
        self.lanes.get(lane).map_or("?", |lane| &lane.name)
    }

    /// Returns the number of a message, by its place.
    pub(crate) fn number_at(&self, place: usize) -> Option<u64> {
        self.messages().nth(place).map(|(_, message)| message.number)
    }

    /// Returns a message by its number, `#12`, or what is behind the last one: `after #12`.
    pub(crate) fn moment(&self, place: usize) -> String {
        match self.number_at(place) {
            Some(number) => format!("#{number}"),
            None => match self.messages().last() {
                Some((_, last)) => format!("after #{}", last.number),
                None => "before the first exchange".to_owned(),
            },
        }
    }

    /// Returns whether a chapter begins with a group.
    pub(crate) fn begins_chapter(&self, group: usize) -> Option<&str> {
        let chapter = self.groups[group].chapter.as_deref()?;
        let before = group.checked_sub(1).and_then(|before| self.groups[before].chapter.as_deref());
        (before != Some(chapter)).then_some(chapter)
    }
}
