//! What the clients did, and what is wrong with it.

use std::sync::Arc;

use super::MockIdp;
use theatre::Density;

use crate::exchange::{Exchange, ExchangeFilter};
use crate::verdict::{Note, NoteError, Verdict};

impl MockIdp {
    /// Returns the requests to the environment with their answers, by their shape, in order. The last
    /// [`MOST_EXCHANGES`](crate::exchange::MOST_EXCHANGES) are kept.
    ///
    /// ```no_run
    /// use mock_idp::{Endpoint, MockIdp};
    ///
    /// let idp = MockIdp::start();
    /// // … the application signs somebody out …
    /// let logout = idp.exchanges().into_iter().rfind(|exchange| exchange.is_at(Endpoint::Logout));
    /// assert!(logout.is_some_and(|logout| logout.has("id_token_hint")));
    /// ```
    pub fn exchanges(&self) -> Vec<Arc<Exchange>> {
        self.idp.exchanges(&ExchangeFilter::default())
    }

    /// Returns what is wrong with the clients so far, since the beginning or the last reset.
    ///
    /// ```
    /// use mock_idp::MockIdp;
    ///
    /// let idp = MockIdp::start();
    /// // … the application signs people in and out …
    /// let verdict = idp.verdict();
    ///
    /// verdict.assert_clean();
    /// assert!(verdict.finding("logout-carries-hint").is_none(), "{verdict}");
    /// ```
    pub fn verdict(&self) -> Verdict {
        self.idp.verdict()
    }

    /// Says what the test is about: its name, for instance. Findings carry the note, and it stands in the journal. It
    /// holds until the next, or a reset.
    ///
    /// ```
    /// let idp = mock_idp::MockIdp::start();
    /// idp.note("whoever signs out is out")?;
    /// assert!(idp.journal().contains("whoever signs out is out"));
    /// # Ok::<(), mock_idp::verdict::NoteError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`NoteError`] if the text is empty or too long, or there were
    /// [`MOST_NOTES`](crate::verdict::MOST_NOTES) of them.
    pub fn note(&self, text: &str) -> Result<(), NoteError> {
        self.idp.take_note(Note::new(Some(text), &[] as &[&str])?)
    }

    /// Runs a part of a test in which a client does not follow a practice on purpose: no finding accuses it of that.
    ///
    /// ```
    /// # futures_executor_stand_in(async {
    /// let idp = mock_idp::MockIdp::start();
    /// let answer = idp
    ///     .expecting("logout-by-navigation", async || reqwest::get(idp.environment_url()).await)
    ///     .await;
    /// # let _ = answer;
    /// # });
    /// # fn futures_executor_stand_in(test: impl Future<Output = ()>) {
    /// #     tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(test);
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// If no finding is called `slug`.
    pub async fn expecting<T>(&self, slug: &str, part: impl AsyncFnOnce() -> T) -> T {
        let _expectation = self.expectation(slug);
        part().await
    }

    /// Expects a finding until what is returned is dropped, for tests that are not asynchronous: in this part a client
    /// does not follow a practice on purpose, and no finding accuses it of that.
    ///
    /// ```
    /// let idp = mock_idp::MockIdp::start();
    /// {
    ///     let _expected = idp.expectation("logout-by-navigation");
    ///     // … a test's client without cookies requests /oidc/logout …
    /// }
    /// idp.verdict().assert_clean();
    /// ```
    ///
    /// # Panics
    ///
    /// If no finding is called `slug`.
    #[track_caller]
    pub fn expectation(&self, slug: &str) -> Expectation<'_> {
        let slug = Note::expected(slug).unwrap_or_else(|error| panic!("{error}"));
        self.idp.expect(slug, true);
        Expectation { idp: self, slug }
    }

    /// Returns a sequence diagram of the last exchanges, 200 at most, with the lives of cookies and tokens, as a page of HTML
    /// that needs nothing but itself. It has no value of a parameter, cookie or token.
    ///
    /// ```
    /// let idp = mock_idp::MockIdp::start();
    /// // … the application signs people in and out …
    /// assert!(idp.theatre().starts_with("<!doctype html>"));
    /// ```
    pub fn theatre(&self) -> String {
        self.idp.recorded(u64::MAX).scene(None).to_html(Density::Lanes)
    }

    /// Returns the verdict that a strict handle asserts: the first speaks for the worlds that have no handle.
    pub(super) fn verdict_at_the_end(&self) -> Verdict {
        if self.is_first() { self.worlds.verdict() } else { self.idp.whole_verdict() }
    }

    /// Prints the journal, and the verdict if something was found.
    #[expect(
        clippy::print_stderr,
        reason = "the journal of a failed test belongs beside its panic"
    )]
    pub(super) fn print_what_happened(&self) {
        eprintln!("the journal of {}:\n{}", self.environment_url, self.journal());
        let verdict = self.idp.whole_verdict();
        if !verdict.findings.is_empty() {
            eprintln!("the verdict on its clients: {verdict}");
        }
    }
}

/// Expects a finding until it is dropped, also by a panic; from [`MockIdp::expectation`].
#[derive(Debug)]
#[must_use = "it expects nothing once it is dropped"]
pub struct Expectation<'a> {
    idp: &'a MockIdp,
    slug: &'static str,
}

impl Drop for Expectation<'_> {
    fn drop(&mut self) {
        self.idp.idp.expect(self.slug, false);
    }
}
