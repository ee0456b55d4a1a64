//! Requests to the environment, opened when their heads came and closed with their answers, and what is wrong with
//! their clients.

use std::sync::Arc;
use std::time::Duration;

use axum::http::request::Parts;
use axum::response::Response;
use tokio::time::timeout;

use super::wait::after_reset;
use super::{Idp, State};
use crate::exchange::{Answer, Current, Draft, Exchange, ExchangeFilter, NoExchangeError};
use crate::journal::{FINDING, FindingMade};
use crate::verdict::{Finding, Note, NoteError, Observed, Verdict};

impl Idp {
    /// Gives a number to a request, and reads its head.
    pub(crate) fn open_exchange(&self, request: &Parts) -> OpenExchange {
        let opened = {
            let State { environment, recorder, judge, .. } = &mut *self.state();
            let now = environment.now();
            let at = judge.record().kept().scaled(now);
            recorder.open(now, at)
        };
        let draft = Draft::open(opened, request, self.issuer());
        OpenExchange { idp: self.clone(), current: Some(Current::new(draft)) }
    }

    /// Keeps a request with its answer, and judges it. A finding that is made for the first time is an entry of the
    /// journal.
    fn close_exchange(&self, draft: Draft, answer: Answer) {
        let mut state = self.state();
        let State { environment, journal, recorder, judge, .. } = &mut *state;
        let Some(exchange) = recorder.close(draft, answer, environment) else { return };
        let Observed { exchange, sdk, findings, oldest } = judge.observe(exchange, environment);
        if let Some((client, sdk)) = sdk {
            journal.belongs_to(Some(exchange));
            journal.sdk(environment.now(), client, sdk);
        }
        for finding in findings {
            tracing::info!(slug = finding.slug, weight = %finding.weight, "found");
            journal.belongs_to(Some(exchange));
            journal.finding(environment.now(), entry(finding));
        }
        // Freed after the lock.
        drop(state);
        drop(oldest);
    }

    /// Returns the selected exchanges, in the order of their numbers.
    pub(crate) fn exchanges(&self, filter: &ExchangeFilter) -> Vec<Arc<Exchange>> {
        self.state().judge.record().kept().matching(filter)
    }

    /// Returns the exchange with a number, if it is kept.
    pub(crate) fn exchange(&self, number: u64) -> Option<Arc<Exchange>> {
        let from = ExchangeFilter { from: number, ..ExchangeFilter::default() };
        self.exchanges(&from).into_iter().next().filter(|exchange| exchange.number == number)
    }

    /// Returns the time between the beginning of the environment and an exchange, as the journal's text has it.
    pub(crate) fn elapsed_at(&self, exchange: &Exchange) -> String {
        self.state().journal.elapsed_at(exchange.at)
    }

    /// Returns the first selected exchange: at once, or when its answer is ready, if that is within this time. Dropping
    /// the future is all that it takes to wait no longer.
    pub(crate) async fn wait_for_exchange(
        &self,
        filter: &ExchangeFilter,
        within: Duration,
    ) -> Result<Arc<Exchange>, NoExchangeError> {
        let waited = timeout(within, self.next_exchange(filter)).await;
        waited.map_err(|_| NoExchangeError {
            what: filter.to_string(),
            from: filter.from,
            within,
            last: self.last_exchange(),
        })
    }

    async fn next_exchange(&self, filter: &ExchangeFilter) -> Arc<Exchange> {
        let (mut news, last) = {
            let state = self.state();
            (state.recorder.subscribe(), state.recorder.opened())
        };
        let mut rest = filter.clone();
        loop {
            // Seen before the look: what is answered after that wakes this up again.
            news.borrow_and_update();
            if let Some(exchange) = self.exchanges(&rest).into_iter().next() {
                return exchange;
            }
            if news.changed().await.is_err() {
                // The environment was reset, and counts from the beginning.
                news = self.state().recorder.subscribe();
                rest.from = after_reset(filter.from, last);
            }
        }
    }

    /// Returns the number of the last exchange that was opened; 0 if there is none.
    pub(crate) fn last_exchange(&self) -> u64 {
        self.state().recorder.opened()
    }

    /// Returns what is wrong with the clients so far.
    pub(crate) fn verdict(&self) -> Verdict {
        self.state().judge.verdict()
    }

    /// Returns what is wrong with the clients, and was before each reset.
    pub(crate) fn whole_verdict(&self) -> Verdict {
        let state = self.state();
        let mut whole = state.verdict_before_reset.clone();
        whole.add(state.judge.verdict());
        whole
    }

    /// Takes a note of a test.
    pub(crate) fn take_note(&self, note: Note) -> Result<(), NoteError> {
        let State { environment, journal, judge, recorder, .. } = &mut *self.state();
        let text = note.text.clone();
        judge.take_note(note, recorder.opened())?;
        if let Some(text) = text {
            journal.note(environment.now(), text);
            super::cursor::wrote(journal.last());
        }
        Ok(())
    }

    /// Begins to expect findings of a practice, or ends to.
    pub(crate) fn expect(&self, slug: &'static str, begins: bool) {
        self.state().judge.expect(slug, begins);
    }
}

/// A request that is being answered.
#[derive(Debug)]
pub(crate) struct OpenExchange {
    idp: Idp,
    current: Option<Current>,
}

impl OpenExchange {
    /// Runs `service` within the exchange, and closes it with the answer.
    pub(crate) async fn surround(mut self, service: impl Future<Output = Response>) -> Response {
        let Some(current) = self.current.clone() else { return service.await };
        let response = current.surround(service).await;
        self.current = None;
        let answer = Answer::of(response.status(), response.headers());
        self.idp.close_exchange(current.take(), answer);
        response
    }
}

/// A connection that breaks drops the request before its answer is ready.
impl Drop for OpenExchange {
    fn drop(&mut self) {
        if let Some(current) = self.current.take() {
            self.idp.close_exchange(current.take(), Answer::default());
        }
    }
}

fn entry(finding: Finding) -> FindingMade {
    FindingMade {
        event: FINDING,
        slug: finding.slug,
        row: finding.row,
        weight: finding.weight.as_str(),
        client: finding.client,
        evidence: finding.evidence,
        reason: finding.what,
    }
}
