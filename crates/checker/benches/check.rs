//! Times whole checks of the right zoo with the HTTP agent: `cargo bench -p checker`. A thorough one waits for real seconds
//! and sends floods; `cargo bench -p checker -- --thorough` times that as well.

use std::env;
use std::time::{Duration, Instant};

use checker::{CheckError, Options, Report};
use mock_idp::MockIdp;
use zoo::Zoo;

/// How many quick checks are timed.
const QUICK: usize = 5;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut quick = Vec::new();
    for _ in 0..QUICK {
        quick.push(timed(false).await?);
    }
    quick.sort();
    print("a check", &quick);
    if env::args().any(|argument| argument == "--thorough") {
        print("a thorough check", &[timed(true).await?]);
    }
    Ok(())
}

#[expect(clippy::print_stdout, reason = "a benchmark prints")]
fn print(what: &str, times: &[Duration]) {
    let seconds: Vec<_> = times.iter().map(|time| format!("{:.2}", time.as_secs_f64())).collect();
    println!("{what}: {} s", seconds.join(", "));
}

/// Checks the right zoo in front of a fake of its own.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures real time")]
async fn timed(thorough: bool) -> Result<Duration, Box<dyn std::error::Error>> {
    let bound = Zoo::bind().await?;
    let idp = MockIdp::builder().redirect_base(bound.url()).start()?;
    let client = idp.client("Acme web");
    let secret = client.client_secret.ok_or("a web client has a secret")?;
    let zoo = zoo::Options::new(idp.environment_url(), &client.client_id, &secret);
    let zoo = bound.start(zoo.webhook_secret(idp.webhook_secret().reveal()));
    let today = jiff::civil::date(2030, 1, 31);
    let mut options = Options::new(idp.control_url().parse()?, today).app(zoo.url().parse()?);
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
