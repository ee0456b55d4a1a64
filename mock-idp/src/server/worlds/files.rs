//! Open files: a world is one, and each of its connections.

use std::sync::Once;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Raises the number of files that the process may have open as far as the system lets it. Most let it have 1024
/// unless it asks, for the sake of programs of long ago.
pub(super) fn ask_for_more() {
    static ASKED: Once = Once::new();
    ASKED.call_once(|| {
        let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
        let raised = Rlimit { current: maximum, maximum };
        if let Err(error) = setrlimit(Resource::Nofile, raised) {
            tracing::debug!(%error, "the limit of open files stays as it is");
        }
    });
}
