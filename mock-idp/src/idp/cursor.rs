//! The number of the last entry that a call of the control API wrote: whoever waits from there on hears of what
//! came after the call, and of all of that, however fast it came.

use std::cell::Cell;

use super::Idp;

tokio::task_local! {
    /// Set under the lock, with the entry: looked up later, it could be the number of an entry that came since.
    static WRITTEN: Cell<Option<u64>>;
}

/// Returns the reply, and the number of the last entry that was written for it, if one was.
pub(crate) async fn with_cursor<T>(call: impl Future<Output = T>) -> (T, Option<u64>) {
    let followed = async {
        let reply = call.await;
        (reply, WRITTEN.with(Cell::get))
    };
    WRITTEN.scope(Cell::new(None), followed).await
}

impl Idp {
    /// Notes where the journal is, for a call whose entries were written on another thread.
    pub(crate) fn mark_cursor(&self) {
        wrote(self.state().journal.last());
    }
}

/// Notes the number of the last entry, for whoever follows this call.
pub(super) fn wrote(last: u64) {
    let _ = WRITTEN.try_with(|written| written.set(Some(last)));
}
