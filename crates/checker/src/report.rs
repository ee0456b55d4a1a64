//! What a check found: the application, and a row for each practice.

mod dashboard;
mod html;
mod json;
mod junit;
mod made;
mod plan;
mod sarif;
mod text;
mod unmade;

pub(crate) use self::dashboard::{
    BACK_CHANNEL_LOGOUT, INITIATE_LOGIN, POST_LOGOUT, REDIRECT, WEBHOOK,
};
pub use self::made::Made;
pub use self::sarif::SarifRows;
pub use self::unmade::Unmade;

use std::cmp::Reverse;

use practices::Area;
use url::Url;
use user_agent::CookieRecord;

use crate::configuration::Places;
use crate::{Outcome, Row, Subject};

/// What a check found.
#[derive(Clone, Debug)]
pub struct Report {
    /// The application.
    pub app: Url,
    /// The environment URL of the fake.
    pub environment: Url,
    /// Which browser went through it: `the HTTP agent` or `Chromium`.
    pub browser: &'static str,
    /// The names of the people as whom it was tried.
    pub people: Vec<String>,
    /// What discovery found.
    pub found: Found,
    /// Every row of the table, by number; behind them the practices without a number that are broken.
    pub rows: Vec<Row>,
    /// Allowances that allow nothing any more, as sentences.
    pub stale_allowances: Vec<String>,
    /// Whether the check took its time.
    pub(crate) thorough: bool,
    /// Where in the source practices are kept.
    pub(crate) places: Places,
}

/// What discovery found.
#[derive(Clone, Debug)]
pub struct Found {
    /// The application as the probes know it.
    pub subject: std::sync::Arc<Subject>,
    /// Each cookie of the application: where it is set, and where it is cleared.
    pub cookies: Vec<CookieSeen>,
    /// Addresses that the application named to Scalekit.
    pub registered: Vec<(&'static str, String)>,
}

/// A cookie of the application, and the requests that set and clear it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CookieSeen {
    /// The name.
    pub name: String,
    /// The attributes, as `Set-Cookie` has them.
    pub attributes: String,
    /// Whether a person is not signed in without it.
    pub is_session: bool,
    /// The requests whose answers set it: `GET /auth/callback`.
    pub set_at: Vec<String>,
    /// The requests whose answers clear it.
    pub cleared_at: Vec<String>,
    /// The requests whose answers name it with another path or domain than it has, so that they clear nothing.
    pub missed_at: Vec<String>,
}

impl CookieSeen {
    /// Adds what an answer did to the cookie.
    pub(crate) fn add(&mut self, request: &str, line: &CookieRecord) {
        let at = match line.change {
            "set" => &mut self.set_at,
            "cleared" => &mut self.cleared_at,
            "cleared_nothing" => &mut self.missed_at,
            _ => return,
        };
        if !at.iter().any(|known| known == request) {
            at.push(request.to_owned());
        }
    }

    /// Returns where it is set, for people.
    pub(crate) fn set(&self) -> String {
        or_nowhere(&self.set_at)
    }

    /// Returns where it is cleared, for people; of a cookie that nothing clears, also what tries to.
    pub(crate) fn cleared(&self) -> String {
        let cleared = or_nowhere(&self.cleared_at);
        if !self.cleared_at.is_empty() || self.missed_at.is_empty() {
            return cleared;
        }
        let missed = self.missed_at.join(", ");
        format!("{cleared}; {missed} names it with another path or domain, and so clears nothing")
    }
}

fn or_nowhere(requests: &[String]) -> String {
    if requests.is_empty() { "nowhere that was seen".to_owned() } else { requests.join(", ") }
}

impl Report {
    /// Returns the rows that the application breaks of its own: neither echoes nor those that are allowed.
    pub fn broken(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| row.is_broken() && row.allowed.is_none())
    }

    /// Returns the slugs of the rows that are broken and of weight `fault`.
    pub fn faults(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| row.is_fault())
    }

    /// Returns the rows that the application breaks of its own and that nothing allows, the most important first: faults
    /// before advice, and of each those from which the most other rows follow.
    pub(crate) fn by_importance(&self) -> Vec<&Row> {
        let mut rows: Vec<_> = self.broken().collect();
        rows.sort_by_key(|row| (row.is_advice(), Reverse(self.echoes_of(row).count())));
        rows
    }

    /// Takes over the rows that another browser decided, and the way out that it found.
    pub(crate) fn take(&mut self, other: Self) {
        self.browser = "the HTTP agent, and Chromium where scripts are needed";
        if self.found.subject.sign_out.is_err() {
            self.found.subject = other.found.subject;
        }
        for row in other.rows {
            let known = self.rows.iter_mut().find(|known| known.practice.slug == row.practice.slug);
            match known {
                _ if row.is_left_out() => {}
                Some(known) => *known = row,
                None => self.rows.push(row),
            }
        }
    }

    /// Returns the row of a practice.
    pub fn row(&self, slug: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.practice.slug == slug)
    }

    /// Returns the exit code: 1 if a fault is broken that nothing allows; 3 if sign-in, a guarded page or sign-out was not
    /// found and tried, or no renewal by a thorough check, so that silence proves nothing; 0 otherwise.
    pub fn exit(&self) -> u8 {
        if self.faults().next().is_some() {
            return 1;
        }
        if self.missing().is_empty() { 0 } else { 3 }
    }

    /// Returns what was not found or not tried of sign-in, guarded page, renewal and sign-out, as sentences.
    pub fn missing(&self) -> Vec<String> {
        let subject = &self.found.subject;
        let mut missing = Vec::new();
        if subject.guarded.is_empty() {
            missing.push("no page was found that only a person who signed in can open".to_owned());
        }
        if let Err(why) = &subject.sign_out {
            missing.push(why.clone());
        }
        missing.extend(self.unrenewed());
        missing
    }

    /// Returns the rows of an area.
    pub(crate) fn of(&self, area: Area) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(move |row| row.practice.area == area)
    }

    /// Returns the rows that are broken because this one is.
    pub(crate) fn echoes_of<'r>(&'r self, row: &'r Row) -> impl Iterator<Item = &'r Row> {
        self.rows.iter().filter(|other| other.cause().is_some_and(|cause| cause == row.practice))
    }

    /// Counts the rows with such an outcome.
    pub(crate) fn count(&self, is: impl Fn(&Outcome) -> bool) -> usize {
        self.rows.iter().filter(|row| is(&row.outcome)).count()
    }
}
