//! `mock-idp serve`: an environment for as long as nobody stops it.

use std::fmt::Write as _;
use std::io::{self, IsTerminal as _, Write as _};
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use clap::Args;
use mock_idp::{MockIdp, Registration, Seed};
use serde_json::json;
use tokio::runtime::{Builder, Runtime};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tracing_subscriber::EnvFilter;

use super::tls::{self, TlsOptions};
use super::{CommandError, say};

/// Serve a fake environment until Ctrl-C or SIGTERM
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// The seed file; without one, the default world
    #[arg(long, value_name = "FILE")]
    seed: Option<PathBuf>,
    /// The port to listen on; 0 takes a free one
    #[arg(long, default_value_t = 8080, env = "MOCK_IDP_PORT")]
    port: u16,
    /// The address to listen on. Anything but loopback lets strangers sign in as anybody
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST), value_name = "ADDRESS")]
    bind: IpAddr,
    /// The environment URL, where browsers and applications reach it by another name
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    #[command(flatten)]
    tls: TlsOptions,
    /// Print one line of JSON instead of text
    #[arg(long)]
    json: bool,
}

impl Serve {
    pub(super) fn run(self) -> Result<(), CommandError> {
        log_to_stderr();
        if !self.bind.is_loopback() {
            say(
                "listening beyond loopback: the signing key is public, and anybody who reaches this address can sign in as any user",
            );
            if self.public_url.is_none() {
                say(
                    "the environment URL is that of this machine; --public-url names the one by which others reach it",
                );
            }
        }
        let idp = self.start()?;
        // Before anybody is told that it is ready: whoever is told may stop it at once.
        let end = End::listen().map_err(CommandError::Signals)?;
        let ready = if self.json {
            one_line_of_json(&idp)
        } else {
            in_words(&idp)
        };
        let mut out = io::stdout();
        out.write_all(ready.as_bytes())
            .and_then(|()| out.flush())
            .map_err(CommandError::Print)?;
        end.wait();
        Ok(())
    }

    fn start(&self) -> Result<MockIdp, CommandError> {
        let mut builder = MockIdp::builder().port(self.port).bind(self.bind);
        if let Some(file) = &self.seed {
            builder = builder.seed(Seed::from_file(file)?);
        }
        if let Some(url) = &self.public_url {
            builder = builder.public_url(url);
        }
        if let Some(tls) = self.tls.chosen() {
            builder = builder.tls(tls);
        }
        Ok(builder.start()?)
    }
}

/// `RUST_LOG` chooses; without it, warnings. With `info`, each request and each refusal is a line.
fn log_to_stderr() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        .init();
}

/// Ctrl-C and SIGTERM, from the moment at which they are listened for.
struct End {
    runtime: Runtime,
    interrupted: Signal,
    terminated: Signal,
}

impl End {
    fn listen() -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let (interrupted, terminated) = {
            let _inside = runtime.enter();
            (
                signal(SignalKind::interrupt())?,
                signal(SignalKind::terminate())?,
            )
        };
        Ok(Self {
            runtime,
            interrupted,
            terminated,
        })
    }

    fn wait(mut self) {
        self.runtime.block_on(async {
            tokio::select! {
                _ = self.interrupted.recv() => {}
                _ = self.terminated.recv() => {}
            }
        });
    }
}

/// What a script needs: the first confidential client, or else the first there is, and all of them.
fn one_line_of_json(idp: &MockIdp) -> String {
    let clients = idp.clients();
    let first = first(&clients);
    let mut line = json!({
        "environment_url": idp.environment_url(),
        "client_id": first.map(|client| &client.client_id),
        "client_secret": first.and_then(|client| client.client_secret.as_ref()),
        "redirect_uris": first.map(|client| &client.redirect_uris),
        "post_logout_redirect_uris": first.map(|client| &client.post_logout_redirect_uris),
        "clients": clients.iter().map(described).collect::<Vec<_>>(),
        "mailbox_url": format!("{}/mailbox", idp.environment_url()),
        "journal_url": format!("{}/_mock/journal", idp.environment_url()),
    });
    if let Some(trust) = idp.trust() {
        line["tls"] = tls::in_json(trust);
    }
    format!("{line}\n")
}

fn first(clients: &[Registration]) -> Option<&Registration> {
    clients
        .iter()
        .find(|client| client.client_secret.is_some())
        .or(clients.first())
}

fn described(client: &Registration) -> serde_json::Value {
    json!({
        "name": client.name,
        "client_id": client.client_id,
        "client_secret": client.client_secret,
        "redirect_uris": client.redirect_uris,
        "post_logout_redirect_uris": client.post_logout_redirect_uris,
    })
}

fn in_words(idp: &MockIdp) -> String {
    let url = idp.environment_url();
    let mut text = format!(
        "A fake Scalekit environment is ready. Its keys are public: for tests only.\n\n  SCALEKIT_ENVIRONMENT_URL={url}\n"
    );
    if let Some(trust) = idp.trust() {
        text += &tls::in_words(trust);
    }
    for client in idp.clients() {
        let _ = write!(
            text,
            "\n  {}\n    SCALEKIT_CLIENT_ID={}\n",
            client.name, client.client_id
        );
        if let Some(secret) = &client.client_secret {
            let _ = writeln!(text, "    SCALEKIT_CLIENT_SECRET={secret}");
        }
        for (label, uris) in [
            ("callback", &client.redirect_uris),
            ("post logout", &client.post_logout_redirect_uris),
        ] {
            for uri in uris {
                let _ = writeln!(text, "    {label:<11}  {uri}");
            }
        }
    }
    let _ = write!(
        text,
        "\n  mailbox  {url}/mailbox\n  journal  {url}/_mock/journal\n\nCtrl-C stops it.\n"
    );
    text
}
