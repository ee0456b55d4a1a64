//! Where browsers come from: one kind for a whole check.

use std::sync::Arc;

use super::Browser;
use super::agent::{Agent, Agents};
#[cfg(feature = "chromium")]
use super::chromium::{Chromium, Window};
use crate::recorder::Recorder;
use crate::{BrowserChoice, CheckError, Options};

/// Makes browsers without a past.
#[derive(Clone, Debug)]
pub(crate) struct Maker {
    agents: Arc<Agents>,
    #[cfg(feature = "chromium")]
    chromium: Option<Chromium>,
    recorder: Recorder,
}

impl Maker {
    /// Prepares what the options choose; Chromium is started.
    ///
    /// # Errors
    ///
    /// [`CheckError::NoBrowser`] if there is no Chromium.
    #[cfg(feature = "chromium")]
    pub(crate) async fn of(options: &Options, choice: BrowserChoice) -> Result<Self, CheckError> {
        let agents = Arc::new(Agents::new(options));
        let chromium = match choice {
            BrowserChoice::Chromium => {
                let started = Chromium::start(Arc::clone(&agents), options.act).await;
                Some(started.map_err(CheckError::NoBrowser)?)
            }
            BrowserChoice::Agent | BrowserChoice::Auto => None,
        };
        Ok(Self { agents, chromium, recorder: Recorder::default() })
    }

    /// Prepares what the options choose.
    ///
    /// # Errors
    ///
    /// [`CheckError::NoBrowser`] if that is Chromium.
    #[cfg(not(feature = "chromium"))]
    #[expect(clippy::unused_async, reason = "where there is a Chromium, its start is waited for")]
    pub(crate) async fn of(options: &Options, choice: BrowserChoice) -> Result<Self, CheckError> {
        if choice == BrowserChoice::Chromium {
            let why = "this build has no Chromium: the feature `chromium` is switched off";
            return Err(CheckError::NoBrowser(why.to_owned()));
        }
        Ok(Self { agents: Arc::new(Agents::new(options)), recorder: Recorder::default() })
    }

    /// Returns what records the requests of the browsers.
    pub(crate) fn recorder(&self) -> &Recorder {
        &self.recorder
    }

    /// Makes a browser without a past.
    pub(crate) fn fresh(&self) -> Box<dyn Browser> {
        let line = self.recorder.line();
        #[cfg(feature = "chromium")]
        if let Some(chromium) = &self.chromium {
            return Box::new(Window::new(chromium, line));
        }
        Box::new(Agent::new(&self.agents, line))
    }
}
