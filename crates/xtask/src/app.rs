//! The story of each SDK's app, told by the same user agent as the sample app's: in, stay, out.

use std::net::{Ipv4Addr, TcpListener};

use mock_idp::{MockIdp, Seed};
use user_agent::{Error, Fetch, UserAgent};

use crate::language::Language;
use crate::run::{Running, against, fake, prepared};
use crate::say;

const BOB: &str = "bob@acme.example";

/// Starts the app, and goes through it.
pub(crate) fn story(language: Language) -> Result<(), String> {
    let port = free_port();
    let app = format!("http://localhost:{port}");
    let idp = fake(language, registering(&app))?;
    let mut command = prepared(language, language.app());
    against(&idp, &mut command)
        .env("PORT", port.to_string())
        .env("APP_URL", &app);
    let (_running, _address) = Running::start(&mut command, "listening on ")?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|why| why.to_string())?;
    let told = runtime.block_on(in_stay_out(&idp, &app));
    told.map_err(|why| format!("the {language} app: {why}\n{}", idp.journal()))?;
    say(&format!("app: signed in, stayed, signed out ({language})"));
    Ok(())
}

/// The port is free now, and nobody else of this run takes it before the app does.
fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    let address = listener.local_addr().expect("it is bound");
    address.port()
}

fn registering(app: &str) -> Seed {
    let mut seed = Seed::default();
    let web = &mut seed.clients[0];
    web.redirect_uris = vec![format!("{app}/auth/callback")];
    web.post_logout_redirect_uris = vec![format!("{app}/"), app.to_owned()];
    seed
}

/// What happened instead of what should.
type Told = Result<(), String>;

async fn in_stay_out(idp: &MockIdp, app: &str) -> Told {
    let mut browser = UserAgent::new();
    let at = |path: &str| format!("{app}{path}");

    browser.open(&at("/dashboard")).await.map_err(unreachable)?;
    browser.fill("email", BOB).map_err(unreachable)?;
    browser.press("Continue").await.map_err(unreachable)?;
    let code = idp.newest_code(BOB).ok_or("no code was sent")?;
    browser.fill("code", &code).map_err(unreachable)?;
    let page = browser.press("Continue").await.map_err(unreachable)?;
    holds(
        page.text().contains(BOB),
        "the dashboard says who is signed in",
    )?;
    status(&browser, &at("/api/me"), 200).await?;

    let refresh = Fetch::post(&at("/auth/refresh"));
    let refreshed = browser.fetch(refresh).await.map_err(unreachable)?;
    holds(refreshed.status() < 300, "it refreshes")?;
    holds(
        idp.journal().contains("refresh_token.rotated"),
        "Scalekit was asked",
    )?;
    status(&browser, &at("/api/me"), 200).await?;

    let kept = browser.jar();
    browser.open(&at("/dashboard")).await.map_err(unreachable)?;
    browser.press("Sign out").await.map_err(unreachable)?;
    holds(
        idp.journal().contains("user.logout"),
        "Scalekit's session ended",
    )?;
    status(&browser, &at("/api/me"), 401).await?;
    browser.restore(&kept);
    status(&browser, &at("/api/me"), 401).await?;
    let page = browser.open(&at("/dashboard")).await.map_err(unreachable)?;
    holds(
        page.url().as_str().starts_with(idp.environment_url()),
        "Scalekit asks again",
    )
}

async fn status(browser: &UserAgent, url: &str, expected: u16) -> Told {
    let page = browser.fetch(Fetch::get(url)).await.map_err(unreachable)?;
    let told = format!("{url} answers {expected}, and not {}", page.status());
    holds(page.status() == expected, &told)
}

fn holds(holds: bool, what: &str) -> Told {
    if holds {
        Ok(())
    } else {
        Err(format!("not so: {what}"))
    }
}

fn unreachable(error: Error) -> String {
    error.to_string()
}
