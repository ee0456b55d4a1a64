//! Validating requests, and renewing tokens: rows 52 to 66.

mod after_expiry;
mod clocks_have_leeway;
mod keys_are_cached;
mod renewal_route_is_post;
mod renewal_when_due;
mod requests_are_verified;
mod tokens_are_checked;

use practices::Practice;
use serde_json::Value;

use crate::probe::control;
use crate::{FaultPlan, Need, NotTried, Probe, Stage};

/// What most of them need: somebody who is in.
const SOMEBODY: &[Need] = &[Need::Guarded];

/// The practices that show only once an access token has ended.
pub(super) const AFTER_EXPIRY: [&Practice; 11] = [
    &practices::SESSION_OUTLIVES_ACCESS_TOKEN,
    &practices::MAX_AGE_IS_A_NUMBER,
    &practices::HINT_AFTER_RENEWAL,
    &practices::NEWEST_REFRESH_TOKEN,
    &practices::NEW_TOKENS_ARE_STORED_FIRST,
    &practices::ONE_RENEWAL,
    &practices::OUTAGE_KEEPS_SESSION,
    &practices::DEAD_TOKEN_IS_DROPPED,
    &practices::SPARSE_RENEWAL_IS_ENOUGH,
    &practices::SESSION_ENDS_WITH_SCALEKITS,
    &practices::LIFETIME_FROM_TOKEN,
];

/// A check that waits until tokens expire.
const PATIENCE: &[Need] = &[Need::Guarded, Need::Thorough];

/// The probes, in order.
pub(super) const PROBES: &[Probe] = &[
    probe!([REQUESTS_ARE_VERIFIED], SOMEBODY, requests_are_verified::run),
    probe!(
        [ISSUER_AND_AUDIENCE_ARE_CHECKED, ALGORITHM_IS_PINNED],
        SOMEBODY,
        tokens_are_checked::run
    ),
    probe!([KEYS_ARE_CACHED], SOMEBODY, keys_are_cached::run),
    probe!([CLOCKS_HAVE_LEEWAY], SOMEBODY, clocks_have_leeway::run),
    probe!([RENEWAL_WHEN_DUE], SOMEBODY, renewal_when_due::run),
    probe!([RENEWAL_ROUTE_IS_POST], &[Need::Guarded, Need::Refresh], renewal_route_is_post::run),
    Probe {
        decides: &AFTER_EXPIRY,
        needs: PATIENCE,
        access_token_seconds: Some(after_expiry::LIFETIME),
        run: |stage| Box::pin(after_expiry::run(stage)),
    },
];

/// Signs the first person in with a token that is forged like this, and says whether the application believed it.
///
/// # Errors
///
/// [`NotTried`] if the sign-in did not come so far.
async fn believes(stage: &Stage, token: &str, forgery: &str) -> Result<bool, NotTried> {
    Ok(sign_in_with(stage, token, forgery).await?.is_some())
}

/// Does what [`believes`] does, and returns the requests of a sign-in that was believed.
///
/// # Errors
///
/// As there.
async fn sign_in_with(
    stage: &Stage,
    token: &str,
    forgery: &str,
) -> Result<Option<Vec<String>>, NotTried> {
    let (person, mut browser) = (stage.person()?.clone(), stage.browser());
    let mark = stage.fake.last_entry().await?;
    let mut what = serde_json::Map::new();
    what.insert(token.to_owned(), Value::from(forgery));
    stage.fake.plan(FaultPlan::new(what).at("token")).await?;
    let entrance = stage.try_to_enter(browser.as_mut(), &person).await;
    stage.fake.clear_faults().await?;
    control(stage.has_fired(mark).await?, "no token was issued that could be forged")?;
    // A sign-in that breaks off has let nobody in.
    let Ok(entrance) = entrance else { return Ok(None) };
    let presence = stage.presence(browser.as_mut(), stage.best()?, &person).await?;
    let records = || entrance.hops.iter().map(|hop| hop.record().to_string()).collect();
    Ok(presence.is_in().then(records))
}
