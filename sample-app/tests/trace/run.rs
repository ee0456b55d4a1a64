//! A whole run: the fake, the program, and the people, machines and strangers that send it requests.

use std::path::Path;
use std::time::Duration;

use mock_idp::{Clock, DeliveryForgery, Endpoint, MockIdp, Replay, Seed, Tls, seed};
use test_servers::PASSWORD;
use user_agent::{Fetch, Jar, Page, UserAgent};

use crate::process::Process;
use crate::secrets::Secrets;
use crate::wire::Wire;
use crate::{AGE, KEY};

const NAME: &str = "Whole run";
const CLIENT_ID: &str = "skc_200000000000000001";
const SECRET: &str = "test_whole_run_not_for_production";
const ALICE: &str = "alice@acme.example";
const BOB_ID: &str = "usr_100000000000000002";

/// Longest time for the fake to send what is due; on this machine it takes milliseconds.
const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) struct Run {
    idp: MockIdp,
    to_scalekit: Wire,
    to_app: Wire,
    app: Process,
    secrets: Secrets,
    /// The cookies of the last browser that signed in.
    cookies: Jar,
}

impl Run {
    /// Starts the fake and the program; with a folder for an authority, the program reaches the fake by TLS.
    pub(crate) async fn start(strategy: &str, database: &str, authority: Option<&Path>) -> Self {
        let (to_scalekit, to_app) = (Wire::bind().await, Wire::bind().await);
        let at_app = |path: &str| format!("{}{path}", to_app.url());
        let client = seed::Client::web(NAME)
            .id(CLIENT_ID)
            .secret(SECRET)
            .redirect_uri(at_app("/auth/callback"))
            .post_logout_redirect_uri(at_app("/logged-out"));
        // The process has the machine's clock, so that the fake's alone can make tokens old.
        let begun = sample_app::Clock::system().now() - AGE;
        let clock = Clock::frozen_at(begun.try_into().expect("a time of this era"));
        let idp = MockIdp::builder().seed(Seed::default().client(client)).clock(clock);
        let idp = match authority {
            Some(folder) => idp.tls(Tls::by_authority_in(folder)),
            None => idp.public_url(to_scalekit.url()),
        };
        let idp = idp.start().expect("the seed is right");
        to_scalekit.lead_to(idp.address());
        idp.set_back_channel_logout_uris(NAME, &[&at_app("/auth/back-channel-logout")])
            .expect("a URL");
        let events = ["user.logout", "user.organization_membership_deleted"];
        idp.add_webhook_endpoint(&at_app("/webhooks/scalekit"), &events).expect("a URL");

        let webhook_secret = idp.webhook_secret().reveal().to_owned();
        let trusted = authority.map(|folder| folder.join("authority.pem").display().to_string());
        let trusted = trusted.iter().map(|file| ("SSL_CERT_FILE", file.as_str()));
        let variables = [
            ("SCALEKIT_ENVIRONMENT_URL", idp.environment_url()),
            ("SCALEKIT_CLIENT_ID", CLIENT_ID),
            ("SCALEKIT_CLIENT_SECRET", SECRET),
            ("SCALEKIT_REDIRECT_URI", &at_app("/auth/callback")),
            ("SCALEKIT_POST_LOGOUT_REDIRECT_URI", &at_app("/logged-out")),
            ("SCALEKIT_WEBHOOK_SECRET", &webhook_secret),
            ("SAMPLE_APP_ADDR", "127.0.0.1:0"),
            ("SAMPLE_APP_DATABASE", database),
            ("SAMPLE_APP_SESSIONS", strategy),
            ("SAMPLE_APP_KEYS", KEY),
        ];
        let (app, address) =
            Process::start(&variables.into_iter().chain(trusted).collect::<Vec<_>>());
        to_app.lead_to(address);
        let mut secrets = Secrets::default();
        secrets.add_client(CLIENT_ID, SECRET);
        for setting in [KEY, PASSWORD, &webhook_secret] {
            secrets.add("setting", setting);
        }
        Self { idp, to_scalekit, to_app, app, secrets, cookies: Jar::default() }
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.to_app.url())
    }

    /// Remembers what a page and its browser have.
    fn seen(&mut self, browser: &UserAgent, page: Page) -> Page {
        self.secrets.add_page(&page);
        self.secrets.add_jar(&browser.jar());
        page
    }

    async fn open(&mut self, browser: &mut UserAgent, path: &str) -> Page {
        let page = browser.open(&self.url(path)).await.expect("the app and the fake are up");
        self.seen(browser, page)
    }

    /// Signs Alice in, and returns her browser and the address of her callback.
    async fn signed_in(&mut self) -> (UserAgent, String) {
        let mut browser = UserAgent::new();
        self.idp.sign_in_next_as(ALICE).expect("she is in the seed");
        // The public page, because a guarded one would renew the tokens at once.
        let page = self.open(&mut browser, "/login?next=%2F").await;
        assert_eq!(page.status(), 200, "{}", page.text());
        let mut urls = page.hops().iter().map(user_agent::Hop::url);
        let callback = urls.find(|url| url.path() == "/auth/callback").expect("it was there");
        self.cookies = browser.jar();
        (browser, callback.to_string())
    }

    async fn fetch(&mut self, browser: &mut UserAgent, fetch: Fetch) -> u16 {
        let page = browser.fetch(fetch).await.expect("the app is up");
        self.seen(browser, page).status()
    }

    fn csrf_token(page: &Page) -> String {
        page.attributes("meta[name=csrf-token]", "content").expect("a selector").remove(0)
    }

    /// Signs in, looks around, renews, changes something, and signs out, here and everywhere.
    pub(crate) async fn signs_in_and_out(&mut self) {
        let (mut browser, _) = self.signed_in().await;
        self.idp.clock().advance(AGE);
        for path in ["/dashboard", "/api/me", "/sessions", "/nowhere", "/admin"] {
            let page = self.open(&mut browser, path).await;
            assert!(page.status() < 500, "{path}: {}", page.status());
        }
        let token = Self::csrf_token(&self.open(&mut browser, "/admin").await);
        let refresh = Fetch::post(&self.url("/auth/refresh")).header("x-csrf-token", &token);
        assert_eq!(self.fetch(&mut browser, refresh).await, 204);
        let fields = [("user", BOB_ID), ("role", "member"), ("csrf_token", &token)];
        let role = Fetch::post(&self.url("/admin/roles")).form(&fields);
        assert_eq!(self.fetch(&mut browser, role).await, 200, "after the redirect");
        self.open(&mut browser, "/dashboard").await;
        let landing = browser.press("Sign out").await.expect("a button");
        assert!(self.seen(&browser, landing).url().path().starts_with("/logged-out"));

        let (mut browser, _) = self.signed_in().await;
        self.open(&mut browser, "/sessions").await;
        let landing = browser.press("Sign out everywhere").await.expect("a button");
        assert!(self.seen(&browser, landing).url().path().starts_with("/logged-out"));
    }

    /// Begins sign-ins that do not succeed.
    pub(crate) async fn signs_in_in_vain(&mut self) {
        let (mut browser, callback) = self.signed_in().await;
        let mut other = UserAgent::new();
        for browser in [&mut browser, &mut other] {
            browser.open(&callback).await.expect("an answer");
        }
        let forged = ["codeThatNobodyIssued", "stateThatNobodyBegan", "an-error-from-nobody"];
        self.secrets.add("code", forged[0]);
        self.secrets.add("state", forged[1]);
        let callback = format!("/auth/callback?code={}&state={}", forged[0], forged[1]);
        assert_eq!(self.open(&mut other, &callback).await.status(), 400);
        let error = format!("error=access_denied&error_description={}", forged[2]);
        for path in ["/auth/callback?state=x&", "/login?", "/auth/callback?"] {
            self.open(&mut other, &format!("{path}{error}")).await;
        }
    }

    /// Takes requests of other sites, and messages in Scalekit's name.
    pub(crate) async fn is_forged(&mut self) {
        let (mut browser, _) = self.signed_in().await;
        let sign_out =
            Fetch::post(&self.url("/logout")).form(&[("csrf_token", "guessedGuessedGuessed")]);
        self.secrets.add("csrf_token", "guessedGuessedGuessed");
        assert_eq!(self.fetch(&mut browser, sign_out).await, 403);
        let token = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJub2JvZHkifQ.c2lnbmVkQnlOb2JvZHk";
        let logout = Fetch::post(&self.url("/auth/back-channel-logout"));
        assert_eq!(self.fetch(&mut browser, logout.form(&[("logout_token", token)])).await, 400);
        self.secrets.add("webhook-signature", "c2lnbmVkQnlOb2JvZHlBdEFsbA");
        let webhook = Fetch::post(&self.url("/webhooks/scalekit"))
            .header("webhook-id", "msg_1")
            .header("webhook-timestamp", "1780000000")
            .header("webhook-signature", "v1,c2lnbmVkQnlOb2JvZHlBdEFsbA");
        assert_eq!(self.fetch(&mut browser, webhook).await, 401);
    }

    /// Renews, calls and revokes as an API client does, with the browser's tokens.
    pub(crate) async fn is_a_client(&mut self) {
        let (mut browser, _) = self.signed_in().await;
        let jar = browser.jar();
        let cookie = |name: &str| jar.named(name).next().expect("a cookie").value.clone();
        let (access, refresh) = (cookie("accessToken"), cookie("refreshToken"));
        let grant = [("grant_type", "refresh_token"), ("refresh_token", refresh.as_str())];
        let renew = || Fetch::post(&self.url("/auth/token")).form(&grant);
        let me =
            Fetch::get(&self.url("/api/me")).header("authorization", &format!("Bearer {access}"));
        let revoke = Fetch::post(&self.url("/auth/revoke")).form(&[("token", refresh.as_str())]);
        let sent = [renew(), me, revoke, renew()];
        let mut statuses = Vec::new();
        for fetch in sent {
            statuses.push(self.fetch(&mut browser, fetch).await);
        }
        assert_eq!(statuses, [200, 200, 200, 400]);
    }

    /// Ends sessions by messages of Scalekit's, which come again and forged.
    pub(crate) async fn ends_at_scalekit(&mut self) {
        let (mut browser, _) = self.signed_in().await;
        self.idp.revoke_sessions(ALICE).expect("she is in the seed");
        self.idp.deliveries_settled(PATIENCE).await.expect("the app answers at once");
        assert_eq!(self.open(&mut browser, "/api/me").await.status(), 401);
        for sent in self.idp.deliveries() {
            for replay in [
                Replay::again(),
                Replay::again().forged(DeliveryForgery::WrongSignature),
                Replay::again().late(Duration::from_mins(10)),
            ] {
                self.idp.replay(sent.number, replay).expect("it was sent");
            }
        }
        self.idp.deliveries_settled(PATIENCE).await.expect("the app answers at once");
    }

    /// Sends people to sign in whose callback cannot be finished.
    pub(crate) async fn scalekit_is_down(&mut self) {
        for endpoint in [Endpoint::Token, Endpoint::Authorize] {
            let mut browser = UserAgent::new();
            self.idp.next(endpoint).answers(503);
            self.idp.sign_in_next_as(ALICE).expect("she is in the seed");
            assert_eq!(self.open(&mut browser, "/login").await.status(), 503);
        }
    }

    /// Sends everything that needs the store while it is away; it was there when this began.
    pub(crate) async fn store_is_down(&mut self) {
        let mut browser = UserAgent::new();
        browser.restore(&self.cookies);
        for path in
            ["/dashboard", "/login", "/auth/callback?code=storeIsDownCode&state=storeIsDownState"]
        {
            assert_eq!(self.open(&mut browser, path).await.status(), 503, "{path}");
        }
    }

    /// Ends the program, and returns its log and what must not be in it.
    pub(crate) fn ended(self) -> (String, Secrets) {
        let Self { to_scalekit, to_app, app, mut secrets, .. } = self;
        let log = app.ended();
        secrets.add_wire(&to_scalekit.text());
        secrets.add_wire(&to_app.text());
        (log, secrets)
    }
}
