//! The app behind nginx with TLS, at a port that is not 443, and who claims to have come another way.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use ::sample_app::{Hosting, Strategy};
use e2e::{HOSTS, Site, strategies};
use insta::assert_snapshot;
use reqwest::header::{HeaderMap, LOCATION, SET_COOKIE};
use reqwest::{Client, Response, StatusCode};
use url::Url;
use user_agent::{Cookie, Jar, SameSite, UserAgent};

const ALICE: &str = "alice@acme.example";

const APP: &str = HOSTS[0];

/// An access token lives for five minutes, and the app renews it in the last of them.
const SHORTLY_BEFORE_EXPIRY: Duration = Duration::from_secs(4 * 60 + 30);

/// The header by which browsers remember https.
const HSTS: &str = "strict-transport-security";

/// An address of this machine from which nginx does not connect.
const ELSEWHERE: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2));

/// What somebody sends who would like to have come another way.
const FORGED: [(&str, &str); 7] = [
    ("x-forwarded-host", "evil.example"),
    ("x-forwarded-proto", "http"),
    ("x-forwarded-port", "80"),
    ("x-forwarded-for", "127.0.0.1"),
    ("forwarded", "for=127.0.0.1;host=evil.example;proto=http"),
    ("x-real-ip", "127.0.0.1"),
    ("host", "evil.example"),
];

/// Starts the site with a strategy, if nginx is installed.
async fn site(strategy: Strategy) -> Option<Site> {
    Site::start(|hosting| Hosting { strategy, ..hosting }).await
}

/// Returns the app's cookies in a jar.
fn cookies_of_the_app(jar: &Jar) -> Vec<&Cookie> {
    let cookies = jar.cookies().iter();
    cookies.filter(|cookie| cookie.domain.ends_with("example.test")).collect()
}

/// Returns the status of the app's API for somebody with these cookies.
async fn api(site: &Site, host: &str, jar: &Jar) -> u16 {
    let mut browser = site.browser();
    browser.restore(jar);
    browser.open(site.url(host, "/api/me").as_str()).await.unwrap().status()
}

async fn open(site: &Site, browser: &mut UserAgent, path: &str) -> user_agent::Page {
    browser.open(site.url(APP, path).as_str()).await.unwrap()
}

#[tokio::test]
async fn sign_in_renewal_and_sign_out_with_cookies_of_the_host() {
    for strategy in strategies() {
        let is_on_the_server = matches!(strategy, Strategy::Server);
        let Some(site) = site(strategy).await else { return };
        let mut browser = site.browser();

        let dashboard = site.world.sign_in(&mut browser, ALICE).await;
        assert_eq!(dashboard.url(), &site.url(APP, "/dashboard"));
        assert_eq!(dashboard.header(HSTS), Some("max-age=31536000"));
        let authorize = dashboard.hops()[1].url();
        let redirect_uri = authorize.query_pairs().find(|(name, _)| name == "redirect_uri");
        assert_eq!(redirect_uri.unwrap().1, site.url(APP, "/auth/callback").as_str());
        for _ in 0..2 {
            site.world.pass(SHORTLY_BEFORE_EXPIRY);
            assert_eq!(open(&site, &mut browser, "/dashboard").await.status(), 200);
        }
        assert_eq!(site.world.count("refresh_token.rotated"), 2);

        let kept = browser.jar();
        assert!(!cookies_of_the_app(&kept).is_empty());
        for cookie in cookies_of_the_app(&kept) {
            assert!(cookie.name.starts_with("__Host-"), "{cookie:?}");
            assert!(cookie.secure && cookie.http_only && cookie.host_only, "{cookie:?}");
            assert_eq!((cookie.path.as_str(), cookie.same_site), ("/", SameSite::Lax));
        }
        assert_eq!(api(&site, APP, &kept).await, 200);
        let landing = browser.press("Sign out").await.unwrap();

        assert_eq!(landing.url(), &site.url(APP, "/logged-out"));
        assert_eq!(cookies_of_the_app(&browser.jar()), Vec::<&Cookie>::new());
        assert_eq!(browser.jar().refused(), []);
        assert_eq!(api(&site, APP, &kept).await, 401, "a kept cookie is dead");
        let log = site.log();
        assert!(log.contains("\"GET /auth/callback\" 303"), "{log}");
        assert!(!log.contains("code=") && !log.contains("state="), "{log}");
        if is_on_the_server {
            assert_snapshot!("of_the_host", site.world.transcript);
        }
    }
}

/// Returns the parts of an answer that a forged header could change.
fn parts(answer: &Response) -> (StatusCode, Option<String>, Vec<String>, Option<String>) {
    let text = |headers: &HeaderMap, name| {
        headers.get(name).map(|value| value.to_str().unwrap().to_owned())
    };
    let headers = answer.headers();
    let location = text(headers, LOCATION.as_str()).map(|location| {
        let Ok(mut url) = location.parse::<Url>() else { return location };
        let fresh = ["state", "nonce", "code_challenge"];
        let pairs: Vec<_> = url.query_pairs().into_owned().collect();
        let pairs = pairs.into_iter().filter(|(name, _)| !fresh.contains(&name.as_str()));
        url.query_pairs_mut().clear().extend_pairs(pairs.collect::<Vec<_>>());
        url.to_string()
    });
    let cookies = headers.get_all(SET_COOKIE).iter().map(|line| {
        let (pair, attributes) = line.to_str().unwrap().split_once(';').unwrap();
        format!("{};{attributes}", pair.split_once('=').unwrap().0)
    });
    (answer.status(), location, cookies.collect(), text(headers, HSTS))
}

