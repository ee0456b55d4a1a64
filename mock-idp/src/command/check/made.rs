//! What a reader of a report needs to make the check again.

use std::path::Path;

use checker::Made;
use mock_idp::Clock;

use super::Check;

impl Check {
    /// Returns when and how the check is made, which begins now.
    pub(super) fn begun(&self) -> Made {
        Made {
            at: Clock::real().now(),
            version: concat!("mock-idp ", env!("CARGO_PKG_VERSION")).to_owned(),
            command: self.in_words(),
        }
    }

    /// Writes the command with the options that decide the result. Of the application's own command it names the program
    /// alone, and of its address neither name nor query: a secret may stand behind them.
    fn in_words(&self) -> String {
        let mut words = vec!["mock-idp check".to_owned()];
        words.extend(self.url.as_ref().map(|url| url.origin().ascii_serialization()));
        words.extend(self.client.as_ref().map(|client| format!("--client \"{client}\"")));
        words.extend(self.choice.words());
        let named = |option: &str, file: &Path| format!("{option} {}", file.display());
        words.extend(self.config.as_deref().map(|file| named("--config", file)));
        words.extend(self.fake.seed_file().map(|file| named("--seed", file)));
        if let Some((program, arguments)) = self.command.split_first() {
            let program = Path::new(program).file_name().unwrap_or(program).display().to_string();
            let more = if arguments.is_empty() { "" } else { " …" };
            words.push(format!("-- {program}{more}"));
        } else if self.reset {
            words.push("--reset".to_owned());
        }
        words.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use crate::command::Command;

    /// Returns what a report says of a command line.
    fn said(line: &[&str]) -> String {
        let command = Command::try_parse_from([&["mock-idp", "check"], line].concat());
        let Ok(Command::Check(check)) = command else { panic!("it is a check: {line:?}") };
        check.in_words()
    }

    #[test]
    fn a_report_has_what_decides_the_result_and_no_secret() {
        let all = said(&[
            "http://me:s3cret@localhost:3000/?key=s3cret",
            "--thorough",
            "--only=cookies,sign-out",
            "--row=pkce",
            "--browser=auto",
            "--client=Acme web",
            "--no-seed-file",
            "--control-token=s3cret-of-sixteen",
            "--html=report.html",
            "--",
            "/usr/bin/env",
            "KEY=s3cret",
            "node",
        ]);

        assert_eq!(
            all,
            "mock-idp check http://localhost:3000 --client \"Acme web\" --browser auto --thorough --only cookies,sign-out --row pkce -- env …"
        );
        let running = said(&["http://localhost:3000", "--reset", "--no-seed-file"]);
        assert_eq!(running, "mock-idp check http://localhost:3000 --reset");
    }
}
