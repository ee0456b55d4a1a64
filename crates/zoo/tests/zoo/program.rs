//! The zoo as a program: its start, and its logs.

use std::process::Stdio;

use mock_idp::MockIdp;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};
use tokio::process::{Child, Command};
use user_agent::UserAgent;
use zoo::{Defect, Zoo};

use crate::world::ALICE;

const VARIABLES: [&str; 3] =
    ["SCALEKIT_ENVIRONMENT_URL", "SCALEKIT_CLIENT_ID", "SCALEKIT_CLIENT_SECRET"];

fn program(defects: &[Defect]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zoo"));
    for defect in defects {
        command.args(["--defect", defect.name()]);
    }
    command.env_clear().env("PORT", "0").stderr(Stdio::piped()).stdout(Stdio::piped());
    command.kill_on_drop(true);
    command
}

/// Waits for the line with the address, and returns that.
async fn address(child: &mut Child) -> String {
    let out = child.stdout.take().expect("a pipe");
    let line = BufReader::new(out).lines().next_line().await.expect("text").expect("a line");
    line.trim_start_matches("the zoo is at ").to_owned()
}

#[tokio::test]
async fn a_variable_that_is_missing_ends_the_program_with_its_name() {
    for missing in VARIABLES {
        let set = VARIABLES.iter().filter(|name| **name != missing).map(|name| (*name, "x"));
        let output = program(&[]).envs(set).output().await.expect("a program");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(said, format!("zoo: {missing} is not set\n"));
        assert!(!output.status.success());
    }
}

#[tokio::test]
async fn a_missing_secret_is_overlooked_by_a_defect() {
    let set = VARIABLES.iter().take(2).map(|name| (*name, "x"));
    let mut child = program(&[Defect::SettingsUnchecked]).envs(set).spawn().expect("a program");
    assert!(address(&mut child).await.starts_with("http://localhost:"));
}

/// Lets Alice sign in to the program, and returns what it wrote into its log.
async fn log_of_a_sign_in(defects: &[Defect]) -> String {
    // The port is free again when the program takes it.
    let url = Zoo::bind().await.expect("a free port").url().to_owned();
    let idp = MockIdp::builder().redirect_base(&url).start().expect("the seed is right");
    let client = idp.client("Acme web");
    let secret = client.client_secret.expect("a secret");
    let values = [idp.environment_url(), client.client_id.as_str(), secret.as_str()];
    let mut command = program(defects);
    command.envs(VARIABLES.into_iter().zip(values));
    command.env("PORT", url.rsplit(':').next().expect("a port"));
    let mut child = command.spawn().expect("a program");
    assert_eq!(address(&mut child).await, url);
    idp.sign_in_next_as(ALICE).expect("a person");
    let page = UserAgent::new().open(&format!("{url}/login")).await.expect("the sign-in");
    assert_eq!(page.heading(), "Hello, Alice Nguyen");
    child.kill().await.expect("a program");
    let mut log = String::new();
    let mut err = child.stderr.take().expect("a pipe");
    err.read_to_string(&mut log).await.expect("text");
    log
}

#[tokio::test]
async fn a_log_says_who_signed_in_and_no_secret() {
    let log = log_of_a_sign_in(&[]).await;
    assert!(log.contains("signed in") && log.contains("usr_100000000000000001"), "{log}");
    assert!(!log.contains("eyJ") && !log.contains("code="), "{log}");
}

#[tokio::test]
async fn a_log_with_secrets_and_a_silent_one_are_defects() {
    let log = log_of_a_sign_in(&[Defect::SecretsInLogs]).await;
    assert!(log.contains("eyJ") && log.contains("code="), "{log}");

    let log = log_of_a_sign_in(&[Defect::SilentLogs]).await;
    assert!(!log.contains("signed in"), "{log}");
}