async fn get(client: &Client, url: &str, forged: &[(&str, &str)]) -> Response {
    let request = client.get(url).header("accept", "text/html");
    let request =
        forged.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    request.send().await.unwrap()
}

#[tokio::test]
async fn forged_headers_change_nothing_past_nginx_and_through_it() {
    let Some(site) = site(Strategy::Server).await else { return };
    let elsewhere = Client::builder().no_proxy().local_address(ELSEWHERE);
    let elsewhere = elsewhere.redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let past = |path: &str| format!("http://{}{path}", site.app);
    let through = site.client();
    let redirect_uri = site.url(APP, "/auth/callback").to_string();

    for path in ["/login", "/dashboard", "/", "/logout"] {
        let url = site.url(APP, path);
        let honest = parts(&get(&through, url.as_str(), &[]).await);
        // nginx chooses the server by `Host`.
        let forged = get(&through, url.as_str(), &FORGED[..FORGED.len() - 1]).await;
        assert_eq!(parts(&forged), honest, "{path} through nginx");
        let forged = get(&elsewhere, &past(path), &FORGED).await;
        assert_eq!(parts(&forged), honest, "{path} past nginx");
        if path == "/login" {
            let (_, location, cookies, hsts) = honest;
            let location: Url = location.unwrap().parse().unwrap();
            let (_, sent) =
                location.query_pairs().find(|(name, _)| name == "redirect_uri").unwrap();
            assert_eq!(sent, redirect_uri.as_str());
            assert!(cookies[0].starts_with("__Host-sign_in;"), "{cookies:?}");
            assert!(cookies[0].contains("; Secure"), "{cookies:?}");
            assert_eq!(hsts.as_deref(), Some("max-age=31536000"));
        }
    }
}

#[tokio::test]
async fn a_request_in_the_clear_is_led_to_https_and_what_it_would_change_is_refused() {
    let Some(site) = site(Strategy::Server).await else { return };
    let client = site.client();
    let page = site.url_in_the_clear("/dashboard?tab=1");

    let led = get(&client, page.as_str(), &[("x-forwarded-proto", "https")]).await;
    let refused = client.post(site.url_in_the_clear("/logout")).send().await.unwrap();

    assert_eq!(led.status(), StatusCode::PERMANENT_REDIRECT, "whatever the client claims");
    assert_eq!(led.headers()[LOCATION], site.url(APP, "/dashboard?tab=1").as_str());
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    for answer in [led, refused] {
        assert!(!answer.headers().contains_key(HSTS) && !answer.headers().contains_key(SET_COOKIE));
        assert_eq!(answer.headers()["cache-control"], "no-store");
    }
}

#[tokio::test]
async fn no_proxy_is_believed_that_the_settings_do_not_name() {
    let nobody = |hosting| Hosting { trusted_proxies: "10.0.3.7".parse().unwrap(), ..hosting };
    let Some(site) = Site::start(nobody).await else { return };

    let page = site.url_in_the_clear("/logged-out");
    let answer = get(&site.client(), page.as_str(), &[]).await;

    assert_eq!(answer.status(), StatusCode::OK, "the proxy says that it is in the clear");
}

#[tokio::test]
async fn a_cookie_of_the_domain_is_set_and_cleared_alike_and_counts_at_each_host() {
    let domain = ".example.test".parse().ok();
    for strategy in strategies() {
        let with = |hosting| Hosting { strategy, cookie_domain: domain.clone(), ..hosting };
        let Some(site) = Site::start(with).await else { return };
        let mut browser = site.browser();
        site.world.sign_in(&mut browser, ALICE).await;

        let kept = browser.jar();
        assert!(!cookies_of_the_app(&kept).is_empty());
        for cookie in cookies_of_the_app(&kept) {
            assert!(cookie.name.starts_with("__Secure-"), "{cookie:?}");
            assert!(cookie.secure && cookie.http_only && !cookie.host_only, "{cookie:?}");
            assert_eq!((cookie.domain.as_str(), cookie.path.as_str()), ("example.test", "/"));
        }
        for host in HOSTS {
            assert_eq!(api(&site, host, &kept).await, 200, "{host}");
        }
        site.world.pass(SHORTLY_BEFORE_EXPIRY);
        open(&site, &mut browser, "/dashboard").await;
        assert_eq!(site.world.count("refresh_token.rotated"), 1);
        browser.press("Sign out").await.unwrap();

        assert_eq!(cookies_of_the_app(&browser.jar()), Vec::<&Cookie>::new());
        assert_eq!(browser.jar().refused(), []);
        for host in HOSTS {
            assert_eq!(api(&site, host, &kept).await, 401, "{host}");
        }
    }
}
