//! Row 59: twenty requests that find the access token expired share one renewal.

use std::collections::BTreeMap;

use futures_util::future::join_all;
use practices::ONE_RENEWAL;
use serde_json::json;
use user_agent::Probe;

use super::Trial;
use crate::probe::{broken, control, folded, holds};
use crate::stage::token_of;
use crate::{FaultPlan, Stage, Visitor};

/// Requests at once: a page with its parts.
const REQUESTS: usize = 20;

/// How late each renewal is, in milliseconds: long enough for all requests to arrive meanwhile.
const LATE_MS: u32 = 300;

pub(super) async fn run(stage: &Stage, visitor: &Visitor) -> Trial {
    let mark = stage.fake.last_exchange().await?;
    let late = FaultPlan::new(json!({ "delay_ms": LATE_MS })).at("token").until_cleared();
    stage.fake.plan(late).await?;
    let url = stage.best()?.url.as_str();
    let requests = (0..REQUESTS).map(|_| {
        let request = Probe::get(url).header("accept", "text/html,*/*;q=0.8").with_cookies();
        visitor.browser.request(request)
    });
    let answers = join_all(requests).await;
    stage.fake.clear_faults().await?;
    let pages: Vec<_> = answers.into_iter().filter_map(Result::ok).collect();
    control(!pages.is_empty(), "none of the requests was answered")?;
    let renewals = stage.renewals(mark).await?;
    control(!renewals.is_empty(), "no renewal came of many requests at once")?;
    let mut by_token = BTreeMap::<u64, usize>::new();
    for token in renewals.iter().filter_map(token_of) {
        *by_token.entry(token).or_default() += 1;
    }
    let most = by_token.into_values().max().unwrap_or_default();
    Ok(if most > 1 {
        let what =
            format!("{REQUESTS} requests at once sent {most} renewals with one refresh token");
        let first = pages.iter().filter_map(|page| page.hops().first());
        broken(&ONE_RENEWAL, what).with(folded(first.map(|hop| hop.record().to_string())))
    } else {
        holds(&ONE_RENEWAL)
    })
}
