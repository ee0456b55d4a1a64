//! The settings of a fake, and its start.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::sync::Arc;

use url::Host;

use super::worlds::{SharedSettings, Worlds};
use super::{Control, ControlTokenError, MockIdp, guard};
use crate::clock::Clock;
use crate::http::{Guard, Hosts, NoHostError};
use crate::idp::{Changes, Idp};
use crate::rules::control::ControlError;
use crate::seed::{Seed, SeedError};
use crate::tls::{Name, Tls, TlsError};
use crate::wire::Redacted;
use crate::worlds::{Limits, WorldError};

/// The reason why a fake did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The seed has mistakes.
    #[error(transparent)]
    Seed(#[from] SeedError),
    /// The address is in use, or not this machine's.
    #[error("cannot listen on {address}: {why}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The system's error.
        why: io::Error,
    },
    /// The public URL is no origin.
    #[error(
        "the public URL `{0}` is not an http or https URL without user, path, query and fragment, like `http://127.0.0.1:8080`"
    )]
    PublicUrl(String),
    /// The redirects cannot be moved to the base.
    #[error(transparent)]
    Redirects(#[from] ControlError),
    /// A host to allow is no host.
    #[error(
        "the host `{0}` to be allowed is not a name or an address alone, without scheme and port, like `mock-idp`"
    )]
    AllowHost(String),
    /// The control API cannot be guarded with this token.
    #[error(transparent)]
    ControlToken(#[from] ControlTokenError),
    /// TLS cannot be answered.
    #[error(transparent)]
    Tls(#[from] TlsError),
}

/// The settings of a fake that is to start; from [`MockIdp::builder`].
#[derive(Debug)]
pub struct Builder {
    seed: Seed,
    clock: Clock,
    address: SocketAddr,
    public_url: Option<String>,
    tls: Option<Tls>,
    control: Option<Control>,
    allowed_hosts: Vec<String>,
    limits: Limits,
    changes: Changes,
    is_strict: bool,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            seed: Seed::default(),
            clock: Clock::real(),
            address: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
            public_url: None,
            tls: None,
            control: None,
            allowed_hosts: Vec::new(),
            limits: Limits::default(),
            changes: Changes::default(),
            is_strict: false,
        }
    }
}

impl Builder {
    /// Sets the seed, in place of the default one.
    #[must_use]
    pub fn seed(self, seed: Seed) -> Self {
        Self { seed, ..self }
    }

