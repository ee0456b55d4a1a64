//! A fake and an application, which know each other.

use std::fmt;

use zoo::{Defect, Options, Zoo};

use super::LessonError;
use crate::seed::Seed;
use crate::server::{Builder, MockIdp};

/// Where the application listens for logout tokens.
const BACK_CHANNEL: &str = "/auth/back-channel-logout";

/// What the application hears of sessions that end at Scalekit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hears {
    /// Logout tokens, which arrive beside everything else.
    LogoutTokens,
    /// Nothing, so that what comes later is the same each time.
    Nothing,
}

/// A fake, and a small application that signs people in and out with it. Both end when it is dropped.
///
/// It needs the feature `lessons`.
pub struct Classroom {
    idp: MockIdp,
    zoo: Zoo,
}

impl Classroom {
    /// Starts both, each at a port of 127.0.0.1, 0 for a free one. They share a clock. It is called within a runtime of
    /// `tokio`, on which the application runs.
    ///
    /// # Errors
    ///
    /// [`LessonError`] if a port is taken.
    pub async fn start(port: u16, application_port: u16) -> Result<Self, LessonError> {
        let builder = MockIdp::builder().port(port);
        Self::built(builder, Seed::default(), application_port, None, Hears::LogoutTokens).await
    }

    /// Returns the fake.
    pub fn idp(&self) -> &MockIdp {
        &self.idp
    }

    /// Returns the address of the application, without a slash at the end.
    pub fn application_url(&self) -> &str {
        self.zoo.url()
    }

    /// Starts both, the application with a defect if there is one.
    pub(super) async fn built(
        builder: Builder,
        mut seed: Seed,
        application_port: u16,
        defect: Option<Defect>,
        hears: Hears,
    ) -> Result<Self, LessonError> {
        let bound = Zoo::bind_to(application_port).await.map_err(|why| {
            LessonError::Application(format!("cannot listen on port {application_port}: {why}"))
        })?;
        if hears == Hears::LogoutTokens {
            seed.clients[0].back_channel_logout_uris =
                vec![format!("{}{BACK_CHANNEL}", bound.url())];
        }
        let idp = builder.seed(seed).redirect_base(bound.url()).start()?;
        let client = idp.client("Acme web");
        let secret = client.client_secret.expect("a web client has a secret");
        let clock = idp.clock().clone();
        let options = Options::new(idp.environment_url(), &client.client_id, &secret)
            .webhook_secret(idp.webhook_secret().reveal())
            .clock(move || clock.system_time());
        let options = defect.into_iter().fold(options, Options::with);
        Ok(Self { idp, zoo: bound.start(options) })
    }
}

impl fmt::Debug for Classroom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Classroom").field("zoo", &self.zoo).finish_non_exhaustive()
    }
}
