//! Finding the way to sign in. The fake is the oracle: a way is right when a request of it reached `/oauth/authorize`.

use url::Url;
use user_agent::{Control, ControlKind, Hop, Page};

use super::{Explorer, parameter, refusal, shown, words};
use crate::report::{INITIATE_LOGIN, REDIRECT};
use crate::stage::go;
use crate::{CheckError, Registration, Way};

/// Paths that begin a sign-in in many applications.
const PATHS: &[&str] = &[
    "/login",
    "/auth/login",
    "/api/auth/login",
    "/signin",
    "/sign-in",
    "/auth/signin",
    "/api/login",
    "/auth",
    "/oauth/login",
];

/// How many controls of one page are tried.
const MOST_CONTROLS: usize = 8;

/// A way to sign in, and what its authorization request said.
pub(super) struct Login {
    pub(super) way: Way,
    pub(super) client: Registration,
    pub(super) redirect_uri: Url,
    /// The scopes of its authorization request.
    pub(super) scopes: Vec<String>,
    /// The application's address that sent the browser to the fake.
    begins_at: Option<String>,
    /// The name of a control that is called so and that only a script gives a meaning, where the way leads over no control:
    /// people press it, and what it does nobody has seen.
    pub(super) unpressed: Option<String>,
}

impl Login {
    /// Returns the addresses that have to be registered for it.
    pub(super) fn registered(&self) -> Vec<(&'static str, String)> {
        let initiate = self.client.initiate_login_uri.clone();
        let begins = self.begins_at.clone().filter(|_| initiate.is_none());
        let redirect = (REDIRECT, self.redirect_uri.to_string());
        let initiate = initiate.or(begins).map(|url| (INITIATE_LOGIN, url));
        [Some(redirect), initiate].into_iter().flatten().collect()
    }
}

/// What came of a try.
enum Attempt {
    Reached(Box<Login>),
    /// It ended at another page, where the way may go on.
    Elsewhere(Page),
    Nowhere,
}

/// Finds the way to sign in.
pub(super) async fn find(explorer: &Explorer<'_>, first: &Page) -> Result<Login, CheckError> {
    let mut scripts = Vec::new();
    if let Some(path) = &explorer.options.configuration.login {
        let page = explorer.at(path);
        let page =
            page.ok_or_else(|| CheckError::NoLogin(format!("login = {path:?} is no path")))?;
        let found = follow(explorer, &Way::to(page), &mut scripts).await?;
        return match found {
            Some(found) => Ok(found),
            None => Err(explorer.no_login(none(explorer, first, &scripts)).await),
        };
    }
    let mut ways = vec![Way::to(explorer.app.clone())];
    ways.extend(onward(explorer, &Way::to(explorer.app.clone()), first, &mut scripts));
    ways.extend(PATHS.iter().filter_map(|path| explorer.at(path)).map(Way::to));
    for way in ways {
        if let Some(mut login) = follow(explorer, &way, &mut scripts).await? {
            let is_guess = login.way.presses.is_empty() && login.way.page != explorer.app;
            login.unpressed = scripts.into_iter().next().filter(|_| is_guess);
            return Ok(login);
        }
    }
    Err(explorer.no_login(none(explorer, first, &scripts)).await)
}

/// Goes a way and, if it ends at a page of the application, each way that goes on from there.
async fn follow(
    explorer: &Explorer<'_>,
    way: &Way,
    scripts: &mut Vec<String>,
) -> Result<Option<Login>, CheckError> {
    let page = match attempt(explorer, way).await? {
        Attempt::Reached(login) => return Ok(Some(*login)),
        Attempt::Nowhere => return Ok(None),
        Attempt::Elsewhere(page) => page,
    };
    if way.page == explorer.app && way.presses.is_empty() {
        return Ok(None); // What it has to press is tried by the caller.
    }
    for next in onward(explorer, way, &page, scripts) {
        if let Attempt::Reached(login) = attempt(explorer, &next).await? {
            return Ok(Some(*login));
        }
    }
    Ok(None)
}

