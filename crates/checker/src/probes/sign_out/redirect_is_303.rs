//! Row 80: the redirect to Scalekit makes a GET of the POST.

use http::Method;
use practices::REDIRECT_IS_303;

use super::logout;
use crate::probe::{broken, holds};
use crate::{Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let departure = &stage.exit().await?.departure;
    let hop = logout(departure, stage)?;
    let before = departure.hops.iter().take_while(|other| other.url() != hop.url()).last();
    let status = before.map(user_agent::Hop::status).unwrap_or_default();
    let finding = if hop.method() == Method::GET && !matches!(status, 307 | 308) {
        holds(&REDIRECT_IS_303)
    } else {
        let method = hop.method();
        broken(
            &REDIRECT_IS_303,
            format!(
                "the sign-out answers {status}, so the browser repeats its {method} at Scalekit"
            ),
        )
    };
    Ok(vec![finding.with(departure.evidence())])
}
