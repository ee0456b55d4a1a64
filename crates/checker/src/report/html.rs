//! The report as a page that needs nothing but itself: to attach to a pull request.

use askama::Template;
use practices::Area;
use theatre::Density;

use super::{CookieSeen, Made, Report};
use crate::{Outcome, Row, Subject};

/// The page.
#[derive(Template)]
#[template(path = "check.html")]
struct Page<'r> {
    report: &'r Report,
    made: &'r Made,
    subject: &'r Subject,
    /// The result, as a sentence without a full stop.
    result: String,
    counts: String,
    missing: Vec<String>,
    /// What the result says nothing of.
    unknown: Vec<String>,
    /// What a line in check.toml would have tried.
    hints: Vec<String>,
    /// Every row that is broken, the most important first.
    headlines: Vec<Breach<'r>>,
    allowed: Vec<Breach<'r>>,
    rest: Vec<Group<'r>>,
    plan: Vec<String>,
}

/// A row that is broken.
struct Breach<'r> {
    row: &'r Row,
    weight: &'static str,
    what: &'r str,
    evidence: &'r [String],
    /// The sequence diagram, as markup.
    figure: Option<String>,
    /// What is broken because of it: slugs, and what was seen.
    echoes: Vec<(&'static str, &'r str)>,
}

/// Says whether an outcome is of a kind.
type Is = fn(&Outcome) -> bool;

/// The rows of one outcome, by area.
struct Group<'r> {
    heading: &'static str,
    count: usize,
    areas: Vec<(Area, Vec<&'r Row>)>,
}

impl Report {
    /// Returns the report as a page of HTML, without a script and without anything to load. At its head is a line for each
    /// broken row, the most important first, which leads to what was seen; faults are open, and all else is folded.
    pub fn to_html(&self, made: &Made) -> String {
        let is_allowed = |row: &&Row| row.is_broken() && row.allowed.is_some();
        let page = Page {
            report: self,
            made,
            subject: &self.found.subject,
            result: self.summary(),
            counts: self.counts(),
            missing: self.missing(),
            unknown: self.unknown(),
            hints: self.by_a_line(),
            headlines: self
                .by_importance()
                .into_iter()
                .filter_map(|row| self.breach(row))
                .collect(),
            allowed: self
                .rows
                .iter()
                .filter(is_allowed)
                .filter_map(|row| self.breach(row))
                .collect(),
            rest: self.rest(),
            plan: self.by_hand(),
        };
        page.render().expect("a template over owned strings always renders") + "\n"
    }

    fn summary(&self) -> String {
        match (self.faults().count(), self.missing().is_empty()) {
            (0, true) => "No fault was found".to_owned(),
            (0, false) => "No fault was found, but the check is not complete".to_owned(),
            (1, _) => "1 fault".to_owned(),
            (faults, _) => format!("{faults} faults"),
        }
    }

    fn breach<'r>(&'r self, row: &'r Row) -> Option<Breach<'r>> {
        let breach = row.outcome.breach()?;
        let echoes = self.echoes_of(row).filter_map(|echo| {
            let what = echo.outcome.breach()?.what.as_str();
            Some((echo.practice.slug, what))
        });
        Some(Breach {
            row,
            weight: if row.allowed.is_some() { "allowed" } else { breach.weight.as_str() },
            what: &breach.what,
            evidence: &breach.evidence,
            figure: breach.scene.as_ref().map(|scene| scene.to_figure(Density::Lanes)),
            echoes: echoes.collect(),
        })
    }

    /// Returns the rows that are not broken, by what became of them; those that the options leave out are no one's.
    fn rest(&self) -> Vec<Group<'_>> {
        let groups: [(_, Is); 4] = [
            ("Holds", |outcome| *outcome == Outcome::Holds),
            ("Does not apply", |outcome| matches!(outcome, Outcome::DoesNotApply(_))),
            ("Could not be tried", |outcome| matches!(outcome, Outcome::NotTried(_))),
            ("Not looked at", |outcome| matches!(outcome, Outcome::NotLookedAt(_))),
        ];
        let group = |(heading, is): (&'static str, Is)| {
            let rows =
                |area| self.of(area).filter(move |row| is(&row.outcome) && !row.is_left_out());
            let areas = Area::ALL.into_iter().map(|area| (area, rows(area).collect::<Vec<_>>()));
            let areas: Vec<_> = areas.filter(|(_, rows)| !rows.is_empty()).collect();
            let count = areas.iter().map(|(_, rows)| rows.len()).sum();
            Group { heading, count, areas }
        };
        groups.into_iter().map(group).filter(|group| group.count > 0).collect()
    }
}

impl Page<'_> {
    /// Returns the rows that are broken, of a weight.
    fn of_weight(&self, weight: &'static str) -> impl Iterator<Item = &Breach<'_>> {
        self.headlines.iter().filter(move |one| one.weight == weight)
    }

    fn parts(text: &str) -> impl Iterator<Item = (bool, &str)> {
        reports::code_and_words(text)
    }

    fn paths(sights: &[crate::Sight]) -> Vec<&str> {
        sights.iter().map(|sight| sight.url.path()).collect()
    }

    fn session(&self) -> impl Iterator<Item = &CookieSeen> {
        self.report.found.cookies.iter().filter(|cookie| cookie.is_session)
    }
}