/// Returns the ways that go on from a page, the likeliest first: what is called so, then what leads to such a path.
fn onward(explorer: &Explorer<'_>, way: &Way, page: &Page, scripts: &mut Vec<String>) -> Vec<Way> {
    let controls: Vec<_> = page.controls().into_iter().filter(|one| !one.disabled).collect();
    let called = |control: &&Control| words::is_sign_in(&control.name);
    let leads = |control: &&Control| {
        let path = control.url().is_some_and(|url| words::is_login_path(url.path()));
        path && !words::is_sign_in(&control.name) && !words::ends_something(&control.name)
    };
    let runs = explorer.browser().runs_scripts();
    let is_script = |control: &&Control| control.is_script() && !runs;
    scripts.extend(controls.iter().filter(called).filter(is_script).map(|one| one.name.clone()));
    let mut likely: Vec<_> = controls.iter().filter(called).filter(|one| !is_script(one)).collect();
    // What a page shows comes before what a closed menu hides.
    likely.sort_by_key(|control| !control.visible);
    let likely = likely.into_iter().chain(controls.iter().filter(leads)).take(MOST_CONTROLS);
    let with = |control: &Control| {
        let presses = way.presses.iter().chain([control]).cloned().collect();
        Way { page: way.page.clone(), presses }
    };
    likely.map(with).collect()
}

/// Goes a way in a browser without a past.
async fn attempt(explorer: &Explorer<'_>, way: &Way) -> Result<Attempt, CheckError> {
    let fake = explorer.fake;
    let mark = fake.last_exchange().await?;
    let mut browser = explorer.browser();
    let page = go(browser.as_mut(), way).await;
    let exchanges = fake.exchanges(mark).await?;
    let Some(exchange) = exchanges.iter().find(|exchange| exchange.is_at("authorize")) else {
        return Ok(match page {
            Ok(page) if explorer.has(page.url()) && page.status() < 400 => Attempt::Elsewhere(page),
            _ => Attempt::Nowhere,
        });
    };
    let page = page.map_err(|error| CheckError::NoSignIn(error.to_string()))?;
    let hops = page.hops();
    let Some(at) = hops.iter().position(|hop| fake.is_at(hop.url(), "/oauth/authorize")) else {
        let is_pressed = browser.runs_scripts() && !way.presses.is_empty();
        let why = "a script requested /oauth/authorize, and the window did not go there";
        return if is_pressed { Err(explorer.broken_off(why).await) } else { Ok(Attempt::Nowhere) };
    };
    refusal::check_authorization(explorer, &hops[at], exchange).await?;
    let begins_at = at.checked_sub(1).map(|before| shown(hops[before].url()));
    Ok(login(explorer, way, &hops[at], begins_at).map_or(Attempt::Nowhere, Attempt::Reached))
}

fn login(
    explorer: &Explorer<'_>,
    way: &Way,
    request: &Hop,
    begins_at: Option<String>,
) -> Option<Box<Login>> {
    let client = explorer.registration(&parameter(request, "client_id")?)?;
    let redirect_uri = parameter(request, "redirect_uri")?.parse().ok()?;
    let scopes = parameter(request, "scope").unwrap_or_default();
    let scopes = scopes.split(' ').map(ToOwned::to_owned).collect();
    let way = way.clone();
    Some(Box::new(Login { way, client, redirect_uri, scopes, begins_at, unpressed: None }))
}

/// Says what was seen instead of a way to sign in, and how to name it.
fn none(explorer: &Explorer<'_>, first: &Page, scripts: &[String]) -> String {
    if let Some(name) = scripts.first() {
        return format!("“{name}” does nothing without a script; --browser chromium runs it");
    }
    let names: Vec<_> = first.controls().iter().take(MOST_CONTROLS).map(named).collect();
    let has = if names.is_empty() { "nothing to press".to_owned() } else { names.join(", ") };
    format!(
        "no sign-in was found: no request reached {}/oauth/authorize.\n  {} has {has}.\n  Name the way in check.toml:\n    login = \"/path/that/begins/it\"",
        explorer.fake.environment().as_str().trim_end_matches('/'),
        shown(first.url()),
    )
}

fn named(control: &Control) -> String {
    let noun = if matches!(control.kind, ControlKind::Link { .. }) { "link" } else { "button" };
    format!("{noun} “{}”", control.name)
}
