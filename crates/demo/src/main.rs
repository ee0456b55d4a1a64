//! `cargo run`: the fake Scalekit and the sample app, configured for each other and ready to click. With `--lesson NAME` a
//! page of the fake leads through a flow.

mod lesson;

use std::env;
use std::error::Error;
use std::io::{self, BufRead as _, Write as _};
use std::net::Ipv4Addr;
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use mock_idp::seed::Webhook;
use mock_idp::{Clock, MockIdp, Seed, StartError};
use sample_app::{
    BACK_CHANNEL_LOGOUT_PATH, CALLBACK_PATH, Hosting, LOGGED_OUT_PATH, Settings, WEBHOOKS_PATH,
};
use tokio::net::TcpListener;
use url::Url;

/// The preferred ports; a free port replaces one that is in use.
const APP_PORT: u16 = 3000;
const IDP_PORT: u16 = 8080;

/// The time by which Enter moves the clock forward: more than the five minutes of an access token.
const A_WHILE: Duration = Duration::from_mins(6);

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            // If nobody reads stderr, the exit code remains.
            let _ = writeln!(io::stderr(), "demo: {why}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn Error>> {
    let lesson = lesson::wanted(env::args().skip(1))?;
    let listener = bind_app().await?;
    let origin = format!("http://localhost:{}/", listener.local_addr()?.port()).parse::<Url>()?;
    let (redirect_uri, post_logout_redirect_uri) =
        (origin.join(CALLBACK_PATH)?, origin.join(LOGGED_OUT_PATH)?);
    let idp = start_idp(&redirect_uri, &post_logout_redirect_uri)?;
    let app = settings(&idp, redirect_uri, post_logout_redirect_uri).open().await?;
    let page = match &lesson {
        Some(name) => Some(idp.teach(name).await?),
        None => None,
    };
    introduce(&origin, &idp, page.as_deref())?;
    let clock = idp.clock().clone();
    thread::spawn(move || turn_the_clock(&clock));
    sample_app::serve(listener, app, stopped()).await?;
    Ok(())
}

async fn bind_app() -> io::Result<TcpListener> {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, APP_PORT)).await {
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await
        }
        bound => bound,
    }
}

/// Returns the default world, with the app's addresses registered for its web client and its public client.
fn start_idp(redirect_uri: &Url, post_logout_redirect_uri: &Url) -> Result<MockIdp, StartError> {
    let mut seed = Seed::default();
    seed.clients[0].redirect_uris = vec![redirect_uri.to_string()];
    seed.clients[0].post_logout_redirect_uris = vec![post_logout_redirect_uri.to_string()];
    let at_app = |path| redirect_uri.join(path).map(String::from);
    seed.clients[1].redirect_uris = at_app("/spa/callback").into_iter().collect();
    seed.clients[1].post_logout_redirect_uris = at_app("/spa/logged-out").into_iter().collect();
    seed.clients[0].back_channel_logout_uris.extend(at_app(BACK_CHANNEL_LOGOUT_PATH));
    seed.webhooks.extend(at_app(WEBHOOKS_PATH).map(Webhook::to));
    let at = |port| MockIdp::builder().seed(seed.clone()).port(port).start();
    match at(IDP_PORT) {
        Err(StartError::Listen { .. }) => at(0),
        started => started,
    }
}

fn settings(idp: &MockIdp, redirect_uri: Url, post_logout_redirect_uri: Url) -> Settings {
    let client = idp.client("Acme web");
    let clock = idp.clock().clone();
    Settings {
        scalekit: scalekit_axum::Settings {
            environment_url: client.environment_url,
            client_id: client.client_id,
            client_secret: client.client_secret.expect("a web client has a secret").as_str().into(),
            redirect_uri,
            post_logout_redirect_uri,
            webhook_secret: Some(
                idp.webhook_secret().reveal().parse().expect("the fake's secret is good"),
            ),
            clock: sample_app::Clock::new(move || clock.system_time()),
        },
        address: (Ipv4Addr::LOCALHOST, 0).into(),
        hosting: Hosting::default(),
        public_client: Some(idp.client("Acme SPA").client_id),
    }
}

fn introduce(origin: &Url, idp: &MockIdp, lesson: Option<&str>) -> io::Result<()> {
    if let Some(page) = lesson {
        write!(io::stdout(), "\n  Lesson    {page}\n")?;
    }
    let (origin, environment) = (origin.as_str(), idp.environment_url());
    write!(
        io::stdout(),
        "\n  Open      {origin:<36}  the sample app: sign in, look around, sign out\n\
         \x20 Fake      {environment:<36}  the Scalekit that it signs in with\n\
         \x20 Mailbox   {:<36}  where the codes arrive\n\
         \x20 Journal   {:<36}  everything that happened, and why\n\
         \x20 Theatre   {:<36}  the same, drawn\n\n\
         \x20 Enter     lets six minutes pass for both, so that the access token expires\n\
         \x20 Ctrl-C    stops both\n\n",
        format!("{environment}/mailbox"),
        format!("{environment}/_mock/journal"),
        format!("{environment}/_mock/theatre"),
    )
}

/// Moves the clock forward at each line from the keyboard, until stdin is closed.
fn turn_the_clock(clock: &Clock) {
    for line in io::stdin().lock().lines() {
        if line.is_err() {
            break;
        }
        clock.advance(A_WHILE);
        // A closed stdout is no reason to stop.
        let _ = writeln!(io::stdout(), "  It is now {:.0} for the fake and the app.", clock.now());
    }
}

/// Waits for Ctrl-C or SIGTERM.
#[cfg(unix)]
async fn stopped() {
    use tokio::signal::unix::{SignalKind, signal};

    match signal(SignalKind::terminate()) {
        Ok(mut terminated) => {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminated.recv() => {}
            }
        }
        Err(_) => drop(tokio::signal::ctrl_c().await),
    }
}

/// Waits for Ctrl-C.
#[cfg(windows)]
async fn stopped() {
    drop(tokio::signal::ctrl_c().await);
}
