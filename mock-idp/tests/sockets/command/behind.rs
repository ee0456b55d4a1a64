//! An application behind a fake, for tests of commands that look at both.

use mock_idp::MockIdp;
use tokio::runtime::Runtime;
use zoo::{Defect, Zoo};

/// An application, and the fake that it is registered at. Both end when it is dropped.
pub(super) struct Behind {
    pub(super) zoo: Zoo,
    pub(super) idp: MockIdp,
    /// The runtime on which the application runs.
    pub(super) runtime: Runtime,
}

impl Behind {
    /// Starts an application with these defects.
    pub(super) fn with(defects: &[Defect]) -> Self {
        let runtime = Runtime::new().expect("a runtime");
        let bound = runtime.block_on(Zoo::bind()).expect("a free port");
        let idp = MockIdp::builder().redirect_base(bound.url()).start().expect("a fake");
        let client = idp.client("Acme web");
        let secret = client.client_secret.expect("a secret");
        let options = zoo::Options::new(idp.environment_url(), &client.client_id, &secret);
        let options = defects.iter().fold(options, |options, defect| options.with(*defect));
        let zoo = runtime.block_on(async { bound.start(options) });
        Self { zoo, idp, runtime }
    }
}
