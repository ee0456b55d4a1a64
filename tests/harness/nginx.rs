//! The app behind nginx with TLS, as the documentation has it.

use std::net::SocketAddr;

use mock_idp::MockIdp;
use sample_app::{Hosting, Settings};
use sample_server::SampleApp;
use test_servers::{Nginx, Places};
use url::Url;
use user_agent::UserAgent;

use crate::World;

/// The page with the `server` block.
const PAGE: &str = include_str!("../../crates/scalekit-axum/REVERSE_PROXY.md");

/// The hosts at which nginx leads to the app: its own, and another of its domain.
pub const HOSTS: [&str; 2] = ["app.example.test", "admin.example.test"];

/// The name of nginx's log of requests.
const LOG: &str = "app.log";

/// A fake, the app, and nginx before the app.
#[derive(Debug)]
pub struct Site {
    /// The fake and the app, which is reached at the first of [`HOSTS`].
    pub world: World,
    /// Where the app itself listens, past nginx.
    pub app: SocketAddr,
    nginx: Nginx,
}

impl Site {
    /// Starts them, if nginx is installed. The app trusts `127.0.0.1`, from where nginx connects.
    pub async fn start(with: impl FnOnce(Hosting) -> Hosting) -> Option<Self> {
        let bound = SampleApp::bind().await.expect("a free port");
        let app = bound.address();
        let nginx = Nginx::start(&HOSTS, |places| block(places, app))?;
        let bound = bound.reached_at(origin("https", HOSTS[0], nginx.places().tls_port));
        let trusted_proxies = "127.0.0.1".parse().expect("an address");
        let hosting = with(Hosting { trusted_proxies, ..Hosting::default() });
        let with = |settings| Settings { hosting, ..settings };
        let world = World::start_at(bound, MockIdp::builder(), with, |seed| seed).await;
        Some(Self { world, app, nginx })
    }

    /// Returns a browser that finds the hosts on this machine.
    pub fn browser(&self) -> UserAgent {
        self.world.browser().finding_here(&HOSTS)
    }

    /// Returns the address of a path at a host.
    pub fn url(&self, host: &str, path: &str) -> Url {
        let origin = origin("https", host, self.nginx.places().tls_port);
        origin.join(path).expect("a path follows an origin")
    }

    /// Returns the address of a path at the app's host, without TLS.
    pub fn url_in_the_clear(&self, path: &str) -> Url {
        let origin = origin("http", HOSTS[0], self.nginx.places().clear_port);
        origin.join(path).expect("a path follows an origin")
    }

    /// Returns a client that finds the hosts on this machine and trusts nginx's authority alone.
    pub fn client(&self) -> reqwest::Client {
        let authority = reqwest::Certificate::from_pem(self.nginx.authority().as_bytes());
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .tls_certs_only([authority.expect("a certificate")]);
        let here = SocketAddr::from(([127, 0, 0, 1], 0));
        let client = HOSTS.into_iter().fold(client, |client, host| client.resolve(host, here));
        client.build().expect("a client of constant settings can be built")
    }

    /// Returns what nginx wrote about its requests.
    pub fn log(&self) -> String {
        self.nginx.log(LOG)
    }
}

fn origin(scheme: &str, host: &str, port: u16) -> Url {
    format!("{scheme}://{host}:{port}").parse().expect("a host and a port make a URL")
}

/// Returns the block of the page, with the places of this test.
fn block(places: &Places, app: SocketAddr) -> String {
    let (_, block) = PAGE.split_once("```nginx\n").expect("a block");
    let (block, _) = block.split_once("```").expect("it ends");
    let (tls, clear) = (places.tls_port, places.clear_port);
    let replaced = [
        ("listen 80;", format!("listen 127.0.0.1:{clear};")),
        ("listen 443 ssl;", format!("listen 127.0.0.1:{tls} ssl;")),
        ("app.example.com;", format!("{};", HOSTS.join(" "))),
        ("/etc/nginx/app.example.com.pem", places.certificate.display().to_string()),
        ("/etc/nginx/app.example.com.key", places.key.display().to_string()),
        ("/var/log/nginx/app.log", LOG.to_owned()),
        ("http://127.0.0.1:3000", format!("http://{app}")),
    ];
    replaced.into_iter().fold(block.to_owned(), |block, (of_the_page, of_the_test)| {
        assert_eq!(block.matches(of_the_page).count(), 1, "{of_the_page}");
        block.replace(of_the_page, &of_the_test)
    })
}
