//! The application: its settings, its stores, and what is wrong with it.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::http::{HeaderName, HeaderValue};

use crate::accounts::Accounts;
use crate::attempts::Attempts;
use crate::form::Fields;
use crate::idp::OwnToken;
use crate::keys::Keys;
use crate::renewal::Turns;
use crate::sessions::Sessions;
use crate::{Defect, Options, Unusual};

/// The longest wait for an answer of Scalekit: shorter than a person's patience.
const TIMEOUT: Duration = Duration::from_secs(4);

/// The header in which an SDK says its version.
const SDK_VERSION: HeaderName = HeaderName::from_static("x-sdk-version");

/// The path of the callback.
pub(crate) const CALLBACK: &str = "/auth/callback";

/// The path where people land after the logout.
pub(crate) const LANDING: &str = "/logged-out";

/// The application.
pub(crate) struct App {
    pub(crate) options: Options,
    /// Its own address, without a slash at the end.
    pub(crate) origin: String,
    pub(crate) http: reqwest::Client,
    pub(crate) attempts: Attempts,
    pub(crate) sessions: Sessions,
    pub(crate) accounts: Accounts,
    pub(crate) keys: Keys,
    pub(crate) own_token: OwnToken,
    pub(crate) turns: Turns,
    /// The ids of messages that were handled.
    pub(crate) handled: Mutex<HashSet<String>>,
    /// Pages that were made before, by path.
    pub(crate) pages: Mutex<HashMap<String, String>>,
}

impl App {
    /// Returns an application at `origin`.
    pub(crate) fn new(options: Options, origin: String) -> Self {
        let mut http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .user_agent("zoo/0.1");
        if options.defects.contains(&Defect::BrokenSdkVersion) {
            let version = HeaderValue::from_static("Scalekit-Python/2.4.0");
            http = http.default_headers([(SDK_VERSION, version)].into_iter().collect());
        }
        if !options.defects.contains(&Defect::NoTimeout) {
            http = http.timeout(TIMEOUT);
        }
        Self {
            origin: options.public_url.clone().unwrap_or(origin),
            http: http.build().expect("a client without a certificate of its own"),
            options,
            attempts: Attempts::default(),
            sessions: Sessions::default(),
            accounts: Accounts::default(),
            keys: Keys::default(),
            own_token: OwnToken::default(),
            turns: Turns::default(),
            handled: Mutex::default(),
            pages: Mutex::default(),
        }
    }

    /// Says whether the application has a defect.
    pub(crate) fn has(&self, defect: Defect) -> bool {
        self.options.defects.contains(&defect)
    }

    /// Says whether the application is unusual in this way.
    pub(crate) fn is(&self, unusual: Unusual) -> bool {
        self.options.unusual.contains(&unusual)
    }

    /// Returns the time in seconds since 1970.
    pub(crate) fn now(&self) -> i64 {
        self.options.clock.seconds()
    }

    /// Returns the address of one of Scalekit's endpoints.
    pub(crate) fn endpoint(&self, path: &str) -> String {
        let slash = if self.has(Defect::EnvUrlWithSlash) { "/" } else { "" };
        format!("{}{slash}{path}", self.options.environment_url)
    }

    /// Returns the post-logout address: from the settings, whatever the request says.
    pub(crate) fn post_logout_uri(&self, request: &Fields) -> Option<String> {
        let wanted = request.get("post_logout_redirect_uri");
        if let Some(wanted) = wanted.filter(|_| self.has(Defect::PostLogoutFromQuery)) {
            return Some(wanted.to_owned());
        }
        if self.has(Defect::PostLogoutMissing) {
            return None;
        }
        if self.has(Defect::PostLogoutRelative) {
            return Some(LANDING.to_owned());
        }
        // Another page, and not another spelling of the registered one: that a check takes for a mistake of its seed.
        let page = if self.has(Defect::PostLogoutUnregistered) { "/goodbye" } else { LANDING };
        Some(format!("{}{page}", self.origin))
    }

    /// Writes an event into the log: who, and how it went, in values that are no secrets.
    pub(crate) fn log(&self, event: &'static str, person: &str, session: &str) {
        if !self.has(Defect::SilentLogs) {
            tracing::info!(event, person, session = crate::random::mark(session));
        }
    }
}

/// Locks a mutex; what panicked with it in hand left it whole.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