    /// Sets the environment's clock, in place of real time.
    #[must_use]
    pub fn clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    /// Sets the port to listen on, in place of a free one.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.address.set_port(port);
        self
    }

    /// Sets the address to listen on, in place of 127.0.0.1. Any address other than loopback lets strangers in: the
    /// keys are public, and every user can be signed in with one click.
    #[must_use]
    pub fn bind(mut self, address: IpAddr) -> Self {
        self.address.set_ip(address);
        self
    }

    /// Sets the environment URL, the issuer of every token, if it is not the address that the fake listens on. It is
    /// normalised as browsers write an origin: `HTTPS://Idp.Test:443/` becomes `https://idp.test`. Port 0 in it
    /// stands for the port that the fake listens on, which may be a free one.
    ///
    /// ```
    /// use mock_idp::MockIdp;
    ///
    /// let idp = MockIdp::builder().public_url("http://idp.localhost:0").start()?;
    ///
    /// let port = idp.address().port();
    /// assert_eq!(idp.environment_url(), format!("http://idp.localhost:{port}"));
    /// # Ok::<(), mock_idp::StartError>(())
    /// ```
    #[must_use]
    pub fn public_url(self, url: impl Into<String>) -> Self {
        Self { public_url: Some(url.into()), ..self }
    }

    /// Answers TLS too, on the same port. The environment URL is then `https://localhost` with the port, unless
    /// another one is set; plain HTTP is still answered.
    #[must_use]
    pub fn tls(self, tls: Tls) -> Self {
        Self { tls: Some(tls), ..self }
    }

    /// Guards the control API below `/_mock`, or switches it off. By default it is open if only this machine can
    /// reach the fake, and needs a token otherwise, [`MockIdp::control_token`].
    #[must_use]
    pub fn control(self, control: Control) -> Self {
        Self { control: Some(control), ..self }
    }

    /// Adds a host by which the control API, the mailbox and the home page may be called without a control token,
    /// besides loopback, `localhost`, the names below it, and the host of the public URL: a name or an address,
    /// without a port. It can be called several times. Requests that name other hosts are refused, because any web
    /// page can give its own host name the address of this machine, and read what is served there.
    ///
    /// ```
    /// use mock_idp::MockIdp;
    ///
    /// let idp = MockIdp::builder().allow_host("host.docker.internal").start()?;
    /// # drop(idp);
    /// # Ok::<(), mock_idp::StartError>(())
    /// ```
    #[must_use]
    pub fn allow_host(mut self, host: impl Into<String>) -> Self {
        self.allowed_hosts.push(host.into());
        self
    }

    /// Limits the number of worlds besides this one, in place of 1024; 0 allows none.
    #[must_use]
    pub fn max_worlds(mut self, most: usize) -> Self {
        self.limits.most = most;
        self
    }

    /// Sets the seconds of real time without a request after which a world is dropped, in place of half an hour; 0
    /// means never. It is for worlds that were made over HTTP: this one, and each that a handle has, stays as long as
    /// its handle.
    #[must_use]
    pub fn world_idle_seconds(mut self, seconds: u32) -> Self {
        self.limits.idle_seconds = seconds;
        self
    }

    /// Moves the redirects that the seed's applications have registered to this origin, such as
    /// `http://localhost:4001`, and keeps their paths: see
    /// [`NewWorld::redirect_base`](crate::NewWorld::redirect_base).
    ///
    /// ```
    /// use mock_idp::MockIdp;
    ///
    /// let idp = MockIdp::builder().redirect_base("http://localhost:4001").start()?;
    ///
    /// assert_eq!(idp.client("Acme web").redirect_uris, ["http://localhost:4001/auth/callback"]);
    /// # Ok::<(), mock_idp::StartError>(())
    /// ```
    #[must_use]
    pub fn redirect_base(mut self, origin: impl Into<String>) -> Self {
        self.changes.redirect_base = Some(origin.into());
        self
    }

    /// Asserts, when the handle is dropped, that no client has a fault: every test of an application says so then what is
    /// wrong with its requests, whatever else it looks at. Doubts and advice are no failures, and neither is what
    /// [`MockIdp::expecting`] expects. What was found before a reset counts too, and so does what was found in worlds that
    /// have no handle; the handles of the others are as strict. A test that panics already gets the verdict printed beside
    /// the journal.
    ///
    /// ```
    /// use mock_idp::MockIdp;
    ///
    /// let idp = MockIdp::builder().strict().start()?;
    /// // … the application signs people in and out …
    /// drop(idp); // panics here, with the verdict, if the application did what no honest client does
    /// # Ok::<(), mock_idp::StartError>(())
    /// ```
    #[must_use]
    pub fn strict(self) -> Self {
        Self { is_strict: true, ..self }
    }

    /// Starts the fake.
    ///
    /// # Errors
    ///
    /// [`StartError`], if the seed has mistakes, the port is in use, or there is no certificate.
    pub fn start(self) -> Result<MockIdp, StartError> {
        if let Some(control) = &self.control {
            control.verify()?;
        }
        let given = self.address;
        let refused = |why| StartError::Listen { address: given, why };
        let listener = TcpListener::bind(given).map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        let environment_url = match &self.public_url {
            Some(url) => origin(url, address.port())?,
            None => own_url(address, self.tls.is_some()),
        };
        let mut ids = self.seed.stream_of_ids();
        let initial = self.seed.initial_state(&environment_url, &mut ids)?;
        let idp = Idp::changed(initial, ids, self.clock.clone(), &self.changes)?;
        let worlds = Worlds::on(self.shared_settings(address, environment_url)?);
        let opened = worlds.serve(listener, idp, None, true);
        let opened = opened.map_err(|why| match why {
            WorldError::Listen(why) => refused(why),
            other => refused(io::Error::other(other)),
        })?;
        Ok(MockIdp::at(worlds, opened))
    }

    /// Returns the settings that the other worlds of the process share with the first, which listens at this address.
    fn shared_settings(
        self,
        address: SocketAddr,
        environment_url: String,
    ) -> Result<SharedSettings, StartError> {
        let (tls, trust) = match self.tls {
            Some(tls) => {
                // The environment's clock may be frozen; clients check certificates by real time.
                let now = Clock::real().now();
                let (config, trust) = tls.prepare(&names(address, &environment_url), now)?;
                (Some(config), Some(trust))
            }
            None => (None, None),
        };
        let mut hosts = Hosts::of(&environment_url);
        for host in &self.allowed_hosts {
            hosts
                .allow(host)
                .map_err(|NoHostError| StartError::AllowHost(Redacted::of(host).to_string()))?;
        }
        let access = guard::access(self.control, address.ip());
        Ok(SharedSettings {
            ip: address.ip(),
            environment_url: environment_url.into(),
            guard: Guard { access, hosts: Arc::new(hosts) },
            tls,
            trust,
            limits: self.limits,
            is_strict: self.is_strict,
        })
    }
}

