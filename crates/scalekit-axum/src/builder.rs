//! The parts of an [`Auth`], and the checks before there is one.

use std::fmt;
use std::sync::Arc;

use axum::http::HeaderValue;
use scalekit::{Client, Logout, WebhookSecret};
use url::Url;

use crate::auth::{Auth, Shared};
use crate::callbacks::Callbacks;
use crate::cookie_domain::CookieDomain;
use crate::cookies::Cookies;
use crate::origins::Origins;
use crate::own_tokens::Issuer;
use crate::page::{DrawPage, Page, plain};
use crate::proxies::TrustedProxies;
use crate::renewal::Renewals;
use crate::return_path::ReturnPath;
use crate::sealed::SealedStore;
use crate::security_headers::SecurityHeaders;
use crate::session_cookies::SessionCookies;
use crate::settings::{self, SettingsError};
use crate::strategy::Strategy;

/// The default realm of the challenge of a 401.
const REALM: &str = "application";

/// Collects the parts of an [`Auth`].
///
/// ```
/// use scalekit_axum::{Auth, Client, Sqlite};
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let client = Client::builder("https://acme.scalekit.com", "skc_123").client_secret("…").build()?;
/// let auth = Auth::builder(client)
///     .redirect_uri("https://app.example/auth/callback")
///     .post_logout_redirect_uri("https://app.example/logged-out")
///     .after_sign_in("/dashboard")
///     .store(Sqlite::in_memory().await?)
///     .build()?;
/// assert_eq!(auth.origin(), "https://app.example");
/// # Ok(())
/// # }
/// ```
#[must_use]
pub struct AuthBuilder {
    client: Client,
    redirect_uri: String,
    post_logout_redirect_uri: String,
    after_sign_in: String,
    realm: String,
    front_ends: Vec<String>,
    store: Option<SealedStore>,
    strategy: Strategy,
    session_cookie: Option<&'static str>,
    cookie_domain: Option<CookieDomain>,
    former_cookie_domain: Option<CookieDomain>,
    trusted_proxies: TrustedProxies,
    webhook_secret: Option<WebhookSecret>,
    draw: DrawPage,
}

impl AuthBuilder {
    pub(crate) fn new(client: Client) -> Self {
        Self {
            client,
            redirect_uri: String::new(),
            post_logout_redirect_uri: String::new(),
            after_sign_in: ReturnPath::root().into(),
            realm: REALM.to_owned(),
            front_ends: Vec::new(),
            store: None,
            strategy: Strategy::default(),
            session_cookie: None,
            cookie_domain: None,
            former_cookie_domain: None,
            trusted_proxies: TrustedProxies::default(),
            webhook_secret: None,
            draw: Arc::new(plain),
        }
    }

    /// Sets where Scalekit sends people after signing in. Its origin is the application's own; its path is
    /// [`CALLBACK_PATH`](crate::CALLBACK_PATH). It is registered at Scalekit character for character.
    pub fn redirect_uri(mut self, url: impl Into<String>) -> Self {
        self.redirect_uri = url.into();
        self
    }

    /// Sets where Scalekit sends people after signing out: usually
    /// [`LOGGED_OUT_PATH`](crate::LOGGED_OUT_PATH) of the same origin. It is registered at Scalekit, too.
    pub fn post_logout_redirect_uri(mut self, url: impl Into<String>) -> Self {
        self.post_logout_redirect_uri = url.into();
        self
    }

    /// Sets the path of the page after a sign-in that began at no other page: `/` by default.
    pub fn after_sign_in(mut self, path: impl Into<String>) -> Self {
        self.after_sign_in = path.into();
        self
    }

    /// Sets the realm that the challenge of a 401 names (RFC 9110 §11.5): the name of the application.
    pub fn realm(mut self, name: impl Into<String>) -> Self {
        self.realm = name.into();
        self
    }

