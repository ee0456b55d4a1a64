//! Row 87: one absolute, registered `post_logout_redirect_uri`, from the settings and not from the request.

use practices::POST_LOGOUT_URI_IS_REGISTERED;
use url::Url;
use user_agent::ControlKind;

use super::{logout, parameter};
use crate::probe::{broken, holds, not_tried};
use crate::{Browser, Finding, Lure, NotTried, Stage, Tried};

/// Where a person must not end.
const EVIL: &str = "http://evil.localhost/";

/// Names under which applications take the address from the request.
const NAMES: [&str; 6] =
    ["post_logout_redirect_uri", "returnTo", "return_to", "redirect", "redirect_uri", "next"];

pub(super) async fn run(stage: &Stage) -> Tried {
    let departure = &stage.exit().await?.departure;
    let hop = logout(departure, stage)?;
    let registered = &stage.subject.client.post_logout_redirect_uris;
    let uri = parameter(hop, "post_logout_redirect_uri");
    if let Some(uri) = &uri
        && hop.status() >= 400
        && !registered.contains(uri)
    {
        let what = format!(
            "post_logout_redirect_uri {uri} is not registered, and Scalekit refuses the logout"
        );
        let known = format!("registered: {}", registered.join(", "));
        return Ok(vec![broken(&POST_LOGOUT_URI_IS_REGISTERED, what).with([known])]);
    }
    if uri.is_none() && departure.page.as_ref().is_ok_and(|page| stage.fake.has(page.url())) {
        let what = "the logout names no post_logout_redirect_uri: the person is left at Scalekit";
        return Ok(vec![broken(&POST_LOGOUT_URI_IS_REGISTERED, what).with(departure.evidence())]);
    }
    Ok(vec![from_the_request(stage).await?])
}

/// Signs out at the application's own control, with another address added to the query.
async fn from_the_request(stage: &Stage) -> Result<Finding, NotTried> {
    let mut alice = stage.alice().await?;
    let browser = alice.browser.as_mut();
    stage.open_way_out(browser).await?;
    let mark = browser.requests();
    let page = sign_out_towards_evil(stage, browser).await?;
    let hop = page.hops().iter().find(|hop| stage.fake.is_at(hop.url(), "/oidc/logout"));
    let named = hop.and_then(|hop| parameter(hop, "post_logout_redirect_uri"));
    let is_taken = named.is_some_and(|uri| uri.starts_with(EVIL));
    let ends_there = page.hops().iter().any(|hop| hop.url().as_str().starts_with(EVIL));
    let practice = &POST_LOGOUT_URI_IS_REGISTERED;
    if is_taken || ends_there {
        let records = browser.records(mark).iter().map(ToString::to_string).collect::<Vec<_>>();
        let what = "the sign-out takes the address to come back to from the request";
        return Ok(broken(practice, what).with(records));
    }
    if hop.is_none() && page.status() >= 500 {
        return Ok(not_tried(practice, "the sign-out answers an error to an unknown parameter"));
    }
    Ok(holds(practice))
}

async fn sign_out_towards_evil(
    stage: &Stage,
    browser: &mut dyn Browser,
) -> Result<user_agent::Page, NotTried> {
    let open = browser.page()?;
    let way = stage.way_out()?;
    let control = way.last().and_then(|control| open.find_again(control));
    let control = control.ok_or_else(|| NotTried::because("the control is not there any more"))?;
    match &control.kind {
        ControlKind::Link { url } => Ok(browser.open(with_evil(url).as_str()).await?),
        ControlKind::Submit { url, .. } => {
            let entries = open.entries(&control);
            let fields: Vec<_> = entries.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
            let url = with_evil(url);
            Ok(browser.lure(open.url(), Lure::Form(&fields), url.as_str()).await?)
        }
        ControlKind::Script => Err(NotTried::because("the control is a script's")),
    }
}

fn with_evil(url: &Url) -> Url {
    let mut url = url.clone();
    url.query_pairs_mut().extend_pairs(NAMES.map(|name| (name, EVIL)));
    url
}
