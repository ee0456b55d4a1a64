//! The story of each application, with the sample app's user agent: sign in, stay signed in, sign out; and then what
//! `mock-idp check` says of it.

use std::error::Error;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;

use mock_idp::{Forgery, MockIdp, Seed};
use tokio::runtime::Runtime;
use user_agent::{Fetch, Page, UserAgent};

use crate::checked;
use crate::fake;
use crate::framework::App;
use crate::language::Language;
use crate::process::{Running, prepared};
use crate::run::against;
use crate::say;

const BOB: &str = "bob@acme.example";

/// Where an application is, and in which framework it is written.
struct Site {
    framework: &'static str,
    port: u16,
}

impl Site {
    fn of(app: App) -> Self {
        Self { framework: app.framework, port: free_port() }
    }

    fn at(&self, path: &str) -> String {
        format!("http://localhost:{}{path}", self.port)
    }
}

/// Goes through all applications of a language side by side: most of the time they wait.
pub(crate) fn stories(language: Language, folder: &Path) -> Result<(), String> {
    let ours = language.apps().iter().map(|&app| (app, story as Judge));
    let adapters = language.adapters().iter().map(|&app| (app, adapter as Judge));
    std::thread::scope(|scope| {
        let judges = ours.chain(adapters);
        let threads: Vec<_> =
            judges.map(|(app, judge)| scope.spawn(move || judge(language, app, folder))).collect();
        let outcomes = threads.into_iter().map(|thread| thread.join().expect("no thread panics"));
        let failures: Vec<_> = outcomes.filter_map(Result::err).collect();
        if failures.is_empty() { Ok(()) } else { Err(failures.join("\n")) }
    })
}

/// What goes through an application.
type Judge = fn(Language, App, &Path) -> Result<(), String>;

/// Starts one of our applications, goes through it, and holds it to what a right client does.
fn story(language: Language, app: App, folder: &Path) -> Result<(), String> {
    let site = Site::of(app);
    let idp = fake::start(language, folder, registering(&site, true))?;
    let _running = started(language, app, &idp, &site)?;
    let runtime = runtime()?;
    let story = async {
        in_stay_out(&idp, &site).await?;
        is_answered_falsely(&idp, &site).await
    };
    let failed = |why| format!("the app in {}: {why}\n{}", site.framework, idp.journal());
    runtime.block_on(story).map_err(failed)?;
    say(&format!("app: signed in, stayed, signed out ({})", site.framework));
    checked::app(site.framework, &runtime, &idp, &site.at("/"))
}

/// Starts an application that the SDK's adapter makes, and looks for the two defects of its sign-out.
fn adapter(language: Language, app: App, folder: &Path) -> Result<(), String> {
    let site = Site::of(app);
    let idp = fake::start(language, folder, registering(&site, false))?;
    let _running = started(language, app, &idp, &site)?;
    checked::adapter(site.framework, &runtime()?, &idp, &site.at("/"))
}

fn started(language: Language, app: App, idp: &MockIdp, site: &Site) -> Result<Running, String> {
    let mut command = prepared(language, app.start);
    against(idp, &mut command).env("PORT", site.port.to_string()).env("APP_URL", site.at(""));
    Running::start(&mut command, "listening on ")
}

fn runtime() -> Result<Runtime, String> {
    let builder = tokio::runtime::Builder::new_current_thread().enable_all().build();
    builder.map_err(|why| why.to_string())
}

/// Returns a port that is free now; no other part of this run takes it before the app does.
fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    let address = listener.local_addr().expect("it is bound");
    address.port()
}

fn registering(site: &Site, proves: bool) -> Seed {
    let mut seed = Seed::default();
    let web = &mut seed.clients[0];
    web.enforce_pkce = proves;
    web.redirect_uris = vec![site.at("/auth/callback")];
    web.post_logout_redirect_uris = vec![site.at("/"), site.at("")];
    web.initiate_login_uri = Some(site.at("/login"));
    seed
}

/// The outcome of a step, with what happened instead of the expected.
type Outcome = Result<(), Box<dyn Error>>;

async fn in_stay_out(idp: &MockIdp, site: &Site) -> Outcome {
    let mut browser = UserAgent::new();
    signs_in(&mut browser, idp, site).await?;
    stays(&browser, idp, site).await?;
    signs_out(&mut browser, idp, site).await
}

/// Checks that an ID token of another sign-in signs nobody in.
async fn is_answered_falsely(idp: &MockIdp, site: &Site) -> Outcome {
    let mut browser = UserAgent::new();
    idp.forge_next_id_token(Forgery::WrongNonce);
    let page = comes_back(&mut browser, idp, site).await?;
    holds(page.status() == 400, "it compares the nonce")?;
    me(&browser, site, 401).await
}

async fn signs_in(browser: &mut UserAgent, idp: &MockIdp, site: &Site) -> Outcome {
    let page = comes_back(browser, idp, site).await?;
    let said = page.text().contains(BOB);
    holds(said, "the dashboard says who is signed in")?;
    me(browser, site, 200).await
}

/// Returns the page to which the person comes back from Scalekit.
async fn comes_back(
    browser: &mut UserAgent,
    idp: &MockIdp,
    site: &Site,
) -> Result<Page, Box<dyn Error>> {
    browser.open(&site.at("/dashboard")).await?;
    browser.fill("email", BOB)?;
    browser.press("Continue").await?;
    let code = idp.newest_code(BOB).ok_or("no code was sent")?;
    browser.fill("code", &code)?;
    Ok(browser.press("Continue").await?)
}

async fn stays(browser: &UserAgent, idp: &MockIdp, site: &Site) -> Outcome {
    let refresh = Fetch::post(&site.at("/auth/refresh"));
    let refreshed = browser.fetch(refresh).await?;
    holds(refreshed.status() < 300, "it refreshes")?;
    let rotated = idp.journal().contains("refresh_token.rotated");
    holds(rotated, "Scalekit rotated the refresh token")?;
    me(browser, site, 200).await
}

async fn signs_out(browser: &mut UserAgent, idp: &MockIdp, site: &Site) -> Outcome {
    let kept = browser.jar();
    browser.open(&site.at("/dashboard")).await?;
    browser.press("Sign out").await?;
    let ended = idp.journal().contains("user.logout");
    holds(ended, "Scalekit's session ended")?;
    me(browser, site, 401).await?;
    browser.restore(&kept);
    me(browser, site, 401).await?;
    let page = browser.open(&site.at("/dashboard")).await?;
    let signs_in = page.url().as_str().starts_with(idp.environment_url());
    holds(signs_in, "Scalekit shows its sign-in again")
}

/// Returns the status of `/api/me`.
async fn me(browser: &UserAgent, site: &Site, expected: u16) -> Outcome {
    let page = browser.fetch(Fetch::get(&site.at("/api/me"))).await?;
    let expectation = format!("/api/me answers {expected}, and not {}", page.status());
    holds(page.status() == expected, &expectation)
}

fn holds(holds: bool, what: &str) -> Outcome {
    if holds { Ok(()) } else { Err(format!("not so: {what}").into()) }
}
