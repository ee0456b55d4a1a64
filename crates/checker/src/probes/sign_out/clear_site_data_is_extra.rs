//! Row 98: cookies are cleared by name; `Clear-Site-Data` is an addition.

use practices::CLEAR_SITE_DATA_IS_EXTRA;
use user_agent::{CookieChange, Hop};

use crate::probe::{broken, control, does_not_apply, holds};
use crate::{Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let practice = &CLEAR_SITE_DATA_IS_EXTRA;
    let departure = &stage.exit().await?.departure;
    let own: Vec<&Hop> = departure.hops.iter().filter(|hop| stage.subject.has(hop.url())).collect();
    let says = own.iter().filter_map(|hop| hop.header("clear-site-data"));
    if !says.into_iter().any(|kinds| kinds.contains("cookies") || kinds.contains('*')) {
        return Ok(vec![does_not_apply(
            practice,
            "the sign-out sends no Clear-Site-Data for cookies",
        )]);
    }
    let session = &stage.subject.session_cookies;
    control(!session.is_empty(), "no cookie was found without which nobody is signed in")?;
    let is_cleared = |name: &str| {
        let mut lines = own.iter().flat_map(|hop| hop.changes());
        lines.any(|line| line.name == name && matches!(line.change, Ok(CookieChange::Cleared)))
    };
    let left: Vec<_> = session.iter().filter(|cookie| !is_cleared(&cookie.name)).collect();
    let finding = match left.first() {
        Some(cookie) => {
            let name = &cookie.name;
            let what = format!(
                "the sign-out leaves {name} to Clear-Site-Data, which browsers ignore over http"
            );
            broken(practice, what)
        }
        None => holds(practice),
    };
    Ok(vec![finding.with(departure.evidence())])
}
