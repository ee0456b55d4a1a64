//! The rows of a report: every practice of the table, with what the findings about it add up to.

use practices::{Practice, Vantage};

use crate::outcome::Outcome;
use crate::probe::Finding;
use crate::row::NOT_WANTED;
use crate::{CheckError, Options, Row};

/// The number of rows in the table of practices.
const ROWS: u8 = 120;

/// Checks that the practices to look at exist.
pub(super) fn ensure_known(slugs: &[String]) -> Result<(), CheckError> {
    let unknown = slugs.iter().find(|slug| practices::by_slug(slug).is_none());
    let Some(unknown) = unknown else { return Ok(()) };
    let nearest = practices::nearest(unknown);
    let hint = nearest.map(|near| format!(", perhaps {}", near.slug)).unwrap_or_default();
    Err(CheckError::NoSuchPractice(format!("{unknown}{hint}")))
}

/// Returns the rows of the table by number, and behind them the practices without a number that are broken.
pub(super) fn of(options: &Options, findings: Vec<Finding>) -> Vec<Row> {
    let rows = (1..=ROWS).filter_map(practices::by_row).map(|practice| row(practice, options));
    with(rows.collect(), options, findings)
}

/// Adds findings to rows.
pub(super) fn with(mut rows: Vec<Row>, options: &Options, findings: Vec<Finding>) -> Vec<Row> {
    for Finding { practice, outcome } in findings {
        if !options.wants(practice) {
            continue;
        }
        match rows.iter_mut().find(|row| row.practice.slug == practice.slug) {
            Some(row) => row.outcome = row.outcome.clone().and(outcome),
            None if matches!(outcome, Outcome::Broken(_)) => {
                rows.push(Row { practice, outcome, allowed: None });
            }
            None => {}
        }
    }
    rows
}

fn row(practice: &'static Practice, options: &Options) -> Row {
    let why = match practice.vantage {
        _ if !options.wants(practice) => NOT_WANTED,
        Vantage::Source => "only the source says it: a person has to look",
        Vantage::Nobody => "a person has to look",
        Vantage::Process if options.output.is_none() => {
            "only who starts the application sees it: `mock-idp check -- CMD`"
        }
        _ => "nothing in this check tries it",
    };
    Row { practice, outcome: Outcome::NotLookedAt(why.to_owned()), allowed: None }
}

/// Marks the breaches that the configuration lets pass, and returns a sentence for each allowance that lets nothing pass.
pub(super) fn allow(rows: &mut [Row], options: &Options) -> Result<Vec<String>, CheckError> {
    let mut stale = Vec::new();
    for allowance in &options.configuration.allow {
        let (practice, until) = (allowance.practice()?, allowance.until()?);
        let slug = practice.slug;
        let row = rows.iter_mut().find(|row| row.practice.slug == slug && row.is_broken());
        match (row, until) {
            (_, Some(day)) if day < options.today => {
                stale.push(format!(
                    "the allowance of {slug} ended on {day}: it lets nothing pass any more"
                ));
            }
            (Some(row), Some(day)) => {
                row.allowed = Some(format!("{} (until {day})", allowance.why));
            }
            (Some(row), None) => row.allowed = Some(allowance.why.clone()),
            (None, _) if options.wants(practice) => {
                stale
                    .push(format!("the allowance of {slug} is no longer needed: it is not broken"));
            }
            (None, _) => {}
        }
    }
    Ok(stale)
}
