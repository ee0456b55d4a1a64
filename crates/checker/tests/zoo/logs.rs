//! What an application prints: secrets in it are found.

use std::io;
use std::io::Write;

use checker::{Options, Outcome, Output};
use zoo::Defect;

use crate::world;

/// Writes what the zoo logs into the lines that a check reads.
#[derive(Clone)]
struct Lines(Output);

impl Write for Lines {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        String::from_utf8_lossy(text).lines().for_each(|line| self.0.push(line.to_owned()));
        Ok(text.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Checks the zoo with these defects, and returns whether its log has secrets in it. All of it runs in this thread.
async fn has_secrets_in_its_log(defects: &[Defect]) -> bool {
    let slug = practices::LOGS_CARRY_NO_SECRETS.slug;
    let output = Output::default();
    let lines = Lines(output.clone());
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter("zoo=info")
        .with_ansi(false)
        .with_writer(move || lines.clone())
        .finish();
    let _while_it_runs = tracing::subscriber::set_default(subscriber);
    let printing =
        |options| Options { slugs: vec![slug.to_owned()], output: Some(output.clone()), ..options };
    let report = world::check_zoo_with(defects, printing).await.0.expect("a check");
    assert!(!output.is_empty(), "the zoo logs who signs in");
    let row = report.row(slug).expect("a row of the table");
    assert!(matches!(row.outcome, Outcome::Holds | Outcome::Broken(_)), "{report}");
    row.is_broken()
}

#[tokio::test]
async fn secrets_in_a_log_are_found_and_a_log_without_them_is_spared() {
    for defect in [
        Defect::SecretsInLogs,
        Defect::RefreshTokenInLogs,
        Defect::VerifierInLogs,
        Defect::ClientSecretInLogs,
    ] {
        assert!(has_secrets_in_its_log(&[defect]).await, "{defect}");
    }
    assert!(!has_secrets_in_its_log(&[]).await);
}
