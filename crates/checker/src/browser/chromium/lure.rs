//! What pages of other sites do in a person's browser.

use serde_json::json;
use url::Url;
use user_agent::{Error, Hop, ObservedPage, Page};

use super::act::Act;
use super::{Window, scripts};
use crate::{Browser as _, Lure};

/// The ports below which no application of a developer listens: a page there does not exist, and one of the checker's
/// stands in for it.
const SYSTEM_PORTS: u16 = 1024;

/// The usual encoding of a form.
const URLENCODED: &str = "application/x-www-form-urlencoded";

impl Window {
    /// Lets a page lead this window away.
    pub(super) async fn lure_away(
        &mut self,
        from: &Url,
        lure: Lure<'_>,
        url: &str,
    ) -> Result<Page, Error> {
        let from = self.place(from);
        self.open(from.as_str()).await?;
        let page = self.perform(act_of(lure, &from, url)).await?;
        self.history.push(page.clone());
        Ok(page)
    }

    /// Lets a page in another window request something, and leaves this one alone.
    pub(super) async fn lure_beside(
        &self,
        from: &Url,
        lure: Lure<'_>,
        url: &str,
    ) -> Result<Page, Error> {
        let from = self.place(from);
        let mut beside = Self::of(self.user.clone());
        beside.open(from.as_str()).await?;
        let (before, mark) = (self.user.jar().await?, beside.mark().await?);
        beside.perform(act_of(lure, &from, url)).await?;
        let hops = beside.hops(mark, Some(&from), before).await?;
        let nothing = || Error::Unreachable {
            url: url.to_owned(),
            why: "the browser requested nothing".to_owned(),
        };
        let last = hops.last().ok_or_else(nothing)?;
        let page = ObservedPage {
            url: last.url().clone(),
            came_from: Some(from),
            status: last.status(),
            headers: last.received().clone(),
            body: String::new(),
            hops: hops.iter().filter(|hop| hop.status() != 0).map(Hop::clone).collect(),
            left_for: None,
        };
        let parameters = json!({ "context": beside.context().await? });
        self.user.chromium().call("browsingContext.close", parameters).await?;
        Ok(Page::observed(page))
    }

    /// Returns the page itself if it can exist, and otherwise one of the same host.
    fn place(&self, from: &Url) -> Url {
        let mut place = from.clone();
        if from.port_or_known_default().is_none_or(|port| port < SYSTEM_PORTS) {
            let _has_a_host = place.set_port(Some(self.user.chromium().elsewhere()));
        }
        place
    }
}

fn act_of(lure: Lure<'_>, from: &Url, url: &str) -> Act {
    let (kind, what) = match lure {
        Lure::Link => ("link", json!([])),
        Lure::Form(fields) => ("form", json!([URLENCODED, fields])),
        Lure::FormIn(encoding, fields) => ("form", json!([encoding.as_str(), fields])),
        Lure::Script(fetch) => ("script", super::fetch::written(fetch)),
        Lure::Image => ("image", json!([])),
        Lure::Frame => ("frame", json!([])),
        Lure::Prefetch => ("prefetch", json!([])),
    };
    let arguments = [json!(kind), json!(url), json!(what.to_string())];
    Act::script(scripts::LURE, &arguments).by(from)
}
