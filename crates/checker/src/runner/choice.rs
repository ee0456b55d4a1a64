//! The choice of the browser: one, or Chromium for what needs scripts.

use super::check_with;
use crate::browser::Maker;
use crate::outcome::Outcome;
use crate::{BrowserChoice, CheckError, Options, Report};

/// What an outcome says that a browser with scripts would decide.
const NEEDS_CHROMIUM: &str = "--browser chromium";

/// Checks with the browser that the options choose.
pub(super) async fn check(options: Options) -> Result<Report, CheckError> {
    let choice = options.browser;
    if choice != BrowserChoice::Auto {
        let maker = Maker::of(&options, choice).await?;
        return check_with(options, maker).await;
    }
    let agent = Maker::of(&options, BrowserChoice::Agent).await?;
    let first = check_with(options.clone(), agent).await;
    let Some(slugs) = left_over(&first) else { return first };
    // Where there is no Chromium, the rows say what they need.
    let Ok(chromium) = Maker::of(&options, BrowserChoice::Chromium).await else { return first };
    let Ok(mut report) = first else { return check_with(options, chromium).await };
    let second = check_with(Options { slugs, only: Vec::new(), ..options }, chromium).await?;
    report.take(second);
    Ok(report)
}

/// Returns the rows that need scripts, all of them (none named) if nobody got in without; `None` if nothing needs any.
fn left_over(first: &Result<Report, CheckError>) -> Option<Vec<String>> {
    let report = match first {
        Ok(report) => report,
        Err(CheckError::NoLogin(_) | CheckError::NoSignIn(_)) => return Some(Vec::new()),
        Err(_) => return None,
    };
    let needs = |outcome: &Outcome| matches!(outcome, Outcome::NotTried(why) if why.contains(NEEDS_CHROMIUM));
    let rows = report.rows.iter().filter(|row| needs(&row.outcome));
    let slugs: Vec<_> = rows.map(|row| row.practice.slug.to_owned()).collect();
    (!slugs.is_empty()).then_some(slugs)
}
