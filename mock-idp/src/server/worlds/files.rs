//! The limit of open files. A world has one for its port, and one for each connection.

/// Raises the process's limit of open files as far as the system allows. The default is often 1024.
#[cfg(unix)]
pub(super) fn raise_limit() {
    use std::sync::Once;

    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    static RAISED: Once = Once::new();
    RAISED.call_once(|| {
        let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
        let raised = Rlimit { current: maximum, maximum };
        if let Err(error) = setrlimit(Resource::Nofile, raised) {
            tracing::debug!(%error, "the limit of open files stays as it is");
        }
    });
}

/// Does nothing: Windows has no such limit.
#[cfg(windows)]
pub(super) fn raise_limit() {}
