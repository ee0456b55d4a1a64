//! The report for people.

use std::fmt;

use practices::Area;

use super::Report;
use crate::outcome::Breach;
use crate::{Outcome, Row};

/// The column at which what a line says begins, beside a slug.
const SLUG: usize = 28;

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let people = self.people.join(" and ");
        let (app, fake) = (bare(&self.app), bare(&self.environment));
        writeln!(f, "checking {app} behind {fake}, as {people}, with {}\n", self.browser)?;
        self.write_found(f)?;
        for area in Area::ALL {
            self.write_area(f, area)?;
        }
        self.write_list(f, "–", "not looked at", |outcome| {
            matches!(outcome, Outcome::NotLookedAt(_))
        })?;
        self.write_list(f, "?", "could not be tried", |outcome| {
            matches!(outcome, Outcome::NotTried(_))
        })?;
        self.write_hints(f)?;
        self.write_advice(f)?;
        self.write_allowed(f)?;
        self.write_cookies(f)?;
        self.write_register(f)?;
        self.write_plan(f)?;
        self.write_counts(f)
    }
}

impl Report {
    fn write_found(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let subject = &self.found.subject;
        writeln!(f, "  {:<12}  {}", "signs in", subject.login)?;
        let paths = |sights: &[crate::Sight]| {
            let paths: Vec<_> = sights.iter().map(|sight| sight.url.path()).collect();
            if paths.is_empty() { "none was found".to_owned() } else { paths.join(", ") }
        };
        writeln!(f, "  {:<12}  {}", "guarded", paths(&subject.guarded))?;
        if !subject.personal.is_empty() {
            writeln!(f, "  {:<12}  {}", "personal", paths(&subject.personal))?;
        }
        let names = |cookies: &[user_agent::CookieIdentity]| {
            cookies.iter().map(|cookie| cookie.name.as_str()).collect::<Vec<_>>().join(", ")
        };
        let also = match names(&subject.other_cookies) {
            others if others.is_empty() => String::new(),
            others => format!(" (also set: {others})"),
        };
        let session = match names(&subject.session_cookies) {
            none if none.is_empty() => "in no cookie that was found".to_owned(),
            session => format!("cookie {session}"),
        };
        writeln!(f, "  {:<12}  {session}{also}", "session is")?;
        match &subject.sign_out {
            Ok(way) => writeln!(f, "  {:<12}  {way}", "signs out")?,
            Err(why) => writeln!(f, "  {:<12}  not found: {}", "signs out", indented(why))?,
        }
        subject.remarks.iter().try_for_each(|remark| writeln!(f, "  {:<12}  {remark}", "note"))?;
        writeln!(f)
    }

    fn write_area(&self, f: &mut fmt::Formatter<'_>, area: Area) -> fmt::Result {
        let is_broken = |row: &&Row| row.is_fault();
        let broken = self.of(area).filter(is_broken).count();
        let holds = self.of(area).filter(|row| row.outcome == Outcome::Holds).count();
        if broken == 0 && holds == 0 {
            return Ok(());
        }
        let heading = area.name();
        writeln!(f, "{heading:<60}{broken:>3} broken, {holds} hold")?;
        for row in self.of(area).filter(is_broken) {
            self.write_row(f, row)?;
        }
        Ok(())
    }

    fn write_row(&self, f: &mut fmt::Formatter<'_>, row: &Row) -> fmt::Result {
        let Some(breach) = row.outcome.breach() else { return Ok(()) };
        writeln!(f, "  ✗ {:<SLUG$} {}", row.practice.slug, breach.what)?;
        write_evidence(f, breach)?;
        writeln!(f, "      why  {}", row.practice.why)?;
        writeln!(f, "      fix  {}", row.practice.fix)?;
        let echoes: Vec<_> = self.echoes_of(row).collect();
        if !echoes.is_empty() {
            let slugs: Vec<_> = echoes.iter().map(|row| row.practice.slug).collect();
            writeln!(f, "      so   {} could not hold either", slugs.join(" and "))?;
        }
        Ok(())
    }

