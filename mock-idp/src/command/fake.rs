//! The options of a fake that `serve` and `exec` share.

use std::ffi::OsStr;
use std::io::{self, IsTerminal as _};
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::TypedValueParser;
use clap::error::ErrorKind;
use jiff::Timestamp;
use mock_idp::{Clock, Control, MockIdp, Seed, Trust};
use tracing_subscriber::EnvFilter;
use url::Url;

use super::output::say;
use super::tls::TlsOptions;
use super::{CommandError, bind, public_url};

/// The default seed file, in the working directory. `mock-idp init` writes it.
pub(super) const SEED_FILE: &str = "mock-idp.toml";

#[derive(Debug, Args)]
pub(super) struct FakeOptions {
    /// The seed file; without one, `mock-idp.toml` in the working directory, and else the default world
    #[arg(long, value_name = "FILE")]
    seed: Option<PathBuf>,
    /// Ignore `mock-idp.toml` in the working directory
    #[arg(long)]
    no_seed_file: bool,
    /// The address to listen on, or `localhost`. Anything but loopback lets strangers sign in as anybody
    #[arg(
        long,
        default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST),
        value_name = "ADDRESS",
        value_parser = bind::address
    )]
    bind: IpAddr,
    /// The environment URL, the issuer, if it is not the address that is listened on
    ///
    /// Without it, the environment URL is `http://127.0.0.1` and the port that is listened on (with --tls,
    /// `https://localhost`): right for a browser and an application on this machine, and for a container whose
    /// port is published under the same number.
    ///
    /// Requests are answered whichever name they address; the issuer of the tokens and the links have this URL.
    /// Where a browser on the host and an application in a container know the fake by different names, give it
    /// one that both of them reach, and give the same to the application as `SCALEKIT_ENVIRONMENT_URL`: `http://host.docker.internal:8080` where the host knows that name too, or
    /// `http://mock-idp.localhost:8080`, which browsers take for the host, with `mock-idp.localhost` as an alias
    /// of the fake in the network of the containers.
    ///
    /// Port 0 in it is the one that is listened on, as in `http://idp.localhost:0`.
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// The time at which the environment begins and stands still, like 2026-01-01T09:00:00Z, until the control
    /// API moves it. Without it, real time. With `environment.ids` in the seed, the same requests in the same
    /// order are then answered with the same bytes, each time
    #[arg(long, value_name = "TIME")]
    frozen_at: Option<Timestamp>,
    #[command(flatten)]
    tls: TlsOptions,
    /// The token that the control API takes. Without it, none on loopback, and a generated one elsewhere
    ///
    /// It has 16 characters or more of ASCII, without white space
    #[arg(
        long,
        value_name = "TOKEN",
        env = "MOCK_IDP_CONTROL_TOKEN",
        hide_env_values = true,
        value_parser = TokenParser
    )]
    control_token: Option<Control>,
    /// A host by which the control API, the mailbox and the home page may be called without a control token; repeat
    /// it for more
    ///
    /// Without it they are loopback addresses, `localhost`, the names below it, and the host of --public-url. What is
    /// called otherwise is refused: any web page can give its own name the address of this machine, and read what
    /// is there. The protocols and the management API answer to every name.
    #[arg(long, value_name = "HOST")]
    allow_host: Vec<String>,
    /// Switch the control API off
    #[arg(long, conflicts_with = "control_token")]
    no_control: bool,
    /// How many worlds the control API makes besides the first
    #[arg(long, default_value_t = 1024, value_name = "NUMBER")]
    max_worlds: usize,
    /// After how many seconds without a request a world is dropped; 0 lets them stay
    #[arg(long, default_value_t = 1800, value_name = "SECONDS")]
    world_idle_seconds: u32,
}

impl FakeOptions {
    /// Starts the fake at a port, 0 for a free one. Its log goes to stderr.
    pub(super) fn start(&self, port: u16) -> Result<MockIdp, CommandError> {
        self.start_for(port, None, None)
    }

    /// Starts the fake for an application at this address, to which the registered redirects move. `public_url` is the
    /// environment URL, unless an option names another one.
    pub(super) fn start_for(
        &self,
        port: u16,
        public_url: Option<&str>,
        app: Option<&Url>,
    ) -> Result<MockIdp, CommandError> {
        log_to_stderr();
        self.warn_of_strangers();
        let mut builder = MockIdp::builder()
            .port(port)
            .bind(self.bind)
            .max_worlds(self.max_worlds)
            .world_idle_seconds(self.world_idle_seconds);
        if let Some(file) = self.seed_file() {
            if self.seed.is_none() {
                say(
                    "the seed is mock-idp.toml in the working directory; --no-seed-file ignores it",
                );
            }
            builder = builder.seed(Seed::from_file(file)?);
        }
        if let Some(url) = self.public_url.as_deref().or(public_url) {
            builder = builder.public_url(url);
        }
        if let Some(app) = app {
            builder = builder.redirect_base(app.origin().ascii_serialization());
        }
        if let Some(time) = self.frozen_at {
            builder = builder.clock(Clock::frozen_at(time));
        }
        if let Some(tls) = self.tls.tls() {
            builder = builder.tls(tls);
        }
        if let Some(control) = self.control() {
            builder = builder.control(control);
        }
        for host in &self.allow_host {
            builder = builder.allow_host(host);
        }
        let idp = builder.start()?;
        if let Some(doubt) = self.public_url.as_ref().and_then(|_| public_url::doubt(&idp)) {
            say(&doubt);
        }
        if let Some(warning) = idp.trust().and_then(Trust::warning) {
            say(&warning);
        }
        Ok(idp)
    }

    /// Returns the seed file, if there is one.
    pub(super) fn seed_file(&self) -> Option<&Path> {
        if self.seed.is_some() || self.no_seed_file {
            return self.seed.as_deref();
        }
        Some(Path::new(SEED_FILE)).filter(|found| found.is_file())
    }

    /// Returns the names of hosts besides those of this machine.
    pub(super) fn allowed_hosts(&self) -> &[String] {
        &self.allow_host
    }

    pub(super) fn has_control(&self) -> bool {
        !self.no_control
    }

    fn control(&self) -> Option<Control> {
        if self.no_control {
            return Some(Control::Off);
        }
        self.control_token.clone()
    }

    fn warn_of_strangers(&self) {
        if self.bind.is_loopback() {
            return;
        }
        say(
            "listening beyond loopback: the signing key is public, and anybody who reaches this address can sign in as any user",
        );
        if self.public_url.is_none() {
            say(
                "the environment URL is that of this machine; --public-url names the one by which others reach it",
            );
        }
    }
}

/// The parser of a control token. Its errors do not repeat the token.
#[derive(Clone, Debug)]
struct TokenParser;

impl TypedValueParser for TokenParser {
    type Value = Control;

    fn parse_ref(
        &self,
        command: &clap::Command,
        _: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<Control, clap::Error> {
        let control = Control::with_token(&value.to_string_lossy());
        control.verify().map(|()| control).map_err(|why| {
            let why = format!("{why} (--control-token, MOCK_IDP_CONTROL_TOKEN)\n");
            clap::Error::raw(ErrorKind::ValueValidation, why).with_cmd(command)
        })
    }
}

/// Logs what `RUST_LOG` chooses, or else warnings. With `info`, each request and each refusal is a line.
fn log_to_stderr() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        .init();
}
