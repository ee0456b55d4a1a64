//! The acts of a person in front of a window, and of the scripts in it.

use http::{Method, header};
use scraper::ElementRef;
use url::Position;

use super::headers::header_value;
use super::{FromPage, UserAgent, address};
use crate::document;
use crate::document::controls::{Edits, Forms};
use crate::document::submission::{self, Submission};
use crate::message::Message;
use crate::request::form_action::FormAction;
use crate::request::referrer::ReferrerPolicy;
use crate::request::{Initiator, Kind, Request};
use crate::{CookieContext, Error, Fetch, Page, Probe};

impl UserAgent {
    /// Types an address into the address bar: `Sec-Fetch-Site: none`, and every cookie goes along.
    ///
    /// # Errors
    ///
    /// [`Error::NotLoopback`] before any connection, [`Error::Unreachable`],
    /// [`Error::RedirectLoop`]. A redirect that leaves loopback is no error but
    /// a page with [`Page::left_for`].
    pub async fn open(&mut self, url: &str) -> Result<Page, Error> {
        self.navigate(Request::get(address(url)?, Kind::Navigation, Initiator::Person).by_user())
            .await
    }

    /// Clicks the link of that text or, if there is none, the button.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] names the links and buttons there are; else as [`open`](Self::open) and [`press`](Self::press).
    pub async fn click(&mut self, text: &str) -> Result<Page, Error> {
        match self.link(text) {
            Ok(request) => self.follow_link(request).await,
            Err(Error::NotFound { there_are, .. }) => match self.forms()?.button(text) {
                Err(Error::NotFound { there_are: buttons, .. }) => Err(Error::NotFound {
                    what: "link or button",
                    wanted: text.to_owned(),
                    there_are: [there_are, buttons].concat(),
                }),
                _ => self.press(text).await,
            },
            Err(error) => Err(error),
        }
    }

    /// Presses the button of that text, and sends its form.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] and [`Error::Ambiguous`] for the button; [`Error::Required`] and
    /// [`Error::FormActionForbids`] for the form; else as [`open`](Self::open).
    pub async fn press(&mut self, button: &str) -> Result<Page, Error> {
        let forms = self.forms()?;
        let submission = forms.submit(forms.button(button)?)?;
        self.send_form(submission).await
    }

    /// Presses the button of that text inside the first element a selector finds: one of several alike.
    ///
    /// # Errors
    ///
    /// [`Error::NotASelector`]; else as [`press`](Self::press).
    pub async fn press_in(&mut self, css: &str, button: &str) -> Result<Page, Error> {
        let forms = self.page()?.forms_within(css)?.with(&self.edits);
        let submission = forms.submit(forms.button(button)?)?;
        self.send_form(submission).await
    }

    /// Types into a field, found by its `name` or by its label.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] names the fields there are; [`Error::TooLong`], [`Error::Disabled`].
    pub fn fill(&mut self, field: &str, text: &str) -> Result<&mut Self, Error> {
        let edits = self.forms()?.fill(field, text)?;
        Ok(self.edited(edits))
    }

    /// Ticks a checkbox.
    ///
    /// # Errors
    ///
    /// As [`fill`](Self::fill).
    pub fn check(&mut self, field: &str) -> Result<&mut Self, Error> {
        let edits = self.forms()?.tick(field, true)?;
        Ok(self.edited(edits))
    }

    /// Clears a checkbox.
    ///
    /// # Errors
    ///
    /// As [`fill`](Self::fill).
    pub fn uncheck(&mut self, field: &str) -> Result<&mut Self, Error> {
        let edits = self.forms()?.tick(field, false)?;
        Ok(self.edited(edits))
    }

    /// Picks a radio button or an option, by its value or its text.
    ///
    /// # Errors
    ///
    /// As [`fill`](Self::fill).
    pub fn choose(&mut self, field: &str, choice: &str) -> Result<&mut Self, Error> {
        let edits = self.forms()?.choose(field, choice)?;
        Ok(self.edited(edits))
    }

