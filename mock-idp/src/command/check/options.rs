//! What is to be tried.

use checker::{BrowserChoice, Configuration, Options};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use jiff::tz::TimeZone;
use mock_idp::Clock;
use practices::Area;
use url::Url;

use crate::command::CommandError;

/// What is to be tried, and with which browser.
#[derive(Debug, Args)]
pub(super) struct Choice {
    /// The browser
    #[arg(long, value_name = "BROWSER", default_value = "agent")]
    browser: Browser,
    /// Look at these areas alone
    #[arg(long, value_name = "AREA", num_args = 1.., value_delimiter = ',', value_parser = area())]
    only: Vec<Area>,
    /// Look at these practices alone, by their names
    #[arg(long, value_name = "SLUG", num_args = 1.., value_delimiter = ',')]
    row: Vec<String>,
    /// Take the time: renewals at real lifetimes, floods
    #[arg(long)]
    thorough: bool,
}

/// A browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Browser {
    /// The HTTP agent, which runs no scripts
    Agent,
    /// Chromium by chromedriver, which runs scripts and takes some minutes
    Chromium,
    /// The HTTP agent, and Chromium for the rows that need scripts, if it is installed
    Auto,
}

fn area() -> impl TypedValueParser<Value = Area> {
    let of = |word: String| Area::ALL.into_iter().find(|area| area.id() == word).ok_or("no area");
    PossibleValuesParser::new(Area::ALL.map(Area::id)).try_map(of)
}

impl Choice {
    /// Returns the options that were given, as they are written.
    pub(super) fn words(&self) -> Vec<String> {
        let browser = match self.browser {
            Browser::Agent => None,
            Browser::Chromium => Some("chromium"),
            Browser::Auto => Some("auto"),
        };
        let areas: Vec<_> = self.only.iter().map(|area| area.id()).collect();
        let list = |option: &str, of: &[String]| {
            (!of.is_empty()).then(|| format!("{option} {}", of.join(",")))
        };
        let areas: Vec<_> = areas.into_iter().map(str::to_owned).collect();
        let words = [
            browser.map(|name| format!("--browser {name}")),
            self.thorough.then(|| "--thorough".to_owned()),
            list("--only", &areas),
            list("--row", &self.row),
        ];
        words.into_iter().flatten().collect()
    }

    /// Returns the options of a check whose fake is not known yet.
    pub(super) fn options(
        &self,
        configuration: Configuration,
        allowed_hosts: &[String],
    ) -> Result<Options, CommandError> {
        let today = Clock::real().now().to_zoned(TimeZone::UTC).date();
        let nowhere = "http://127.0.0.1:8080/_mock";
        let control: Url = nowhere.parse().map_err(|_| CommandError::NoFake(nowhere.to_owned()))?;
        Ok(Options {
            browser: match self.browser {
                Browser::Agent => BrowserChoice::Agent,
                Browser::Chromium => BrowserChoice::Chromium,
                Browser::Auto => BrowserChoice::Auto,
            },
            only: self.only.clone(),
            slugs: self.row.clone(),
            thorough: self.thorough,
            configuration,
            allowed_hosts: allowed_hosts.to_vec(),
            ..Options::new(control, today)
        })
    }
}
