//! Row 64: only the application's own pages trigger a renewal: by POST, and without a token in the answer.
//!
//! Innocent: a GET that leads to a page as any other path does.

use practices::RENEWAL_ROUTE_IS_POST;
use url::Url;
use user_agent::{ControlKind, Fetch, Hop, Page, Probe};

use crate::probe::{broken, control, holds, not_tried};
use crate::stage::token_in;
use crate::{Lure, NotTried, Stage, Tried, Visitor};

pub(super) async fn run(stage: &Stage) -> Tried {
    let route = stage.options.configuration.refresh.as_deref().unwrap_or_default();
    let route = stage.at(route)?;
    let mut alice = stage.alice().await?;
    let own = by_own_page(stage, &mut alice, &route).await?;
    if let Some(kind) = token_in(stage.fake.environment(), answer_of(&own)) {
        let what = format!("a renewal is answered with {}", kind.noun());
        return Ok(vec![broken(&RENEWAL_ROUTE_IS_POST, what)]);
    }
    let get = Probe::get(route.as_str()).header("accept", "text/html").with_cookies();
    let get = alice.browser.request(get).await?;
    if is_done(&own) && looks_alike(&get, &own) {
        let what = format!("a GET of {} is answered as a renewal is", route.path());
        return Ok(vec![broken(&RENEWAL_ROUTE_IS_POST, what)]);
    }
    let answer = by_neighbour(stage, &mut alice, &route).await?;
    if !is_done(&own) {
        let why = "no page has a form that renews, and a script without its token is refused";
        return Ok(vec![not_tried(&RENEWAL_ROUTE_IS_POST, why)]);
    }
    Ok(vec![if looks_alike(&answer, &own) {
        let what = format!("a page of another origin renews by a POST to {}", route.path());
        broken(&RENEWAL_ROUTE_IS_POST, what)
    } else {
        holds(&RENEWAL_ROUTE_IS_POST)
    }])
}

/// Renews as the application's own page does: by its form if there is one, and by a script otherwise.
async fn by_own_page(stage: &Stage, alice: &mut Visitor, route: &Url) -> Result<Page, NotTried> {
    let is_renewing = |kind: &ControlKind| matches!(kind, ControlKind::Submit { url, .. } if url.path() == route.path());
    let pages = stage.subject.guarded.iter().chain(&stage.subject.personal);
    for sight in pages.filter(|sight| !sight.is_api) {
        let page = alice.browser.open(sight.url.as_str()).await?;
        let control = page.controls().into_iter().find(|control| is_renewing(&control.kind));
        if let Some(control) = control {
            let outcome = alice.browser.press(&control).await?;
            let page = outcome.page().cloned();
            return page.ok_or_else(|| NotTried::because("the form that renews does nothing"));
        }
    }
    Ok(alice.browser.fetch(Fetch::post(route.as_str())).await?)
}

/// Renews as a page of another port does, to which the session's cookie is sent.
async fn by_neighbour(stage: &Stage, alice: &mut Visitor, route: &Url) -> Result<Page, NotTried> {
    let mut neighbour = stage.subject.app.clone();
    let is_set = neighbour.set_port(Some(1)).is_ok();
    control(is_set, "the application's address has no port")?;
    Ok(alice.browser.lure(&neighbour, Lure::Form(&[]), route.as_str()).await?)
}

/// Returns what the route itself answers: a body, or the address to which it redirects. The page there is another's.
fn answer_of(page: &Page) -> &str {
    let redirect = page.hops().first().and_then(Hop::redirects_to);
    redirect.map_or(page.body(), Url::as_str)
}

fn is_done(page: &Page) -> bool {
    first(page).is_some_and(|(status, _)| status < 400)
}

/// Says whether two answers of the route are alike: the same status, and the same way on.
fn looks_alike(one: &Page, other: &Page) -> bool {
    let kind = |page: &Page| page.header("content-type").map(ToOwned::to_owned);
    let are_same = first(one) == first(other);
    let has_way_on = first(one).is_some_and(|(_, target)| target.is_some());
    are_same && is_done(one) && (has_way_on || kind(one) == kind(other))
}

/// Returns the status of the route's own answer, and the path of its redirect.
fn first(page: &Page) -> Option<(u16, Option<String>)> {
    let hop = page.hops().first()?;
    Some((hop.status(), hop.redirects_to().map(|url| url.path().to_owned())))
}