/// Returns the default environment URL. With TLS it has a name, because certificates are for names.
fn own_url(address: SocketAddr, tls: bool) -> String {
    if !tls {
        return without_port(&format!("http://{}", reachable(address)), 80);
    }
    let ours = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];
    let port = address.port();
    let ip = address.ip();
    let url = if ip.is_unspecified() || ours.contains(&ip) {
        format!("https://localhost:{port}")
    } else {
        format!("https://{address}")
    };
    // The Java SDK fails if the URL has port 443.
    without_port(&url, 443)
}

/// Removes the scheme's default port, with which the issuer would be another text, and so another issuer.
fn without_port(url: &str, default: u16) -> String {
    url.strip_suffix(&format!(":{default}")).unwrap_or(url).to_owned()
}

/// Returns the names by which clients can reach the fake, apart from those of this machine.
fn names(address: SocketAddr, environment_url: &str) -> Vec<Name> {
    let bound = Some(address.ip()).filter(|ip| !ip.is_unspecified());
    let url = url::Url::parse(environment_url).ok();
    let public = url.as_ref().and_then(url::Url::host).map(|host| match host {
        Host::Domain(domain) => Name::Dns(domain.to_owned()),
        Host::Ipv4(ip) => Name::Ip(ip.into()),
        Host::Ipv6(ip) => Name::Ip(ip.into()),
    });
    bound.map(Name::Ip).into_iter().chain(public).collect()
}

/// Reads an http or https URL that is an origin and no more (RFC 6454 §6.2). Port 0 stands for the port `listening`.
fn origin(url: &str, listening: u16) -> Result<String, StartError> {
    let parsed = url::Url::parse(url).ok().filter(|parsed| {
        let bare = parsed.path() == "/" && parsed.query().is_none() && parsed.fragment().is_none();
        let anonymous = parsed.username().is_empty() && parsed.password().is_none();
        matches!(parsed.scheme(), "http" | "https") && bare && anonymous
    });
    // URL parsers drop white space, which is a mistake of copying here.
    parsed
        .filter(|_| !url.contains(|c: char| c.is_whitespace() || c.is_control()))
        .map(|mut parsed| {
            if parsed.port() == Some(0) {
                let _ = parsed.set_port(Some(listening));
            }
            parsed.origin().ascii_serialization()
        })
        .ok_or_else(|| StartError::PublicUrl(Redacted::of(url).to_string()))
}

/// Returns an address at which this machine reaches a listener: 0.0.0.0 and `::` stand for all of its addresses, and
/// cannot be connected to.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        address.set_ip(match address.ip() {
            IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        });
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn with_tls_the_url_has_a_name_where_there_is_one() {
        for (listening, url) in [
            ("127.0.0.1:8080", "https://localhost:8080"),
            ("[::1]:8080", "https://localhost:8080"),
            ("0.0.0.0:8080", "https://localhost:8080"),
            ("127.0.0.1:443", "https://localhost"),
            ("127.0.0.1:4430", "https://localhost:4430"),
            ("192.0.2.7:8443", "https://192.0.2.7:8443"),
            ("[2001:db8::7]:443", "https://[2001:db8::7]"),
        ] {
            assert_eq!(own_url(listening.parse().unwrap(), true), url);
        }
        for (listening, url) in [
            ("127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("127.0.0.1:80", "http://127.0.0.1"),
            ("[::1]:80", "http://[::1]"),
            ("0.0.0.0:80", "http://127.0.0.1"),
            ("127.0.0.1:443", "http://127.0.0.1:443"),
            ("127.0.0.1:8080", "http://127.0.0.1:8080"),
        ] {
            assert_eq!(own_url(listening.parse().unwrap(), false), url);
        }
    }

    #[test]
    fn the_port_that_goes_without_saying_is_not_in_a_public_url() {
        for (given, listening, kept) in [
            ("http://idp:80", 8080, "http://idp"),
            ("https://idp:443/", 8080, "https://idp"),
            ("https://idp:80", 8080, "https://idp:80"),
            ("http://idp:0", 80, "http://idp"),
        ] {
            assert_eq!(origin(given, listening).unwrap(), kept);
        }
    }

    #[test]
    fn a_certificate_names_where_it_listens_and_what_it_is_called() {
        let address = |text: &str| text.parse().unwrap();
        let ip = |text: &str| Name::Ip(text.parse().unwrap());

        let there = names(address("192.0.2.7:1"), "https://idp.example:8443");
        let anywhere = names(address("[::]:1"), "http://[2001:db8::7]");

        assert_eq!(there, [ip("192.0.2.7"), Name::Dns("idp.example".into())]);
        assert_eq!(anywhere, [ip("2001:db8::7")]);
    }
}
