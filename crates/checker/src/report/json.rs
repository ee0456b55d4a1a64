//! The report for machines. Its shape is stable: members are added, and none is taken away.

use serde_json::{Value, json};

use super::{CookieSeen, Report};
use crate::{Row, Sight};

impl Report {
    /// Returns the report as JSON: `{"app", "environment", "exit", "found", "rows", "register", "allowances"}`.
    pub fn to_json(&self) -> Value {
        json!({
            "app": self.app,
            "environment": self.environment,
            "browser": self.browser,
            "exit": self.exit(),
            "found": self.found_in_json(),
            "rows": self.rows.iter().map(row).collect::<Vec<_>>(),
            "register": self.found.registered.iter().map(|(what, url)| json!({ "what": what, "url": url })).collect::<Vec<_>>(),
            "plan": self.plan(),
            "stale_allowances": self.stale_allowances,
        })
    }

    fn found_in_json(&self) -> Value {
        let subject = &self.found.subject;
        let cookies = |is_session: bool| {
            let cookies =
                self.found.cookies.iter().filter(|cookie| cookie.is_session == is_session);
            cookies.map(cookie).collect::<Vec<_>>()
        };
        json!({
            "sign_in": subject.login.to_string(),
            "guarded": subject.guarded.iter().map(sight).collect::<Vec<_>>(),
            "personal": subject.personal.iter().map(sight).collect::<Vec<_>>(),
            "session_cookies": cookies(true),
            "other_cookies": cookies(false),
            "sign_out": subject.sign_out.as_ref().ok().map(ToString::to_string),
            "missing": self.missing(),
            "remarks": subject.remarks,
        })
    }
}

fn row(row: &Row) -> Value {
    let breach = row.outcome.breach();
    json!({
        "row": row.practice.row,
        "slug": row.practice.slug,
        "area": row.practice.area.name(),
        "sentence": row.practice.sentence,
        "outcome": row.outcome.as_str(),
        "weight": breach.map(|breach| breach.weight.as_str()),
        "what": breach.map(|breach| &breach.what),
        "evidence": breach.map(|breach| breach.evidence.as_slice()).unwrap_or_default(),
        "reason": row.outcome.reason(),
        "why": row.practice.why,
        "fix": row.practice.fix,
        "follows_from": row.cause().map(|cause| cause.slug),
        "allowed": row.allowed,
    })
}

fn sight(sight: &Sight) -> Value {
    json!({ "path": sight.url.path(), "json": sight.is_api, "shows_who": sight.mark == crate::Mark::Person })
}

fn cookie(cookie: &CookieSeen) -> Value {
    json!({
        "name": cookie.name,
        "attributes": cookie.attributes,
        "set_at": cookie.set_at,
        "cleared_at": cookie.cleared_at,
        "missed_at": cookie.missed_at,
    })
}
