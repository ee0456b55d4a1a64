//! Where browsers come from: one kind for a whole check.

use std::sync::Arc;

#[cfg(feature = "chromium")]
use user_agent::Limits;

#[cfg(feature = "chromium")]
use super::chromium::{Chromium, Window};
use super::{Agent, Browser};
use crate::{BrowserChoice, CheckError, Options};

/// Makes browsers without a past.
#[derive(Clone, Debug)]
pub(crate) struct Maker {
    options: Arc<Options>,
    #[cfg(feature = "chromium")]
    chromium: Option<Chromium>,
}

impl Maker {
    /// Prepares what the options choose; Chromium is started.
    ///
    /// # Errors
    ///
    /// [`CheckError::NoBrowser`] if there is no Chromium.
    pub(crate) async fn of(options: &Options, choice: BrowserChoice) -> Result<Self, CheckError> {
        let options = Arc::new(options.clone());
        if choice == BrowserChoice::Chromium {
            return Self::chromium(options).await;
        }
        Ok(Self {
            options,
            #[cfg(feature = "chromium")]
            chromium: None,
        })
    }

    /// Makes a browser without a past.
    pub(crate) fn fresh(&self) -> Box<dyn Browser> {
        #[cfg(feature = "chromium")]
        if let Some(chromium) = &self.chromium {
            let limits = Limits { time: self.options.act, ..Limits::default() };
            return Box::new(Window::new(chromium, limits));
        }
        Box::new(Agent::new(&self.options))
    }

    #[cfg(feature = "chromium")]
    async fn chromium(options: Arc<Options>) -> Result<Self, CheckError> {
        let chromium = Chromium::start().await.map_err(CheckError::NoBrowser)?;
        Ok(Self { options, chromium: Some(chromium) })
    }

    #[cfg(not(feature = "chromium"))]
    async fn chromium(_: Arc<Options>) -> Result<Self, CheckError> {
        let why = "this build has no Chromium: the feature `chromium` is switched off";
        Err(CheckError::NoBrowser(why.to_owned()))
    }
}