    /// Sends the open page's last request again: a posted form is posted again, and a
    /// page that was reached from another site is again reached from there (RFC 6265bis §8.8.5).
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open).
    pub async fn reload(&mut self) -> Result<Page, Error> {
        let request = self.page()?.request().by_user();
        let page = self.browser.travel(request).await?;
        self.history.pop();
        self.show(page.clone());
        Ok(page)
    }

    /// Goes where the open page [sends the browser by itself](Page::refreshes_to), without the wait; `None` if it stays.
    ///
    /// # Errors
    ///
    /// [`Error::NoPage`]; else as [`open`](Self::open).
    pub async fn follow_refresh(&mut self) -> Result<Option<Page>, Error> {
        let page = self.page()?;
        let Some(url) = page.refreshes_to() else { return Ok(None) };
        let request = Request::get(url, Kind::Navigation, page.initiator());
        self.navigate(request).await.map(Some)
    }

    /// Goes back to the page before, which is shown as it was unless it said `no-store`.
    ///
    /// # Errors
    ///
    /// [`Error::NoPageBefore`]; else as [`open`](Self::open) if the page must be fetched again.
    pub async fn back(&mut self) -> Result<Page, Error> {
        if self.history.len() < 2 {
            return Err(Error::NoPageBefore);
        }
        self.history.pop();
        self.edits.clear();
        let page = self.page()?.clone();
        if page.must_not_be_kept() { self.reload().await } else { Ok(page) }
    }

    /// Calls `fetch()` as a script of the open page. The window stays as it is; several may run at once.
    ///
    /// # Errors
    ///
    /// [`Error::CorsForbids`] where a browser would hide the answer from the script; else as [`open`](Self::open).
    pub async fn fetch(&self, fetch: Fetch) -> Result<Page, Error> {
        let page = self.page()?;
        let request =
            fetch.clone().into_request(page.resolve(fetch.address())?, page.initiator())?;
        self.browser.travel(request).await
    }

    /// Sends a request that no page can make a browser send. Window and cookies stay as they are.
    ///
    /// # Errors
    ///
    /// [`Error::NotAHeader`]; else as [`open`](Self::open).
    pub async fn probe(&self, probe: Probe) -> Result<Page, Error> {
        let mut request =
            Request::get(address(&probe.message.address)?, Kind::Probe, Initiator::Person);
        request.headers = probe.headers()?;
        if probe.with_cookies {
            let (cookie, _) = self.browser.cookies_for(&request.url, CookieContext::SameSite);
            let cookie = cookie.map(|cookie| (header::COOKIE, header_value(&cookie)));
            request.headers.extend(cookie);
        }
        let Message { method, body, .. } = probe.message;
        self.browser.send_probe(Request { method, body, ..request }).await
    }

    /// Acts as a page of another site in this browser; the page itself is not fetched.
    ///
    /// ```
    /// # async fn story(mut browser: user_agent::UserAgent) -> Result<(), user_agent::Error> {
    /// let forged = browser.from_page("http://evil.localhost/")?.post("http://localhost:3000/logout", &[]).await?;
    /// assert_eq!(forged.status(), 403);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::NotAnAddress`].
    pub fn from_page(&mut self, url: &str) -> Result<FromPage<'_>, Error> {
        let url = address(url)?;
        let policy = ReferrerPolicy::default();
        let initiator = Initiator::Document { url: url.clone(), policy };
        let form_action = FormAction::default();
        Ok(FromPage { window: self, url, initiator, form_action })
    }

    /// Acts as the open page does by itself: images, frames, prefetches, forms its scripts send.
    ///
    /// # Errors
    ///
    /// [`Error::NoPage`].
    pub fn from_here(&mut self) -> Result<FromPage<'_>, Error> {
        let page = self.page()?;
        let (url, initiator) = (page.url().clone(), page.initiator());
        let form_action = page.form_action();
        Ok(FromPage { window: self, url, initiator, form_action })
    }

    pub(super) fn forms(&self) -> Result<Forms, Error> {
        Ok(self.page()?.forms().with(&self.edits))
    }

    fn edited(&mut self, edits: Edits) -> &mut Self {
        self.edits.extend(edits);
        self
    }

    fn link(&self, text: &str) -> Result<Request, Error> {
        let page = self.page()?;
        let html = page.html();
        let tags = document::all(html.root_element(), "a[href], area[href]");
        let Some(tag) = tags.iter().find(|tag| document::name(**tag) == text) else {
            let there_are = tags.into_iter().map(document::name).collect();
            return Err(Error::NotFound { what: "link", wanted: text.to_owned(), there_are });
        };
        link_request(page, *tag)
    }

    pub(super) async fn follow_link(&mut self, request: Request) -> Result<Page, Error> {
        if !self.only_scrolls(&request)? {
            return self.navigate(request).await;
        }
        let page = self.page()?.scrolled_to(request.url);
        self.history.push(page.clone()); // What was typed stays typed.
        Ok(page)
    }

    /// Says whether a request leads to another place of the open page, so that nothing is sent (HTML §7.4.2.2).
    pub(super) fn only_scrolls(&self, request: &Request) -> Result<bool, Error> {
        let (at, to) = (self.page()?.url(), &request.url);
        let same = at[..Position::AfterQuery] == to[..Position::AfterQuery];
        Ok(same && to.fragment().is_some() && request.method == Method::GET)
    }

    async fn send_form(&mut self, form: Submission) -> Result<Page, Error> {
        let request = form_request(self.page()?, form)?;
        self.navigate(request).await
    }
}

/// Returns the request of a form that a person sends (HTML §4.10.21.3).
pub(super) fn form_request(page: &Page, form: Submission) -> Result<Request, Error> {
    let mut url =
        if form.action.is_empty() { page.url().clone() } else { page.resolve(&form.action)? };
    let mut body = None;
    if form.post {
        body = Some(submission::body(form.encoded));
    } else {
        url.set_query(Some(&form.encoded));
    }
    let method = if form.post { Method::POST } else { Method::GET };
    let request = Request::get(url, Kind::Navigation, page.initiator()).by_user();
    Ok(Request { method, body, form_action: page.form_action(), ..request })
}

/// Returns the request of a link, with the referrer policy of its `rel=noreferrer` or `referrerpolicy`.
pub(super) fn link_request(page: &Page, tag: ElementRef<'_>) -> Result<Request, Error> {
    let mut initiator = page.initiator();
    if let (Initiator::Document { policy, .. }, Some(own)) = (&mut initiator, own_policy(tag)) {
        *policy = own;
    }
    let url = page.resolve(tag.attr("href").unwrap_or_default())?;
    Ok(Request::get(url, Kind::Navigation, initiator).by_user())
}

fn own_policy(link: ElementRef<'_>) -> Option<ReferrerPolicy> {
    let rel = link.attr("rel").unwrap_or_default().to_ascii_lowercase();
    if rel.split_whitespace().any(|word| word == "noreferrer") {
        return Some(ReferrerPolicy::NoReferrer);
    }
    link.attr("referrerpolicy").and_then(ReferrerPolicy::parse)
}
