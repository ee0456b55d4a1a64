//! Waiting for an entry of the journal, instead of sleeping.

use std::sync::mpsc;
use std::time::Duration;

use tokio::task::JoinSet;

use super::{MockIdp, listen};
use crate::journal::{Entry, EntryFilter, WaitError};

impl MockIdp {
    /// Returns the first entry of the journal, from the number `from` on, with this event: at once if it is there, or
    /// else when it comes.
    ///
    /// `event` is a name such as `user.login`, or the beginning of names and a `*`, such as `user.*`. This blocks the
    /// thread. If the same thread has to cause the event, as in a `#[tokio::test]`, use [`event`](Self::event).
    ///
    /// ```
    /// use std::time::Duration;
    /// use mock_idp::MockIdp;
    ///
    /// let idp = MockIdp::start();
    /// let before = idp.last_seq();
    /// idp.sign_in("alice@acme.example").code()?;
    ///
    /// let entry = idp.wait_for("user.login", before + 1, Duration::from_secs(5))?;
    ///
    /// assert_eq!(entry.event(), "user.login");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`WaitError`] if no such entry comes within this real time; and at once if no entry can have such a name.
    pub fn wait_for(&self, event: &str, from: u64, within: Duration) -> Result<Entry, WaitError> {
        let (idp, filter) = (self.idp.clone(), EntryFilter::new(event, from)?);
        let (sender, receiver) = mpsc::channel();
        // On the fakes' threads, because this thread may or may not be in a runtime.
        listen::runtime().spawn(async move {
            let _ = sender.send(idp.wait_for(&filter, within).await);
        });
        Ok(receiver.recv().expect("a wait ends, with an entry or without")?)
    }

    /// Returns the same as [`wait_for`](Self::wait_for), for asynchronous tests, in any runtime.
    ///
    /// # Errors
    ///
    /// As [`wait_for`](Self::wait_for).
    pub async fn event(
        &self,
        event: &str,
        from: u64,
        within: Duration,
    ) -> Result<Entry, WaitError> {
        let (idp, filter) = (self.idp.clone(), EntryFilter::new(event, from)?);
        // Dropped with this future, the set ends the waiting task.
        let mut waiting = JoinSet::new();
        let wait = async move { idp.wait_for(&filter, within).await };
        waiting.spawn_on(wait, listen::runtime());
        let ended = waiting.join_next().await.expect("there is one");
        Ok(ended.expect("a wait does not panic, and nobody aborts it")?)
    }

    /// Returns the number of the journal's last entry; 0 if it has none. Later entries have greater numbers.
    pub fn last_seq(&self) -> u64 {
        self.idp.last_entry()
    }
}
