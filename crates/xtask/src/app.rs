//! The story of each SDK's app, with the sample app's user agent: sign in, stay signed in, sign out; and then what
//! `mock-idp check` says of it.

use std::error::Error;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;

use mock_idp::{Forgery, MockIdp, Seed};
use user_agent::{Fetch, Page, UserAgent};

use crate::checked;
use crate::fake;
use crate::language::Language;
use crate::process::{Running, prepared};
use crate::run::against;
use crate::say;

const BOB: &str = "bob@acme.example";

/// Where the app is.
struct App {
    port: u16,
}

impl App {
    fn at(&self, path: &str) -> String {
        format!("http://localhost:{}{path}", self.port)
    }
}

/// Starts the app, and goes through it.
pub(crate) fn story(language: Language, folder: &Path) -> Result<(), String> {
    let app = App { port: free_port() };
    let idp = fake::start(language, folder, registering(language, &app))?;
    let mut command = prepared(language, language.app());
    against(&idp, &mut command).env("PORT", app.port.to_string()).env("APP_URL", app.at(""));
    let _running = Running::start(&mut command, "listening on ")?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|why| why.to_string())?;
    let story = async {
        in_stay_out(&idp, &app).await?;
        if proves(language) { is_answered_falsely(&idp, &app).await } else { Ok(()) }
    };
    runtime
        .block_on(story)
        .map_err(|why| format!("the {language} app: {why}\n{}", idp.journal()))?;
    say(&format!("app: signed in, stayed, signed out ({language})"));
    checked::app(language, &runtime, &idp, &app.at("/"))
}

/// Returns a port that is free now; no other part of this run takes it before the app does.
fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    let address = listener.local_addr().expect("it is bound");
    address.port()
}

/// Says whether the app sends a challenge (RFC 7636) and compares a nonce: Java's does not yet.
fn proves(language: Language) -> bool {
    language != Language::Java
}

fn registering(language: Language, app: &App) -> Seed {
    let mut seed = Seed::default();
    let web = &mut seed.clients[0];
    web.enforce_pkce = proves(language);
    web.redirect_uris = vec![app.at("/auth/callback")];
    web.post_logout_redirect_uris = vec![app.at("/"), app.at("")];
    web.initiate_login_uri = Some(app.at("/login"));
    seed
}

/// The outcome of a step, with what happened instead of the expected.
type Outcome = Result<(), Box<dyn Error>>;

async fn in_stay_out(idp: &MockIdp, app: &App) -> Outcome {
    let mut browser = UserAgent::new();
    signs_in(&mut browser, idp, app).await?;
    stays(&browser, idp, app).await?;
    signs_out(&mut browser, idp, app).await
}

/// Checks that an ID token of another sign-in signs nobody in.
async fn is_answered_falsely(idp: &MockIdp, app: &App) -> Outcome {
    let mut browser = UserAgent::new();
    idp.forge_next_id_token(Forgery::WrongNonce);
    let page = comes_back(&mut browser, idp, app).await?;
    holds(page.status() == 400, "it compares the nonce")?;
    me(&browser, app, 401).await
}

async fn signs_in(browser: &mut UserAgent, idp: &MockIdp, app: &App) -> Outcome {
    let page = comes_back(browser, idp, app).await?;
    let said = page.text().contains(BOB);
    holds(said, "the dashboard says who is signed in")?;
    me(browser, app, 200).await
}

/// Returns the page to which the person comes back from Scalekit.
async fn comes_back(
    browser: &mut UserAgent,
    idp: &MockIdp,
    app: &App,
) -> Result<Page, Box<dyn Error>> {
    browser.open(&app.at("/dashboard")).await?;
    browser.fill("email", BOB)?;
    browser.press("Continue").await?;
    let code = idp.newest_code(BOB).ok_or("no code was sent")?;
    browser.fill("code", &code)?;
    Ok(browser.press("Continue").await?)
}

async fn stays(browser: &UserAgent, idp: &MockIdp, app: &App) -> Outcome {
    let refresh = Fetch::post(&app.at("/auth/refresh"));
    let refreshed = browser.fetch(refresh).await?;
    holds(refreshed.status() < 300, "it refreshes")?;
    let rotated = idp.journal().contains("refresh_token.rotated");
    holds(rotated, "Scalekit rotated the refresh token")?;
    me(browser, app, 200).await
}

async fn signs_out(browser: &mut UserAgent, idp: &MockIdp, app: &App) -> Outcome {
    let kept = browser.jar();
    browser.open(&app.at("/dashboard")).await?;
    browser.press("Sign out").await?;
    let ended = idp.journal().contains("user.logout");
    holds(ended, "Scalekit's session ended")?;
    me(browser, app, 401).await?;
    browser.restore(&kept);
    me(browser, app, 401).await?;
    let page = browser.open(&app.at("/dashboard")).await?;
    let signs_in = page.url().as_str().starts_with(idp.environment_url());
    holds(signs_in, "Scalekit shows its sign-in again")
}

/// Returns the status of `/api/me`.
async fn me(browser: &UserAgent, app: &App, expected: u16) -> Outcome {
    let page = browser.fetch(Fetch::get(&app.at("/api/me"))).await?;
    let expectation = format!("/api/me answers {expected}, and not {}", page.status());
    holds(page.status() == expected, &expectation)
}

fn holds(holds: bool, what: &str) -> Outcome {
    if holds { Ok(()) } else { Err(format!("not so: {what}").into()) }
}
