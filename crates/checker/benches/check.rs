//! Times whole checks of the right zoo with the HTTP agent: `cargo bench -p mock-idp-checker`. A thorough one waits for real seconds
//! and sends floods; `cargo bench -p mock-idp-checker -- --thorough` times that as well.
//!
//! Each time is also given as a multiple of what one sign-in with its sign-out takes in the same run, which other work of the
//! machine slows as much: multiples of different runs can be compared.

use std::env;
use std::time::{Duration, Instant};

use checker::{CheckError, Options, Report};
use mock_idp::MockIdp;
use serde_json::json;
use user_agent::UserAgent;
use zoo::Zoo;

/// How many quick checks are timed.
const QUICK: usize = 5;

/// How many sign-ins and sign-outs are timed together, before the checks and after them.
const JOURNEYS: u32 = 50;

type Failure = Box<dyn std::error::Error>;

/// The right zoo in front of a fake of its own.
struct World {
    idp: MockIdp,
    zoo: Zoo,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    let before = journey().await?;
    let mut quick = Vec::new();
    for _ in 0..QUICK {
        quick.push(timed(false).await?);
    }
    quick.sort();
    let is_thorough = env::args().any(|argument| argument == "--thorough");
    let thorough = if is_thorough { Some(timed(true).await?) } else { None };
    let journey = (before + journey().await?) / 2;
    print_journey(journey);
    print("a check", &quick, journey);
    if let Some(time) = thorough {
        print("a thorough check", &[time], journey);
    }
    Ok(())
}

#[expect(clippy::print_stdout, reason = "a benchmark prints")]
fn print_journey(journey: Duration) {
    println!("a sign-in and its sign-out: {:.2} ms", journey.as_secs_f64() * 1000.0);
}

/// Prints times, the shortest first, and how many sign-ins and sign-outs the middle one is.
#[expect(clippy::print_stdout, reason = "a benchmark prints")]
fn print(what: &str, times: &[Duration], journey: Duration) {
    let seconds: Vec<_> = times.iter().map(|time| format!("{:.2}", time.as_secs_f64())).collect();
    let middle = times[times.len() / 2].as_secs_f64();
    let multiple = middle / journey.as_secs_f64();
    println!("{what}: {} s; {multiple:.0} sign-ins and sign-outs", seconds.join(", "));
}

impl World {
    async fn start() -> Result<Self, Failure> {
        let bound = Zoo::bind().await?;
        let idp = MockIdp::builder().redirect_base(bound.url()).start()?;
        let client = idp.client("Acme web");
        let secret = client.client_secret.ok_or("a web client has a secret")?;
        let options = zoo::Options::new(idp.environment_url(), &client.client_id, &secret);
        let zoo = bound.start(options.webhook_secret(idp.webhook_secret().reveal()));
        Ok(Self { idp, zoo })
    }
}

/// Signs somebody in and out again and again, and returns the time of once.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures real time")]
async fn journey() -> Result<Duration, Failure> {
    let world = World::start().await?;
    let control = reqwest::Client::builder().no_proxy().build()?;
    let wanted = format!("{}/sign-in", world.idp.control_url());
    let alice = json!({ "want": "next_browser", "user": "alice@acme.example" });
    let began = Instant::now();
    for _ in 0..JOURNEYS {
        control.post(&wanted).json(&alice).send().await?.error_for_status()?;
        let mut browser = UserAgent::new();
        browser.open(world.zoo.url()).await?;
        browser.click("Sign in").await?;
        browser.press("Sign out").await?;
    }
    Ok(began.elapsed() / JOURNEYS)
}

/// Checks the right zoo.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures real time")]
async fn timed(thorough: bool) -> Result<Duration, Failure> {
    let world = World::start().await?;
    let today = jiff::civil::date(2030, 1, 31);
    let mut options = Options::new(world.idp.control_url().parse()?, today);
    options = options.app(world.zoo.url().parse()?);
    options.thorough = thorough;
    options.configuration.webhook = Some("/webhooks".to_owned());
    options.configuration.back_channel = Some("/auth/back-channel-logout".to_owned());
    options.configuration.refresh = Some("/auth/refresh".to_owned());
    let began = Instant::now();
    let report: Result<Report, CheckError> = checker::check(options).await;
    let took = began.elapsed();
    let report = report?;
    if report.exit() == 0 { Ok(took) } else { Err(report.to_string().into()) }
}
