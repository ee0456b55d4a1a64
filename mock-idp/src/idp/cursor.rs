//! The number of the last journal entry that a call of the control API wrote. A client that waits for entries after
//! that number misses nothing that follows the call, however soon it follows.

use std::cell::Cell;

use super::Idp;

tokio::task_local! {
    /// Set under the lock, with the entry: looked up later, it could be the number of an entry that came since.
    static WRITTEN: Cell<Option<u64>>;
}

/// Returns the call's reply, and the number of the last entry that it wrote, if it wrote any.
pub(crate) async fn with_cursor<T>(call: impl Future<Output = T>) -> (T, Option<u64>) {
    let followed = async {
        let reply = call.await;
        (reply, WRITTEN.with(Cell::get))
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