    /// Adds the origin of a front end: a browser application whose pages are served from elsewhere, and whose scripts send
    /// requests here with the session's cookie. Call this once for each.
    ///
    /// [`Auth::layer`] lets scripts of this origin read every answer (CORS, with credentials), and the CSRF guard takes
    /// their requests for the application's own; they need the [`CsrfToken`](crate::csrf::CsrfToken) of the session all the
    /// same. An origin is compared character for character: no wildcard, no `null`, no sibling. A sign-in leads back to a
    /// page of the front end if its address is the `next` of [`LOGIN_PATH`](crate::LOGIN_PATH).
    ///
    /// The front end has to be of the application's *site*: `https://spa.example.com` beside `https://app.example.com`.
    /// The session's cookie is `SameSite=Lax`, so browsers send it with no request of another site's script, whatever
    /// CORS allows. `http://spa.localhost` and `http://localhost` are two sites; `http://spa.acme.localhost` and
    /// `http://app.acme.localhost` are one.
    ///
    /// ```
    /// # use scalekit_axum::{Auth, Client, Sqlite};
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let client = Client::builder("https://acme.scalekit.com", "skc_123").client_secret("…").build()?;
    /// let auth = Auth::builder(client)
    ///     .redirect_uri("https://app.example.com/auth/callback")
    ///     .post_logout_redirect_uri("https://app.example.com/logged-out")
    ///     .front_end("https://spa.example.com")
    ///     .store(Sqlite::in_memory().await?)
    ///     .build()?;
    /// assert!(auth.origins().has_front_end("https://spa.example.com"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn front_end(mut self, origin: impl Into<String>) -> Self {
        self.front_ends.push(origin.into());
        self
    }

    /// Sets where sessions are kept. Records are [sealed](crate::SealedStore) before the store gets them.
    pub fn store(mut self, store: impl Into<SealedStore>) -> Self {
        self.store = Some(store.into());
        self
    }

    /// Sets how sessions are kept: [`Strategy::Server`] by default.
    pub fn strategy(mut self, strategy: Strategy) -> Self {
        self.strategy = strategy;
        self
    }

    /// Names the cookie of [`Strategy::Server`]: `session` by default. On https a prefix is put before it: `__Host-`, or
    /// `__Secure-` if it spans a [domain](Self::cookie_domain).
    pub fn session_cookie(mut self, name: &'static str) -> Self {
        self.session_cookie = Some(name);
        self
    }

    /// Lets the cookies of sessions span a domain, `example.com` for instance, so that one sign-in and one sign-out count
    /// for the applications of several of its hosts, which share the [store](Self::store) and the keys of the strategy.
    ///
    /// The price: every host of the domain gets the session in each request, and what runs there can act as the person.
    /// Every host can also set such a cookie, because `__Secure-` does not forbid it as `__Host-` does: it can sign the
    /// person out, or in to a session of somebody else. So each host of the domain has to be trusted like the application,
    /// those too that a CNAME gives to another company. What stays: a planted value is not adopted by a sign-in, which
    /// always begins a session under a new one; the cookie that binds a sign-in to its browser belongs to the host; and a
    /// form of another host lacks the CSRF token.
    ///
    /// Cookies that were set for the host alone, before this was set, open nothing any more. A sign-in and a sign-out end
    /// and clear them.
    pub fn cookie_domain(mut self, domain: impl Into<Option<CookieDomain>>) -> Self {
        self.cookie_domain = domain.into();
        self
    }

    /// Names the domain for which cookies were set before [`cookie_domain`](Self::cookie_domain) was changed or removed. A
    /// sign-in and a sign-out end and clear them: a browser drops a cookie only if its domain is named. Remove it when the
    /// last of them has expired, after [`SESSION_MAX_AGE`](crate::SESSION_MAX_AGE).
    pub fn former_cookie_domain(mut self, domain: impl Into<Option<CookieDomain>>) -> Self {
        self.former_cookie_domain = domain.into();
        self
    }

    /// Names the proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed: none by default.
    ///
    /// What a trusted proxy says is used for two things. The [`ClientAddress`](crate::ClientAddress) of a request is the
    /// last hop that is none of these proxies. And a request of which the proxy says that it came in the clear, while the
    /// application's origin is https, is redirected there, or refused if it has changed something.
    ///
    /// Scheme and host of the application are never read from a request, also not from a trusted proxy: the
    /// [redirect URI](Self::redirect_uri) has both, it has to be registered at Scalekit letter by letter anyway, and what
    /// no header can change no forged header changes.
    pub fn trusted_proxies(mut self, proxies: TrustedProxies) -> Self {
        self.trusted_proxies = proxies;
        self
    }

    /// Sets the secret of the webhooks, as Scalekit's dashboard shows it. Without it, [`Auth::receivers`] has no route
    /// for them.
    pub fn webhook_secret(mut self, secret: WebhookSecret) -> Self {
        self.webhook_secret = Some(secret);
        self
    }

    /// Draws the pages of the routes and guards with the application's own look; without it they are plain.
    pub fn pages(mut self, draw: impl Fn(&Page) -> String + Send + Sync + 'static) -> Self {
        self.draw = Arc::new(draw);
        self
    }

    /// Checks the parts, without the network: an application starts while Scalekit is down.
    ///
    /// # Errors
    ///
    /// A [`SettingsError`] that says what to change.
    pub fn build(self) -> Result<Auth, SettingsError> {
        let redirect_uri = settings::redirect_uri(&self.redirect_uri)?;
        let landing = settings::post_logout_redirect_uri(&self.post_logout_redirect_uri)?;
        let environment = self.client.logout_url(Logout::to(landing.as_str()));
        settings::check_environment(&redirect_uri, &environment)?;
        let origin = redirect_uri.origin().ascii_serialization();
        let mut origins = Origins::of(origin.clone());
        for front_end in self.front_ends {
            settings::check_front_end(&front_end)?;
            origins = origins.with_front_end(front_end);
        }
        let store = self.store.ok_or(SettingsError::NoStore)?;
        let (own_tokens, scheme) = match &self.strategy {
            Strategy::OwnTokens(settings) => {
                let table = store.token_table().ok_or(SettingsError::NoTokenTable)?;
                (Some(Issuer::new(settings.clone(), table, origin)), "Bearer")
            }
            _ => (None, "Session"),
        };
        let cookies = Cookies::for_app_at(&redirect_uri);
        let cookies = match self.session_cookie {
            Some(name) => cookies.with_session_named(name).ok_or(SettingsError::SessionCookie)?,
            None => cookies,
        };
        let (cookies, former) =
            spanning(self.cookie_domain, self.former_cookie_domain, cookies, &redirect_uri)?;
        Ok(Auth(Arc::new(Shared {
            management: self.client.management(),
            client: self.client,
            store,
            own_tokens,
            renewals: Renewals::default(),
            callbacks: Callbacks::default(),
            session_cookies: SessionCookies::new(cookies.clone(), former, self.strategy),
            cookies,
            trusted_proxies: self.trusted_proxies,
            home: ReturnPath::parse(&self.after_sign_in).ok_or(SettingsError::Home)?,
            challenge: challenge(scheme, &self.realm).ok_or(SettingsError::Realm)?,
            security_headers: security_headers(&redirect_uri, &landing, &environment),
            webhook_secret: self.webhook_secret,
            cors: origins.cors(),
            origins,
            redirect_uri,
            post_logout_redirect_uri: landing,
            draw: self.draw,
        })))
    }
}

