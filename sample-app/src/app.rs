//! The state that all routes share.

use std::sync::Arc;
use std::time::SystemTime;

use scalekit::Client;
use scalekit::management::Management;
use url::Url;

use crate::callbacks::Callbacks;
use crate::cookies::Cookies;
use crate::renewal::Renewals;
use crate::sealed::SealedStore;
use crate::settings::{Settings, SettingsError};
use crate::store::SessionStore;

/// The app's parts, shared by all requests.
pub(crate) struct App {
    /// The client of the whole process, which holds the connections and the signing keys.
    pub(crate) client: Client,
    /// The client of the management API, which holds the app's own token.
    pub(crate) management: Management,
    pub(crate) store: SealedStore,
    pub(crate) renewals: Renewals,
    pub(crate) callbacks: Callbacks,
    pub(crate) cookies: Cookies,
    /// The app's own origin, from the settings, because the sender of a request chooses `Host`.
    pub(crate) origin: String,
    /// Scalekit's origin, to which our sign-out form leads.
    pub(crate) environment_origin: String,
    pub(crate) redirect_uri: Url,
    pub(crate) post_logout_redirect_uri: Url,
}

impl App {
    pub(crate) fn new(
        settings: Settings,
        store: impl SessionStore,
    ) -> Result<Arc<Self>, SettingsError> {
        settings.check()?;
        let client = Client::builder(&settings.environment_url, &settings.client_id)
            .client_secret(settings.client_secret)
            .clock(settings.clock)
            .build()?;
        let environment = Url::parse(&settings.environment_url)
            .expect("the client would not have been built with anything but a URL");
        Ok(Arc::new(Self {
            management: client.management(),
            client,
            store: SealedStore::over(store),
            renewals: Renewals::default(),
            callbacks: Callbacks::default(),
            cookies: Cookies::for_app_at(&settings.redirect_uri),
            origin: settings.redirect_uri.origin().ascii_serialization(),
            environment_origin: environment.origin().ascii_serialization(),
            redirect_uri: settings.redirect_uri,
            post_logout_redirect_uri: settings.post_logout_redirect_uri,
        }))
    }

    pub(crate) fn now(&self) -> SystemTime {
        self.client.clock().now()
    }
}
