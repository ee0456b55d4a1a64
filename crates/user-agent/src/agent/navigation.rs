//! The way of a request through its redirects, hop by hop.

use std::sync::{Arc, Mutex, PoisonError};

use http::{HeaderMap, Method};
use url::Url;

use super::headers::names_in;
use super::network::{Network, Response};
use crate::clock::{Clock, Deadline};
use crate::hop::Hop;
use crate::jar::Jar;
use crate::page::{Page, PageParts};
use crate::request::{Body, Kind, Mode, Request, cors, form_action, redirect};
use crate::transcript::Transcript;
use crate::{Error, Limits, site};

/// What all tabs of a browser share.
#[derive(Clone)]
pub(super) struct Browser {
    pub(super) name: String,
    pub(super) identification: String,
    pub(super) jar: Arc<Mutex<Jar>>,
    pub(super) clock: Clock,
    pub(super) network: Network,
    pub(super) limits: Limits,
    pub(super) transcript: Transcript,
}

impl Browser {
    /// Runs something on the jar; the lock never outlives it.
    pub(super) fn with_jar<T>(&self, act: impl FnOnce(&mut Jar) -> T) -> T {
        act(&mut self.jar.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Follows a request through its redirects to the last answer.
    pub(super) async fn travel(&self, mut request: Request) -> Result<Page, Error> {
        let (mut hops, deadline) = (Vec::new(), Deadline::after(self.limits.time));
        self.ensure_connectable(&request.url)?;
        loop {
            ensure_form_may_go(&request)?;
            let (answer, hop) = self.step(&request, deadline).await?;
            let target = hop.target.clone();
            hops.push(hop);
            let Some(next) = target else {
                return Ok(arrive(request, answer, hops));
            };
            let onward = redirect::follow(request.clone(), answer.status, &answer.headers, next);
            if !self.network.reaches(&onward.url) {
                return leave(request, onward, answer, hops);
            }
            ensure_not_endless(&onward, self.limits.redirects)?;
            request = onward;
        }
    }

    fn ensure_connectable(&self, url: &Url) -> Result<(), Error> {
        if self.network.reaches(url) {
            return Ok(());
        }
        Err(Error::NotLoopback(site::without_query(url)))
    }

    /// Sends a request that no browser sends by itself: its answer changes no cookie, and its redirect is not followed.
    pub(super) async fn send_probe(&self, request: Request) -> Result<Page, Error> {
        self.ensure_connectable(&request.url)?;
        let (sent, _) = self.headers(&request);
        let mut hop = Hop { cookies: names_in(&sent), ..Hop::unanswered(&request, sent.clone()) };
        let deadline = Deadline::after(self.limits.time);
        let answer = self.exchange(&request, sent, &hop, deadline).await?;
        hop.answer(&answer);
        let target = redirect::target(answer.status, &answer.headers, &request.url);
        hop.target = target.and_then(Result::ok);
        self.transcript.record(&self.name, &request, &hop);
        Ok(arrive(request, answer, vec![hop]))
    }

    /// Sends one request, takes its cookies and writes its line into the transcript.
    async fn step(&self, request: &Request, deadline: Deadline) -> Result<(Response, Hop), Error> {
        ensure_mode_allows(request)?;
        if cors::needs_preflight(request) {
            self.preflight(request, deadline).await?;
        }
        let (sent, cookies) = self.headers(request);
        let mut hop = Hop { cookies, ..Hop::unanswered(request, sent.clone()) };
        let answer = self.exchange(request, sent, &hop, deadline).await?;
        let target = redirect::target(answer.status, &answer.headers, &request.url).transpose();
        hop.answer(&answer);
        hop.changes = self.take_cookies(request, &answer.headers);
        hop.target = target.clone().unwrap_or_default();
        self.transcript.record(&self.name, request, &hop);
        target.map_err(|location| bad_location(request, &location))?;
        if cors::is_cross_origin(request) {
            cors::check(request, &answer.headers).map_err(|why| forbidden(request, why))?;
        }
        Ok((answer, hop))
    }

    async fn preflight(&self, request: &Request, deadline: Deadline) -> Result<(), Error> {
        let preflight = Request { method: Method::OPTIONS, body: None, ..request.clone() };
        let sent = self.preflight_headers(request);
        let mut hop = Hop::unanswered(&preflight, sent.clone());
        let answer = self.exchange(&preflight, sent, &hop, deadline).await?;
        hop.answer(&answer);
        self.transcript.record(&self.name, request, &hop);
        let consent = cors::preflight_check(request, answer.status, &answer.headers);
        consent.map_err(|why| forbidden(request, why))
    }

    /// Sends a request, and writes it into the transcript even if nobody answers.
    async fn exchange(
        &self,
        request: &Request,
        sent: HeaderMap,
        hop: &Hop,
        deadline: Deadline,
    ) -> Result<Response, Error> {
        let answer = self.network.send(request, sent, deadline, self.limits.body).await;
        answer.inspect_err(|_| self.transcript.record(&self.name, request, hop))
    }
}

impl Hop {
    fn unanswered(request: &Request, sent: HeaderMap) -> Self {
        Self {
            method: request.method.clone(),
            url: request.url.clone(),
            kind: request.kind,
            initiator: request.initiator.url().cloned(),
            fields: request.body.as_ref().map(Body::field_names).unwrap_or_default(),
            body: request.body.as_ref().map(|body| body.text.clone()),
            sent,
            cookies: Vec::new(),
            status: 0,
            received: HeaderMap::new(),
            changes: Vec::new(),
            target: None,
        }
    }

    fn answer(&mut self, answer: &Response) {
        self.status = answer.status.as_u16();
        self.received = answer.headers.clone();
    }
}

/// Returns a page with the address off loopback, which is not visited; a script gets an error, as after any network
/// failure.
fn leave(
    request: Request,
    onward: Request,
    answer: Response,
    hops: Vec<Hop>,
) -> Result<Page, Error> {
    ensure_form_may_go(&onward)?;
    if let Kind::Script(..) = request.kind {
        return Err(Error::NotLoopback(site::without_query(&onward.url)));
    }
    let left_for = Some(onward.url);
    let Response { status, headers, body } = answer;
    Ok(Page::new(PageParts { request, status: Some(status), headers, body, hops, left_for }))
}

fn arrive(request: Request, answer: Response, hops: Vec<Hop>) -> Page {
    let Response { status, headers, body } = answer;
    let parts = PageParts { request, status: Some(status), headers, body, hops, left_for: None };
    Page::new(if is_opaque(&parts.request) { opaque(parts) } else { parts })
}

/// Implements Fetch §2.2.6, "opaque filtered response": the script learns nothing, not even the status.
fn opaque(parts: PageParts) -> PageParts {
    PageParts { status: None, headers: HeaderMap::new(), body: String::new(), ..parts }
}

fn is_opaque(request: &Request) -> bool {
    matches!(request.kind, Kind::Script(Mode::NoCors, _)) && request.leaves_its_origin()
}

fn ensure_form_may_go(request: &Request) -> Result<(), Error> {
    let forbidden = |directive| form_action::sentence(directive, &request.url);
    match request.forbidden_by() {
        None => Ok(()),
        Some(directive) => Err(Error::FormActionForbids(forbidden(directive))),
    }
}

fn ensure_not_endless(request: &Request, most: usize) -> Result<(), Error> {
    if request.passed.len() > most {
        return Err(Error::RedirectLoop(request.trail().map(site::without_query).collect()));
    }
    Ok(())
}

/// Implements Fetch §4.1, step 12: `same-origin` is a promise, and breaking it an error.
fn ensure_mode_allows(request: &Request) -> Result<(), Error> {
    match request.kind {
        Kind::Script(Mode::SameOrigin, _) if request.leaves_its_origin() => {
            let why = "it is another origin, and the mode is same-origin".to_owned();
            Err(forbidden(request, why))
        }
        _ => Ok(()),
    }
}

fn bad_location(request: &Request, location: &str) -> Error {
    Error::BadLocation {
        url: site::without_query(&request.url),
        location: site::without_query_of(location),
    }
}

fn forbidden(request: &Request, why: String) -> Error {
    Error::CorsForbids { url: site::without_query(&request.url), why }
}
