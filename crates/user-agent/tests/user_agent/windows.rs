//! Tabs, history, reloading, and jars that are kept and given back.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use user_agent::{Cookie, Error, Fetch, UserAgent};

use crate::Story;
use crate::mirror::Mirror;

#[tokio::test]
async fn going_back_shows_a_page_as_it_was_unless_it_must_not_be_kept() -> Story {
    let mirror = Mirror::start().await;
    for (caching, requests) in [("private", 2), ("no-store", 3), ("private, No-Store", 3)] {
        let mut browser = UserAgent::new();
        browser.open(&mirror.app("/first").says("cache-control", caching).to_string()).await?;
        browser.open(&mirror.app("/second").to_string()).await?;

        let page = browser.back().await?;

        assert_eq!(page.url().path(), "/first");
        assert_eq!(browser.transcript().to_string().lines().count(), requests, "{caching}");
        assert_eq!(browser.back().await.map(|_| ()), Err(Error::NoPageBefore));
    }
    Ok(())
}

#[tokio::test]
async fn reloading_repeats_the_last_request() -> Story {
    let mirror = Mirror::start().await;
    let mut browser = UserAgent::new();
    browser
        .from_page("http://app.localhost/")?
        .post(&mirror.app("/save").to_string(), &[("a", "1")])
        .await?;

    let again = browser.reload().await?;

    assert_eq!(again.json()?["method"], "POST");
    assert_eq!(again.json()?["body"], "a=1");
    assert_eq!(browser.back().await.map(|_| ()), Err(Error::NoPageBefore));
    Ok(())
}

#[tokio::test]
async fn no_content_and_downloads_leave_the_window_alone() -> Story {
    let mirror = Mirror::start().await;
    let mut browser = UserAgent::new();
    browser.open(&mirror.app("/page").to_string()).await?;

    let empty = browser.open(&mirror.app("/empty").with("status", 204).to_string()).await?;
    let file = browser
        .open(&mirror.app("/file").says("content-disposition", "attachment").to_string())
        .await?;

    assert_eq!((empty.status(), file.url().path()), (204, "/file"));
    assert_eq!(browser.page()?.url().path(), "/page");
    Ok(())
}

#[tokio::test]
async fn a_link_within_the_page_sends_no_request() -> Story {
    let mirror = Mirror::start().await;
    let mut browser = UserAgent::new();
    browser.open(&mirror.app("/").shows("<a href=#end>Down</a>").to_string()).await?;

    let page = browser.click("Down").await?;

    assert_eq!(page.url().fragment(), Some("end"));
    assert_eq!(browser.transcript().to_string().lines().count(), 1);
    Ok(())
}

#[tokio::test]
async fn tabs_share_cookies_and_nothing_else() -> Story {
    let mirror = Mirror::start().await;
    let mut first = UserAgent::new();
    first.open(&mirror.app("/").sets("session=1").to_string()).await?;

    let mut second = first.new_tab();
    let no_page = second.page().map(|_| ());
    let page = second.open(&mirror.app("/").sets("seen=1").to_string()).await?;

    assert_eq!(no_page, Err(Error::NoPage));
    assert_eq!(page.hops()[0].cookies(), ["session"]);
    assert_eq!(first.jar().named("seen").count(), 1);
    Ok(())
}

#[tokio::test]
async fn scripts_of_one_page_may_run_at_once() -> Story {
    let mirror = Mirror::start().await;
    let mut browser = UserAgent::new();
    browser.open(&mirror.app("/").to_string()).await?;

    let (one, other) =
        tokio::join!(browser.fetch(Fetch::get("/a")), browser.fetch(Fetch::get("/b")));

    assert_eq!((one?.url().path(), other?.url().path()), ("/a", "/b"));
    Ok(())
}

#[tokio::test]
async fn twenty_tabs_travel_at_once() -> Story {
    let mirror = Mirror::start().await;
    let mut browser = UserAgent::new();
    browser.open(&mirror.app("/").sets("session=1").to_string()).await?;
    let visits: Vec<_> = (0..20)
        .map(|_| {
            let (mut tab, address) = (browser.new_tab(), mirror.app("/").to_string());
            tokio::spawn(async move { tab.open(&address).await })
        })
        .collect();

    for visit in visits {
        assert_eq!(visit.await??.hops()[0].cookies(), ["session"]);
    }
    Ok(())
}

#[tokio::test]
async fn a_kept_jar_can_be_replayed() -> Story {
    let mirror = Mirror::start().await;
    let mut browser = UserAgent::new();
    browser.open(&mirror.app("/").sets("session=old").to_string()).await?;
    let kept = browser.jar();
    browser.open(&mirror.app("/logout").sets("session=; Max-Age=0").to_string()).await?;
    assert_eq!(browser.jar().cookies().len(), 0);

    browser.restore(&kept);
    browser.change_jar(|jar| jar.put(Cookie::new("planted", "1", "app.localhost")));

    let page = browser.open(&mirror.app("/").to_string()).await?;
    assert_eq!(page.json()?["headers"]["cookie"], "session=old; planted=1");
    Ok(())
}

#[tokio::test]
async fn cookies_age_by_the_clock_they_are_given() -> Story {
    let mirror = Mirror::start().await;
    let seconds = Arc::new(AtomicU64::new(0));
    let clock = Arc::clone(&seconds);
    let now = move || SystemTime::UNIX_EPOCH + Duration::from_secs(clock.load(Ordering::Relaxed));
    let mut browser = UserAgent::new().clock(now);
    browser.open(&mirror.app("/").sets("session=1; Max-Age=60").to_string()).await?;

    seconds.store(60, Ordering::Relaxed);

    let page = browser.open(&mirror.app("/").to_string()).await?;
    assert!(page.hops()[0].cookies().is_empty());
    assert!(browser.jar().cookies().is_empty());
    Ok(())
}

#[tokio::test]
async fn a_browser_says_who_it_is() -> Story {
    let mirror = Mirror::start().await;

    let plain = UserAgent::new().open(&mirror.app("/").to_string()).await?;
    let disguised =
        UserAgent::new().identifying_as("Mozilla/5.0").open(&mirror.app("/").to_string()).await?;

    assert_eq!(
        plain.json()?["headers"]["user-agent"],
        concat!("user-agent/", env!("CARGO_PKG_VERSION"))
    );
    assert_eq!(disguised.json()?["headers"]["user-agent"], "Mozilla/5.0");
    Ok(())
}

#[tokio::test]
async fn every_name_of_this_machine_is_reached() -> Story {
    let mirror = Mirror::start().await;
    for host in ["localhost", "127.0.0.1", "app.localhost", "a.b.localhost"] {
        let page = UserAgent::new().open(&mirror.at(host, "/").to_string()).await?;
        let echo = page.json()?;
        assert!(
            echo["headers"]["host"].as_str().is_some_and(|sent| sent.starts_with(host)),
            "{host}: {echo}"
        );
    }
    Ok(())
}
