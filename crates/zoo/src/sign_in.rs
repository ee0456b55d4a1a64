//! The beginning of a sign-in: `/login`, and the switch of the organization.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use url::Url;
use url::form_urlencoded::Serializer;

use crate::answer::{self, Failure};
use crate::app::{App, CALLBACK};
use crate::attempts::Attempt;
use crate::form::{Fields, Posted};
use crate::idp_initiated;
use crate::renewal::{self, Standing};
use crate::{Defect, Unusual, cookies, random};

/// The most sign-ins that a browser has under way: a person has few tabs in which they sign in.
const MOST_OF_BROWSER: usize = 5;

/// The selectors of an authorization request that a request could smuggle in.
const SELECTORS: [&str; 3] = ["connection_id", "organization_id", "login_hint"];

/// What a sign-in is begun with.
#[derive(Default)]
pub(crate) struct Beginning {
    /// The path to return to.
    pub(crate) next: String,
    /// Parameters beside those of each sign-in.
    pub(crate) parameters: Vec<(String, String)>,
    /// A state that came from outside, by a defect.
    pub(crate) state: Option<String>,
}

/// Begins a sign-in, unless somebody is signed in already. This is the initiate-login URL too.
pub(crate) async fn login(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let fields = Fields::parse(&query.unwrap_or_default());
    if fields.has("error") {
        let description = fields.get("error_description").unwrap_or_default();
        return Failure::Declined(description.to_owned()).page(&app);
    }
    if app.has(Defect::InitiateLoginNeedsNext) && !fields.has("next") {
        return Failure::Crash("next is undefined").page(&app);
    }
    let mut beginning = Beginning { next: next(&app, fields.get("next")), ..Beginning::default() };
    match fields.get("idp_initiated_login") {
        Some(token) => idp_initiated::read(&app, token, &mut beginning).await,
        None if is_signed_in(&app, &headers).await => return answer::see_other(&beginning.next),
        None => {}
    }
    if app.has(Defect::SelectorFromQuery) {
        let given = SELECTORS.iter().filter_map(|name| Some((*name, fields.get(name)?)));
        beginning.parameters.extend(given.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }
    begin(&app, &headers, &beginning)
}

/// Switches to another organization by a new sign-in, in which Scalekit decides whether the person may.
pub(crate) async fn switch(State(app): State<Arc<App>>, form: Posted) -> Response {
    if form.ours(&app).is_none() {
        return Failure::NotFromHere.page(&app);
    }
    let organization = form.fields.get("organization").unwrap_or_default().to_owned();
    let mut parameters = vec![("organization_id".to_owned(), organization)];
    if !app.has(Defect::SwitchWithoutSelect) {
        parameters.push(("prompt".to_owned(), "select_account".to_owned()));
    }
    begin(&app, &form.headers, &Beginning { next: "/".to_owned(), parameters, state: None })
}

/// Returns the path to return to: one of this application, whatever the request says.
pub(crate) fn next(app: &App, wanted: Option<&str>) -> String {
    let is_right = |wanted: &&str| {
        is_own_path(wanted)
            || app.has(Defect::ReturnAnywhere)
            || (app.has(Defect::ReturnBySlash) && wanted.starts_with('/'))
    };
    wanted.filter(is_right).unwrap_or("/").to_owned()
}

/// Says whether a text is a path of this application, however a browser reads it.
fn is_own_path(text: &str) -> bool {
    const BASE: &str = "http://here.invalid";
    let is_plain = text.chars().all(|c| c.is_ascii_graphic() && c != '\\');
    let resolved = Url::parse(BASE).and_then(|base| base.join(text));
    let is_here = resolved.is_ok_and(|url| url.origin().ascii_serialization() == BASE);
    text.starts_with('/') && !text.starts_with("//") && is_plain && is_here
}

async fn is_signed_in(app: &Arc<App>, headers: &HeaderMap) -> bool {
    let Some(id) = cookies::session_id(app, headers) else { return false };
    !app.has(Defect::SessionsStack) && matches!(renewal::current(app, &id).await, Standing::In(..))
}

/// Remembers an attempt and sends the browser to Scalekit.
pub(crate) fn begin(app: &App, headers: &HeaderMap, beginning: &Beginning) -> Response {
    let attempt = attempt(app, headers, beginning);
    let to = authorization_url(app, &attempt, beginning);
    let name = cookie_name(app, &attempt.state);
    let mut lines = forgotten(app, headers);
    lines.push(cookies::attempt(app, &name, &attempt.binding));
    app.attempts.begin(app, attempt);
    answer::with_cookies(answer::redirect(StatusCode::FOUND, &to), lines)
}

/// Returns the name of the cookie of the attempt with a state.
pub(crate) fn cookie_name(app: &App, state: &str) -> String {
    let mark = if app.has(Defect::OneAttempt) { "one".to_owned() } else { random::mark(state) };
    format!("{}{mark}", cookies::ATTEMPT)
}

fn attempt(app: &App, headers: &HeaderMap, beginning: &Beginning) -> Attempt {
    Attempt {
        state: state(app, beginning),
        binding: random::secret(),
        verifier: match () {
            () if app.has(Defect::PkceMissing) => None,
            () if app.has(Defect::PkceConstant) => Some("zoo-verifier-".repeat(4)),
            () => Some(random::secret()),
        },
        nonce: match () {
            () if app.has(Defect::NonceMissing) => None,
            () if app.has(Defect::NonceConstant) => Some("zoo-nonce-of-each-sign-in".to_owned()),
            () => Some(random::secret()),
        },
        redirect_uri: redirect_uri(app, headers, &beginning.next),
        next: if app.has(Defect::DeepLinkLost) { "/".to_owned() } else { beginning.next.clone() },
        begun_at: app.now(),
    }
}

fn state(app: &App, beginning: &Beginning) -> String {
    if let Some(state) = &beginning.state {
        return state.clone();
    }
    if app.has(Defect::StateMissing) {
        return String::new();
    }
    if app.has(Defect::StateConstant) {
        return "zoo-state-of-each-sign-in".to_owned();
    }
    if app.has(Defect::StateIsTime) {
        return app.now().to_string();
    }
    let state = random::secret();
    if app.is(Unusual::StateCarriesPath) {
        return format!("{state}.{}", random::mark(&beginning.next));
    }
    state
}

/// Returns the redirect URI: from the settings, whatever the request says.
fn redirect_uri(app: &App, headers: &HeaderMap, next: &str) -> String {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let host = header("host").filter(|_| app.has(Defect::AddressFromHost));
    let forwarded = header("x-forwarded-host");
    let forwarded = forwarded.filter(|_| app.has(Defect::AddressFromForwardedHost));
    let origin =
        forwarded.or(host).map_or_else(|| app.origin.clone(), |host| format!("http://{host}"));
    if app.has(Defect::NextInRedirectUri) && next != "/" {
        return format!("{origin}{CALLBACK}?next={next}");
    }
    format!("{origin}{CALLBACK}")
}

fn authorization_url(app: &App, attempt: &Attempt, beginning: &Beginning) -> String {
    let offline = if app.has(Defect::OfflineAccessMissing) { "" } else { " offline_access" };
    let scope = format!("openid profile email{offline}");
    let mut query = Serializer::new(String::new());
    query.append_pair("response_type", "code");
    query.append_pair("client_id", &app.options.client_id);
    query.append_pair("redirect_uri", &attempt.redirect_uri);
    query.append_pair("scope", &scope);
    if !attempt.state.is_empty() {
        query.append_pair("state", &attempt.state);
    }
    if let Some(nonce) = &attempt.nonce {
        query.append_pair("nonce", nonce);
    }
    if let Some(verifier) = &attempt.verifier {
        query.append_pair("code_challenge", &random::hash(verifier));
        query.append_pair("code_challenge_method", "S256");
    }
    if app.has(Defect::PromptLogin) {
        query.append_pair("prompt", "login");
    }
    if app.has(Defect::UnknownParameter) {
        query.append_pair("scopes", &scope);
    }
    query.extend_pairs(&beginning.parameters);
    format!("{}?{}", app.endpoint("/oauth/authorize"), query.finish())
}

/// Returns the lines that clear the attempts of a browser that has too many, the oldest first (RFC 6265 §5.4).
fn forgotten(app: &App, headers: &HeaderMap) -> Vec<String> {
    let names = cookies::brought(headers).into_iter().map(|(name, _)| name);
    let attempts: Vec<String> = names.filter(|name| name.starts_with(cookies::ATTEMPT)).collect();
    let too_many = (attempts.len() + 1).saturating_sub(MOST_OF_BROWSER);
    attempts.iter().take(too_many).map(|name| cookies::cleared(app, name, "/")).collect()
}
