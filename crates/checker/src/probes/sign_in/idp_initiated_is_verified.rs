//! Row 24: the token of a sign-in that an identity provider began is verified, and only says how to begin an own sign-in.
//!
//! An application that takes no notice of the token begins an ordinary sign-in: that is advice, and no fault.

use practices::IDP_INITIATED_IS_VERIFIED;
use serde_json::json;
use url::Url;
use user_agent::{Hop, Page, Probe};

use crate::probe::{broken, does_not_apply, holds};
use crate::stage::parameter;
use crate::{FaultPlan, NotTried, Stage, Tried};

/// What the token may be forged into, by the fake's name of it, and what that is.
const LIES: [(&str, &str); 5] = [
    ("wrong_signature", "a stranger's signature"),
    ("alg_none", "no signature"),
    ("unknown_kid", "an unpublished key"),
    ("wrong_issuer", "another issuer"),
    ("expired", "an expiry ten minutes ago"),
];

pub(super) async fn run(stage: &Stage) -> Tried {
    if stage.subject.client.initiate_login_uri.is_none() {
        let why =
            "no initiate-login URL is registered, so no sign-in can begin at an identity provider";
        return Ok(vec![does_not_apply(&IDP_INITIATED_IS_VERIFIED, why)]);
    }
    let organization = stage.fake.organization_of(stage.person()?).await?;
    let connection = stage.fake.add_connection(&organization).await?;
    let relay = stage.best()?.url.path().to_owned();
    let mark = stage.fake.last_entry().await?;
    let (honest, records) = arrival(stage, &connection, &relay).await?;
    let is_in = stage.fake.entries(mark).await?.iter().any(|entry| entry.event == "tokens.issued");
    let found = |what: &str, records: Vec<String>| {
        Ok(vec![broken(&IDP_INITIATED_IS_VERIFIED, what).with(records)])
    };
    if is_in {
        let what = "the token of a sign-in that began at an identity provider signed somebody in by itself";
        return found(what, records);
    }
    let Some(request) = honest else {
        let what =
            "a sign-in that begins at an identity provider leads to no authorization request";
        return found(what, records);
    };
    if parameter(&request, "connection_id").as_deref() != Some(&connection) {
        let what = "a sign-in that begins at an identity provider goes on as any other one: the authorization request lacks the `connection_id` of the token";
        return Ok(vec![broken(&IDP_INITIATED_IS_VERIFIED, what).with(records).as_advice()]);
    }
    if parameter(&request, "state").is_some_and(|state| state == relay) {
        let what =
            "a sign-in that begins at an identity provider has no `state` of the application’s own";
        return found(what, records);
    }
    for (lie, what) in LIES {
        stage.fake.plan(FaultPlan::new(json!({ "idp_initiated": lie })).at("idp")).await?;
        let (request, records) = arrival(stage, &connection, &relay).await?;
        let believed = request.is_some_and(|url| has(&url, &connection));
        if believed {
            let what =
                format!("a token with {what} decides at which identity provider a sign-in goes on");
            return found(&what, records);
        }
    }
    Ok(vec![holds(&IDP_INITIATED_IS_VERIFIED)])
}

/// Lets the provider begin a sign-in, and returns the authorization request that the application makes of it, and all
/// requests on the way.
async fn arrival(
    stage: &Stage,
    connection: &str,
    relay: &str,
) -> Result<(Option<Url>, Vec<String>), NotTried> {
    let mut browser = stage.browser();
    let form = [
        ("connection", connection),
        ("client", stage.subject.client.id.as_str()),
        ("email", stage.person()?.email.as_str()),
        ("relay_state", relay),
    ];
    let address = format!("{}/idp", stage.fake.environment().as_str().trim_end_matches('/'));
    let sent = browser.request(Probe::post(&address).form(&form)).await?;
    let target = sent.hops().first().and_then(Hop::redirects_to);
    let target = target.filter(|url| parameter(url, "idp_initiated_login").is_some());
    let target = target.ok_or_else(|| NotTried::because("the provider began no sign-in"))?;
    let page = browser.open(target.as_str()).await?;
    let records = page.hops().iter().map(|hop| hop.record().to_string()).collect();
    Ok((requested(stage, &page), records))
}

fn requested(stage: &Stage, page: &Page) -> Option<Url> {
    let is_request = |hop: &&Hop| stage.fake.is_at(hop.url(), "/oauth/authorize");
    page.hops().iter().find(is_request).map(|hop| hop.url().clone())
}

fn has(request: &Url, value: &str) -> bool {
    request.query_pairs().any(|(_, other)| other == value)
}
