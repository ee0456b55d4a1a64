//! Holds each SDK's app to what a right client does, as `mock-idp check` does.

use checker::{Options, Report};
use jiff::civil::Date;
use mock_idp::MockIdp;
use tokio::runtime::Runtime;

use crate::language::Language;
use crate::say;

/// The day of the check. No allowance ends, because the apps have none.
const DAY: Date = Date::constant(2030, 1, 31);

/// Checks the app that runs at `url` in front of `idp`: it fails where a row of weight `fault` is broken, or where the
/// app was not seen signing in and out.
pub(crate) fn app(
    language: Language,
    runtime: &Runtime,
    idp: &MockIdp,
    url: &str,
) -> Result<(), String> {
    let control = idp.control_url().parse().map_err(|why| format!("{why}"))?;
    let url = url.parse().map_err(|why| format!("{why}"))?;
    let options = Options::new(control, DAY).app(url);
    let report = runtime.block_on(checker::check(options)).map_err(|why| why.to_string())?;
    if report.exit() != 0 {
        return Err(format!("the {language} app has a fault:\n{report}"));
    }
    say(&format!("check: no fault broken, {} ({language})", count(&report)));
    Ok(())
}

fn count(report: &Report) -> String {
    let advice: Vec<_> = report.broken().map(|row| row.practice.slug).collect();
    if advice.is_empty() { "no advice".to_owned() } else { format!("advice {}", advice.join(", ")) }
}
