//! `/_mock/why`: why a sign-out does not work, by what this environment recorded, and by what else can be behind it.

use axum::extract::{RawQuery, Request};
use axum::http::StatusCode;

use super::PREFIX;
use super::lessons::application;
use super::operation::Operation;
use super::query::Query;
use super::reply::PageReply;
use crate::exchange::{CredentialKind, Exchange, ExchangeFilter};
use crate::http::here::Here;
use crate::http::pages::{self, Moment, Seen, SeenFinding, SeenLogout, SeenRefusal, WhyPage};
use crate::idp::Idp;
use crate::journal::{Described, EntryFilter};
use crate::verdict::{Exercise, Finding};
use crate::wire::{Endpoint, Reader};

/// Where the page is, below the control API's path.
const PATH: &str = "/why";

/// Requests to the logout that are shown: those of a person who tries it a few times.
const MOST_LOGOUTS: usize = 5;

/// Refusals that are shown of each kind.
const MOST_REFUSALS: usize = 5;

/// The names of entries that a sign-out causes which ends nothing.
const IN_VAIN: [&str; 2] = ["logout.refused", "logout.ended_nothing"];

pub(super) fn operations() -> [Operation; 1] {
    [Operation::get(PATH, "explainSignOuts", "My logout does not work: why, and what helps", page)
        .description("A page, which goes on by itself: what this environment recorded of sign-outs, then symptoms with causes and remedies, commands that look, and questions. It needs no token, as the verdict's page does not.")
        .replies("The page.")
        .refuses(StatusCode::BAD_REQUEST, "There is a query.")]
}

/// Returns who reads the page in a browser, which has no token to show; `None` of any other request.
pub(super) fn reader(request: &Request) -> Option<Reader> {
    (request.uri().path() == PATH).then_some(Reader::Person)
}

async fn page(Here(idp): Here, RawQuery(query): RawQuery) -> PageReply {
    if let Err(error) = Query::read(query, &[]) {
        return PageReply(error.noted_for(Reader::Person, &idp));
    }
    PageReply(pages::live_page(
        StatusCode::OK,
        &WhyPage {
            environment: idp.issuer().to_owned(),
            control_url: format!("{}{PREFIX}", idp.issuer()),
            application_url: application(&idp),
            seen: seen(&idp),
        },
    ))
}

/// Looks at what was recorded.
fn seen(idp: &Idp) -> Seen {
    let verdict = idp.verdict();
    let sign_outs = verdict.times(Exercise::SignOut);
    let all = verdict.findings.len();
    let findings: Vec<_> =
        verdict.findings.into_iter().filter_map(|finding| seen_finding(idp, finding)).collect();
    Seen {
        sign_outs,
        other_findings: all - findings.len(),
        findings,
        logouts: logouts(idp),
        refusals: refusals(idp),
    }
}

/// Returns a finding with its remedy, if it is of a sign-out.
fn seen_finding(idp: &Idp, finding: Finding) -> Option<SeenFinding> {
    let cause = remedies::cause_of(finding.slug)?;
    let number = finding.first.exchange;
    Some(SeenFinding {
        weight: finding.weight.to_string(),
        at: idp.exchange(number).map(|exchange| exchange.at),
        client: finding.client,
        what: finding.what,
        number,
        fix: cause.fix,
        slug: finding.slug,
    })
}

fn logouts(idp: &Idp) -> Vec<SeenLogout> {
    let filter = ExchangeFilter { endpoint: Some(Endpoint::Logout), ..ExchangeFilter::default() };
    let exchanges = idp.exchanges(&filter);
    let last = exchanges.iter().rev().take(MOST_LOGOUTS);
    last.map(|exchange| seen_logout(exchange)).collect()
}

fn seen_logout(exchange: &Exchange) -> SeenLogout {
    SeenLogout {
        number: exchange.number,
        at: exchange.at,
        request: exchange.request_line(),
        sender: exchange.sent_by(),
        has_cookie: exchange.shows(CredentialKind::SessionCookie).is_some(),
        has_hint: exchange.shows(CredentialKind::IdToken).is_some(),
        outcome: exchange.outcome(),
    }
}

/// Returns what the journal has of sign-outs that ended nothing, the newest first.
fn refusals(idp: &Idp) -> Vec<SeenRefusal> {
    let of = |name| {
        let filter = EntryFilter::new(name, 1).expect("each is the name of an entry");
        idp.last_entries(&filter, MOST_REFUSALS).0
    };
    let mut described: Vec<_> = IN_VAIN.into_iter().flat_map(of).collect();
    described.sort_by_key(|described| std::cmp::Reverse(described.line.seq));
    let seen = described.into_iter().map(|Described { entry, line, .. }| SeenRefusal {
        at: Moment { at: entry.at, elapsed: line.elapsed.clone() },
        line,
    });
    seen.collect()
}
