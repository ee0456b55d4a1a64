//! Holds each application to what a right client does, as `mock-idp check` does.

use checker::{Options, Report};
use jiff::civil::Date;
use mock_idp::MockIdp;
use practices::{ONLY_THE_PERSON_SIGNS_OUT, SESSION_DIES_ON_THE_SERVER};
use tokio::runtime::Runtime;

use crate::say;

/// The day of the check. No allowance ends, because the apps have none.
const DAY: Date = Date::constant(2030, 1, 31);

/// The defects of the sign-out that the SDK's adapters have: a GET signs out, and a copy of the cookie opens afterwards.
const DEFECTS: [&str; 2] = [SESSION_DIES_ON_THE_SERVER.slug, ONLY_THE_PERSON_SIGNS_OUT.slug];

/// Checks the app that runs at `url` in front of `idp`: it fails where a row of weight `fault` is broken, or where the
/// app was not seen signing in and out.
pub(crate) fn app(
    framework: &str,
    runtime: &Runtime,
    idp: &MockIdp,
    url: &str,
) -> Result<(), String> {
    let report = report(runtime, idp, url, &[])?;
    if report.exit() != 0 {
        return Err(format!("the app in {framework} has a fault:\n{report}"));
    }
    say(&format!("check: no fault broken, {} ({framework})", count(&report)));
    Ok(())
}

/// Looks for both defects in an app that an adapter made. It fails where one is not seen: then `tests/sdk/PUBLISHED.md` says
/// something that is no longer so.
pub(crate) fn adapter(
    framework: &str,
    runtime: &Runtime,
    idp: &MockIdp,
    url: &str,
) -> Result<(), String> {
    let report = report(runtime, idp, url, &DEFECTS)?;
    let faults: Vec<_> = report.faults().map(|row| row.practice.slug).collect();
    if faults != DEFECTS {
        return Err(format!(
            "the adapter for {framework} has not the two defects of PUBLISHED.md:\n{report}"
        ));
    }
    say(&format!("check: {} (the SDK's adapter for {framework})", faults.join(", ")));
    Ok(())
}

fn report(runtime: &Runtime, idp: &MockIdp, url: &str, slugs: &[&str]) -> Result<Report, String> {
    let control = idp.control_url().parse().map_err(|why| format!("{why}"))?;
    let url = url.parse().map_err(|why| format!("{why}"))?;
    let slugs = slugs.iter().map(|&slug| slug.to_owned()).collect();
    let options = Options { slugs, ..Options::new(control, DAY).app(url) };
    runtime.block_on(checker::check(options)).map_err(|why| why.to_string())
}

fn count(report: &Report) -> String {
    let advice: Vec<_> = report.broken().map(|row| row.practice.slug).collect();
    if advice.is_empty() { "no advice".to_owned() } else { format!("advice {}", advice.join(", ")) }
}
