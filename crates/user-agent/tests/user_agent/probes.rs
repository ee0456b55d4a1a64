//! Requests that no browser sends by itself, and copies of a browser.

use user_agent::{Error, Probe, UserAgent};

use crate::Story;
use crate::mirror::Mirror;

#[tokio::test]
async fn a_probe_is_sent_as_it_is_written() -> Story {
    let mirror = Mirror::start().await;
    let mut browser = UserAgent::new();
    browser.open(&mirror.app("/home").sets("session=1").to_string()).await?;

    let probe = Probe::post(&mirror.app("/login").to_string())
        .header("host", "evil.example")
        .header("x-forwarded-host", "evil.example")
        .header("origin", "http://evil.localhost")
        .form(&[("a", "1")]);
    let bare = browser.probe(probe.clone()).await?.json()?;
    let with_cookies = browser.probe(probe.with_cookies()).await?;

    assert_eq!(bare["method"], "POST");
    assert_eq!(bare["body"], "a=1");
    let headers = &bare["headers"];
    for (name, value) in [
        ("host", "evil.example"),
        ("x-forwarded-host", "evil.example"),
        ("origin", "http://evil.localhost"),
    ] {
        assert_eq!(headers[name], value);
    }
    assert!(headers.get("cookie").is_none() && headers.get("sec-fetch-site").is_none());
    assert_eq!(with_cookies.hops()[0].cookies(), ["session"]);
    Ok(())
}

#[tokio::test]
async fn a_probe_follows_nothing_and_keeps_nothing() -> Story {
    let mirror = Mirror::start().await;
    let mut browser = UserAgent::new();
    browser.open(&mirror.app("/home").to_string()).await?;
    let url = mirror.app("/login").sets("attempt=1").goes(302, mirror.idp("/authorize"));

    let answer = browser.probe(Probe::get(&url.to_string())).await?;

    let hop = &answer.hops()[0];
    assert_eq!((answer.status(), answer.hops().len()), (302, 1));
    assert_eq!(hop.redirects_to().map(url::Url::path), Some("/authorize"));
    assert_eq!(hop.set_cookies().collect::<Vec<_>>(), ["attempt=1"]);
    assert!(browser.jar().cookies().is_empty());
    assert_eq!(browser.page()?.url().path(), "/home");
    assert_eq!(hop.record().kind, "probe");
    Ok(())
}

#[tokio::test]
async fn a_probe_cannot_break_out_of_its_headers_or_off_loopback() -> Story {
    let browser = UserAgent::new();
    let split = browser.probe(Probe::get("http://localhost:1/").header("x", "a\r\nb: c")).await;
    let away = browser.probe(Probe::get("http://example.com/")).await;

    assert_eq!(split.map(|_| ()), Err(Error::NotAHeader("x".to_owned())));
    assert!(matches!(away, Err(Error::NotLoopback(_))));
    Ok(())
}

#[tokio::test]
async fn a_fork_goes_its_own_way() -> Story {
    let mirror = Mirror::start().await;
    let mut browser = UserAgent::new();
    browser.open(&mirror.app("/home").sets("session=1").sets("csrf=1").to_string()).await?;

    let mut fork = browser.fork();
    fork.open(&mirror.app("/logout").sets("session=; Max-Age=0").to_string()).await?;

    assert_eq!(browser.jar().cookies().len(), 2);
    assert_eq!(fork.jar().cookies().len(), 1);
    assert_eq!(browser.page()?.url().path(), "/home");
    assert_eq!(fork.back().await?.url().path(), "/home");
    Ok(())
}

#[tokio::test]
async fn a_jar_without_one_cookie_has_the_others() -> Story {
    let mirror = Mirror::start().await;
    let mut browser = UserAgent::new();
    browser.open(&mirror.app("/").sets("session=1").sets("csrf=1").to_string()).await?;
    let kept = browser.jar();

    let mut left = Vec::new();
    for cookie in kept.cookies() {
        browser.restore(&kept.without(&cookie.identity()));
        left.push(browser.open(&mirror.app("/").to_string()).await?.hops()[0].cookies().to_vec());
    }

    assert_eq!(left, [["csrf"], ["session"]]);
    Ok(())
}