    /// Writes the rows of one outcome, grouped by their reason.
    fn write_list(
        &self,
        f: &mut fmt::Formatter<'_>,
        sign: &str,
        what: &str,
        is: impl Fn(&Outcome) -> bool,
    ) -> fmt::Result {
        let looked = self.rows.iter().filter(|row| !row.is_left_out());
        let rows: Vec<_> = looked.filter(|row| is(&row.outcome)).collect();
        if rows.is_empty() {
            return Ok(());
        }
        writeln!(f, "{sign} {what} ({})", rows.len())?;
        let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
        for row in rows {
            let reason = row.outcome.reason().unwrap_or_default();
            match reasons.iter_mut().find(|(known, _)| *known == reason) {
                Some((_, slugs)) => slugs.push(row.practice.slug),
                None => reasons.push((reason, vec![row.practice.slug])),
            }
        }
        for (reason, slugs) in reasons {
            writeln!(f, "    {}: {}", slugs.join(", "), indented(reason))?;
        }
        Ok(())
    }

    fn write_hints(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hints = self.by_a_line();
        if hints.is_empty() {
            return Ok(());
        }
        writeln!(f, "+ with a line in check.toml, more could be tried")?;
        hints.iter().try_for_each(|hint| writeln!(f, "    {hint}"))
    }

    fn write_advice(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let advice: Vec<_> = self.broken().filter(|row| row.is_advice()).collect();
        if advice.is_empty() {
            return Ok(());
        }
        writeln!(f, "· advice ({})", advice.len())?;
        for row in advice {
            let what = row.outcome.breach().map(|breach| breach.what.as_str()).unwrap_or_default();
            writeln!(f, "    {:<SLUG$} {what}", row.practice.slug)?;
            writeln!(f, "      fix  {}", row.practice.fix)?;
        }
        Ok(())
    }

    fn write_allowed(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for row in &self.rows {
            if let (Some(why), true) = (&row.allowed, row.is_broken()) {
                writeln!(f, "~ allowed  {:<SLUG$} {why}", row.practice.slug)?;
            }
        }
        self.stale_allowances.iter().try_for_each(|stale| writeln!(f, "~ {stale}"))
    }

    fn write_cookies(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.found.cookies.is_empty() {
            return Ok(());
        }
        writeln!(f, "\nCookies, and where they are set and cleared")?;
        for cookie in &self.found.cookies {
            let session = if cookie.is_session { ", the session" } else { "" };
            writeln!(f, "  {} ({}){session}", cookie.name, cookie.attributes)?;
            writeln!(f, "    set at      {}", cookie.set())?;
            writeln!(f, "    cleared at  {}", cookie.cleared())?;
        }
        Ok(())
    }

    fn write_register(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines = self.to_register();
        if lines.is_empty() {
            return Ok(());
        }
        writeln!(f, "\nTo register in Scalekit’s dashboard, Redirects and Webhooks")?;
        lines.iter().try_for_each(|line| writeln!(f, "  {line}"))
    }

    fn write_plan(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let steps = self.by_hand();
        if steps.is_empty() {
            return Ok(());
        }
        writeln!(f, "\nTo look at by hand")?;
        steps.iter().try_for_each(|step| writeln!(f, "  {}", indented(step)))
    }

    fn write_counts(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for sentence in self.unrenewed().into_iter().chain(self.unknown()) {
            writeln!(f, "\n{sentence}")?;
        }
        writeln!(f, "\n{}{:>10}exit {}", self.counts(), "", self.exit())
    }

    /// Returns how many rows have which outcome: `1 broken · 2 more because of that · 30 hold · …`.
    pub(super) fn counts(&self) -> String {
        let broken = self.faults().count();
        let holds = self.count(|outcome| *outcome == Outcome::Holds);
        let echo = self.count(|outcome| matches!(outcome, Outcome::FollowsFrom { .. }));
        let apart = self.count(|outcome| matches!(outcome, Outcome::DoesNotApply(_)));
        let unseen = self.count(|outcome| matches!(outcome, Outcome::NotLookedAt(_)));
        let untried = self.count(|outcome| matches!(outcome, Outcome::NotTried(_)));
        let echo =
            if echo == 0 { String::new() } else { format!(" · {echo} more because of that") };
        format!(
            "{broken} broken{echo} · {holds} hold · {apart} do not apply · {unseen} not looked at · {untried} not tried"
        )
    }
}

fn write_evidence(f: &mut fmt::Formatter<'_>, breach: &Breach) -> fmt::Result {
    breach.evidence.iter().try_for_each(|line| writeln!(f, "      {line}"))
}

/// Returns an address without the slash at its end.
fn bare(url: &url::Url) -> &str {
    url.as_str().trim_end_matches('/')
}

/// Returns a text of several lines, those behind the first further in.
fn indented(text: &str) -> String {
    text.replace('\n', "\n                ")
}
