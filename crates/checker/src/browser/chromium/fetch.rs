//! Requests of scripts, also those that the policy of the page forbids its own.

use std::time::Duration;

use serde_json::{Value, json};
use url::Url;
use user_agent::{Error, Fetch, Hop, Jar, ObservedPage, Page};

use super::{Window, act, parsed, scripts, traffic};

/// How long a report that a policy forbids a call is waited for, once the call has failed. It is a task that the page has by
/// then, behind the rejection: the time is for a machine that has much else to do.
const REPORT: Duration = Duration::from_millis(50);

impl Window {
    /// Calls `fetch` in the open page.
    pub(super) async fn call_fetch(&self, fetch: Fetch) -> Result<Page, Error> {
        let from = self.open_page()?.url();
        let url = from.join(fetch.address());
        let url =
            url.map_err(|why| Error::NotAnAddress(fetch.address().to_owned(), why.to_string()))?;
        let (before, mark) = (self.user.jar().await?, self.mark().await?);
        let acting = self.user.acting();
        let mut call = written(&fetch);
        call["address"] = json!(url.as_str());
        call["limit"] = json!(REPORT.as_millis());
        let text = call.to_string();
        let answer = self.run(scripts::FETCH, &[json!(text)]).await?;
        let answer = parsed(&answer)?;
        acting.end();
        let hops = self.hops(mark, Some(from), before.clone()).await?;
        let hops: Vec<_> = hops.into_iter().filter(|hop| hop.url().path() == url.path()).collect();
        let is_answered = hops.iter().any(|hop| hop.status() != 0);
        if answer["barred"] == true && !is_answered {
            return self.fetch_past_policy(from, fetch, &before).await;
        }
        self.user.record(&hops);
        if let Some(why) = answer["why"].as_str() {
            let (url, why) = (act::shown(&url), why.to_owned());
            let forbidden = Error::CorsForbids { url: url.clone(), why: why.clone() };
            return Err(if is_answered { forbidden } else { Error::Unreachable { url, why } });
        }
        Ok(answered(&answer, url, from, hops))
    }

    /// Sends a request that the page's `connect-src` forbids scripts, as a page of the same address without a policy would:
    /// the policy protects the page, and not what is behind the address.
    async fn fetch_past_policy(
        &self,
        from: &Url,
        fetch: Fetch,
        before: &Jar,
    ) -> Result<Page, Error> {
        let mut sender = self.user.chromium().agent();
        sender.restore(before);
        let page = sender.from_page(from.as_str())?.fetch(fetch).await;
        self.user.record_of(&sender, before).await?;
        page
    }
}

/// Returns what `fetch` is called with, beside the address.
pub(super) fn written(fetch: &Fetch) -> Value {
    let mut call = json!({
        "method": fetch.method().as_str(),
        "headers": fetch.headers(),
        "mode": fetch.mode_name(),
        "credentials": fetch.credentials_name(),
    });
    if let Some(body) = fetch.body() {
        call["body"] = json!(body);
    }
    call
}

/// Reads the answer that the script got.
fn answered(answer: &Value, url: Url, from: &Url, hops: Vec<Hop>) -> Page {
    Page::observed(ObservedPage {
        url: answer["url"].as_str().and_then(|url| url.parse().ok()).unwrap_or(url),
        came_from: Some(from.clone()),
        status: answer["status"].as_u64().and_then(|code| code.try_into().ok()).unwrap_or(0),
        headers: traffic::pairs(&answer["headers"]),
        body: answer["body"].as_str().unwrap_or_default().to_owned(),
        hops,
        left_for: None,
    })
}