/// Returns the cookies of these domains: as they are set, and as they were set before.
fn spanning(
    domain: Option<CookieDomain>,
    former: Option<CookieDomain>,
    cookies: Cookies,
    app: &Url,
) -> Result<(Cookies, Vec<Cookies>), SettingsError> {
    for domain in domain.iter().chain(&former) {
        if !domain.covers(app) {
            let host = app.host_str().unwrap_or_default().to_owned();
            return Err(SettingsError::CookieDomainElsewhere { domain: domain.clone(), host });
        }
    }
    let of_former = former.filter(|former| domain.as_ref() != Some(former));
    let mut before: Vec<_> =
        of_former.into_iter().map(|former| cookies.clone().spanning(former)).collect();
    let Some(domain) = domain else { return Ok((cookies, before)) };
    before.push(cookies.clone());
    Ok((cookies.spanning(domain), before))
}

/// Allows the forms of the pages to lead to Scalekit, because Chromium applies `form-action` to every redirect that
/// follows a form; and to the landing page, where those redirects end.
fn security_headers(app: &Url, landing: &Url, environment: &Url) -> SecurityHeaders {
    let headers = SecurityHeaders::of(app).form_action(environment);
    if landing.origin() == app.origin() { headers } else { headers.form_action(landing) }
}

/// Writes the challenge of a 401, which has to name a scheme (RFC 9110 §15.5.2). No registered scheme stands for a
/// session that a person begins at `/login`: `Basic` would make browsers show a password dialog, `Bearer` makes clients
/// send a token, which is right for [own tokens](Strategy::OwnTokens) alone. Clients ignore an unknown scheme.
fn challenge(scheme: &str, realm: &str) -> Option<HeaderValue> {
    let is_plain = realm.bytes().all(|octet| octet.is_ascii_graphic() || octet == b' ')
        && !realm.contains(['"', '\\']);
    is_plain.then_some(())?;
    HeaderValue::try_from(format!("{scheme} realm=\"{realm}\"")).ok()
}

impl fmt::Debug for AuthBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthBuilder")
            .field("redirect_uri", &self.redirect_uri)
            .field("post_logout_redirect_uri", &self.post_logout_redirect_uri)
            .field("after_sign_in", &self.after_sign_in)
            .finish_non_exhaustive()
    }
}
