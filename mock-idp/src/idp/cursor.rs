//! The number of the last journal entry that a request wrote. A client of the control API that waits for entries after
//! that number misses nothing that follows its call, however soon it follows; the page of a refusal links to the entry.

use std::cell::Cell;

use super::Idp;

tokio::task_local! {
    /// Set under the lock, with the entry: looked up later, it could be the number of an entry that came since.
    static WRITTEN: Cell<Option<u64>>;
}

/// Returns the number of the last entry that the present request wrote, if it is followed and wrote any.
pub(crate) fn written() -> Option<u64> {
    WRITTEN.try_with(Cell::get).ok().flatten()
}

/// Follows a call: returns its reply, and the number of the last entry that it wrote, if it wrote any.
pub(crate) async fn with_cursor<T>(call: impl Future<Output = T>) -> (T, Option<u64>) {
    let followed = async {
        let reply = call.await;
        (reply, written())
    };
    WRITTEN.scope(Cell::new(None), followed).await
}

impl Idp {
    /// Notes the journal's last number, for a call whose entries were written on another thread.
    pub(crate) fn mark_cursor(&self) {
        wrote(self.state().journal.last());
    }
}

/// Notes the number of the last entry for the present call.
pub(super) fn wrote(last: u64) {
    let _ = WRITTEN.try_with(|written| written.set(Some(last)));
}
