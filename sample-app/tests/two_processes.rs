//! Two processes of the app behind one name, on one database, as in production: a proxy leads each connection to the
//! next of them.

use std::io::{BufRead as _, BufReader};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use mock_idp::{Clock, MockIdp, Seed, seed};
use test_servers::{Kind, Server};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{AbortHandle, JoinSet};
use user_agent::UserAgent;

const CLIENT_ID: &str = "skc_200000000000000001";
const SECRET: &str = "test_two_processes_not_for_production";

/// How old the tokens of the sign-in are: within the last minute of their five, in which the app renews them.
const AGE: Duration = Duration::from_mins(4).saturating_add(Duration::from_secs(10));

#[tokio::test(flavor = "multi_thread")]
async fn processes_on_one_database_share_a_renewal_and_a_sign_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let servers: Vec<_> =
        [Kind::Postgres, Kind::Redis].into_iter().filter_map(Server::start).collect();
    let file = format!("sqlite:{}", folder.path().join("sessions.db").display());
    let databases = [file].into_iter().chain(servers.iter().map(|server| server.url(0)));
    for database in databases {
        let scheme = database.split(':').next().unwrap_or_default().to_owned();
        let site = Site::open(&database).await;
        let browser = site.signed_in().await;
        let kept = browser.jar();

        let mut tabs = JoinSet::new();
        for _ in 0..20 {
            let (mut tab, url) = (browser.new_tab(), site.url("/api/me"));
            tabs.spawn(async move { tab.open(&url).await.expect("an answer").status() });
        }
        assert_eq!(tabs.join_all().await, [200; 20], "{scheme}");
        assert_eq!(site.count("refresh_token.rotated"), 1, "{scheme}");
        assert_eq!(site.count("token.refused"), 0, "{scheme}");

        let mut page = browser.new_tab();
        page.open(&site.url("/dashboard")).await.expect("the dashboard");
        page.press("Sign out").await.expect("a button");
        for _ in 0..2 {
            let mut thief = UserAgent::new();
            thief.restore(&kept);
            let answer = thief.open(&site.url("/api/me")).await.expect("an answer");
            assert_eq!(answer.status(), 401, "{scheme}: neither process opens the kept cookie");
        }
    }
}

/// A site of two processes, and the fake that it signs people in with.
struct Site {
    idp: MockIdp,
    proxy: Proxy,
    _processes: [Process; 2],
}

impl Site {
    async fn open(database: &str) -> Self {
        let proxy = Proxy::bind().await;
        let client = seed::Client::web("Two processes")
            .id(CLIENT_ID)
            .secret(SECRET)
            .redirect_uri(proxy.url("/auth/callback"))
            .post_logout_redirect_uri(proxy.url("/logged-out"));
        let seed = Seed::default().client(client);
        let seed = seed.policies(|policies| policies.refresh_grace_seconds = 0);
        // The processes have the machine's clock, so that the fake's alone can make tokens old.
        let begun = sample_app::Clock::system().now() - AGE;
        let clock = Clock::frozen_at(begun.try_into().expect("a time of this era"));
        let idp = MockIdp::builder().seed(seed).clock(clock).start().expect("the seed is right");
        let process = || Process::start(database, &idp, &proxy);
        let processes = [process(), process()];
        proxy.lead_to(processes.each_ref().map(|process| process.address));
        Self { idp, proxy, _processes: processes }
    }

    fn url(&self, path: &str) -> String {
        self.proxy.url(path)
    }

    /// Returns the browser of somebody whose access token is about to expire.
    async fn signed_in(&self) -> UserAgent {
        let mut browser = UserAgent::new();
        self.idp.sign_in_next_as("alice@acme.example").expect("she is in the seed");
        // The public page, because a guarded one would renew the tokens at once.
        let page = browser.open(&self.url("/login?next=%2F")).await.expect("she signs in");
        assert_eq!(page.status(), 200);
        self.idp.clock().advance(AGE);
        browser
    }

    fn count(&self, event: &str) -> usize {
        self.idp.journal_since(1).iter().filter(|entry| entry.event() == event).count()
    }
}

/// A process of the app, killed when it is dropped.
struct Process {
    child: Child,
    address: SocketAddr,
}

impl Process {
    fn start(database: &str, idp: &MockIdp, proxy: &Proxy) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_sample-app"))
            .env_clear()
            .env("SCALEKIT_ENVIRONMENT_URL", idp.environment_url())
            .env("SCALEKIT_CLIENT_ID", CLIENT_ID)
            .env("SCALEKIT_CLIENT_SECRET", SECRET)
            .env("SCALEKIT_REDIRECT_URI", proxy.url("/auth/callback"))
            .env("SCALEKIT_POST_LOGOUT_REDIRECT_URI", proxy.url("/logged-out"))
            .env("SAMPLE_APP_ADDR", "127.0.0.1:0")
            .env("SAMPLE_APP_DATABASE", database)
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program runs");
        let mut log = BufReader::new(child.stderr.take().expect("it is piped"));
        let address = loop {
            let mut line = String::new();
            assert_ne!(log.read_line(&mut line).expect("text"), 0, "it says where it listens");
            let mut words = line.split_whitespace();
            if let Some(address) = words.find_map(|word| word.strip_prefix("address=")) {
                break address.parse().expect("an address");
            }
        };
        // What follows must not fill the pipe.
        std::thread::spawn(move || std::io::copy(&mut log, &mut std::io::sink()));
        Self { child, address }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port that leads each connection to the next process.
struct Proxy {
    port: u16,
    processes: Arc<OnceLock<[SocketAddr; 2]>>,
    accepting: AbortHandle,
}

impl Proxy {
    async fn bind() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let port = listener.local_addr().expect("a bound port has an address").port();
        let processes = Arc::<OnceLock<_>>::default();
        let accepting = tokio::spawn(accept(listener, Arc::clone(&processes))).abort_handle();
        Self { port, processes, accepting }
    }

    fn url(&self, path: &str) -> String {
        format!("http://localhost:{}{path}", self.port)
    }

    fn lead_to(&self, processes: [SocketAddr; 2]) {
        self.processes.set(processes).expect("a proxy leads to one site");
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(listener: TcpListener, processes: Arc<OnceLock<[SocketAddr; 2]>>) {
    let turn = AtomicUsize::new(0);
    while let Ok((mut client, _)) = listener.accept().await {
        let Some(processes) = processes.get() else { continue };
        let process = processes[turn.fetch_add(1, Ordering::Relaxed) % 2];
        tokio::spawn(async move {
            if let Ok(mut process) = TcpStream::connect(process).await {
                // Either end may hang up.
                let _ = copy_bidirectional(&mut client, &mut process).await;
            }
        });
    }
}
