//! Row 37: a form that another page sends changes nothing.
//!
//! The other page is on the application's host and another port: the same site, so that a `Lax` cookie goes along. Innocent:
//! a form whose effect no page shows is not judged.

use practices::CSRF_EXEMPTS_CALLBACK_ONLY;

use crate::probe::{broken, does_not_apply, holds};
use crate::{Lure, Stage, Tried};

/// A port at which no application is.
const NEIGHBOUR: u16 = 1;

pub(super) async fn run(stage: &Stage) -> Tried {
    let mut alice = stage.alice().await?;
    let own = super::unheard_of("own");
    // That it keeps what its own page sends is the control.
    let Some(notebook) = stage.notebook(&mut alice, &own).await? else {
        let why = "no form was found whose effect a page shows, but the sign-out";
        return Ok(vec![does_not_apply(&CSRF_EXEMPTS_CALLBACK_ONLY, why)]);
    };
    let foreign = super::unheard_of("foreign");
    let mut neighbour = stage.subject.app.clone();
    let _unchanged_if_refused = neighbour.set_port(Some(NEIGHBOUR));
    let fields = [(notebook.field.as_str(), foreign.as_str())];
    let mark = alice.browser.requests();
    let action = notebook.action.as_str();
    // However it is answered: a page shows whether it counted.
    let _answer = alice.browser.lure(&neighbour, Lure::Form(&fields), action).await;
    let evidence: Vec<_> = alice.browser.records(mark).iter().map(ToString::to_string).collect();
    Ok(vec![if stage.is_noted(alice.browser.as_mut(), &notebook, &foreign).await? {
        let what = format!(
            "POST {} takes a form that a page of another origin sends, without a token",
            notebook.action.path()
        );
        broken(&CSRF_EXEMPTS_CALLBACK_ONLY, what).with(evidence)
    } else {
        holds(&CSRF_EXEMPTS_CALLBACK_ONLY)
    }])
}
