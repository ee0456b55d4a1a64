//! Whatever a server does, an act ends with a clear error, and nothing is lost.

use std::fmt::Write as _;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use user_agent::{Error, Limits, UserAgent};

use crate::Story;
use crate::hostile::Hostile;
use crate::mirror::Mirror;

/// So short that a test may wait for it, in real time.
const SOON: Duration = Duration::from_millis(200);
const OK: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n";

fn impatient() -> UserAgent {
    UserAgent::new().limits(Limits { time: SOON, ..Limits::default() })
}

async fn error(mut browser: UserAgent, server: &Hostile) -> Error {
    browser.open(&server.url()).await.expect_err("no page comes of that")
}

#[tokio::test]
async fn a_server_that_hangs_is_left_in_time() -> Story {
    for begin in ["", "HTTP/1.1 200", &format!("{OK}content-length: 10\r\n\r\nhalf")] {
        let server = Hostile::hanging_after(begin).await?;
        let error = error(impatient(), &server).await;
        let text = error.to_string();
        assert!(matches!(error, Error::TimedOut { limit: SOON, .. }), "{begin:?}: {text}");
        assert!(text.ends_with("did not answer in full within 200ms"), "{text}");
    }
    Ok(())
}

#[tokio::test]
async fn the_time_is_for_the_whole_way_and_not_for_each_request() -> Story {
    let mirror = Mirror::start().await;
    let hanging = Hostile::hanging_after("").await?;
    let way = mirror.app("/a").goes(302, mirror.app("/b").goes(302, hanging.url()));

    let error = impatient().open(&way.to_string()).await.expect_err("the end of the way hangs");

    assert!(matches!(&error, Error::TimedOut { url, .. } if *url == hanging.url()), "{error}");
    Ok(())
}

#[tokio::test]
async fn a_body_without_end_or_of_gigabytes_is_not_read() -> Story {
    let endless = Hostile::repeating(&format!("{OK}\r\n"), "more and more ").await?;
    let announced =
        Hostile::repeating(&format!("{OK}content-length: 9000000000\r\n\r\n"), "x").await?;
    for server in [endless, announced] {
        let small = Limits { body: 100_000, ..Limits::default() };
        let error = error(UserAgent::new().limits(small), &server).await;
        assert_eq!(error, Error::TooLarge { url: server.url(), most: 100_000 });
    }
    Ok(())
}

#[tokio::test]
async fn a_head_without_end_is_not_read() -> Story {
    let headers = Hostile::repeating(OK, "x-more: and more\r\n").await?;
    let line = Hostile::repeating(OK, "x-more-and-more-").await?;
    for server in [headers, line] {
        let error = error(UserAgent::new(), &server).await;
        assert!(matches!(error, Error::Unreachable { .. }), "{error}");
    }
    Ok(())
}

#[tokio::test]
async fn garbage_is_an_error_that_says_so() -> Story {
    let mut texts = String::new();
    for garbage in ["garbage\r\n\r\n", "HTTP/1.1 OK\r\n\r\n", "HTTP/1.1 200 OK\r\n: x\r\n\r\n", ""]
    {
        let server = Hostile::saying(garbage).await?;
        let text = error(UserAgent::new(), &server).await.to_string();
        writeln!(texts, "{}", text.replace(&server.url(), "it"))?;
    }
    insta::assert_snapshot!(texts, @"
    it did not answer: what it sends is not HTTP
    it did not answer: what it sends is not HTTP
    it did not answer: what it sends is not HTTP
    it did not answer: connection closed before message completed
    ");
    Ok(())
}

#[tokio::test]
async fn a_redirect_counts_although_its_body_has_no_end() -> Story {
    let mirror = Mirror::start().await;
    let location = format!("HTTP/1.1 302 Found\r\nlocation: {}\r\n\r\n", mirror.app("/next"));
    let server = Hostile::repeating(&location, "moved ").await?;

    let page = UserAgent::new().open(&server.url()).await?;

    assert_eq!(page.url().path(), "/next");
    Ok(())
}

#[tokio::test]
async fn the_number_of_redirects_can_be_set() -> Story {
    let mirror = Mirror::start().await;
    let way = mirror.app("/a").goes(302, mirror.app("/b").goes(302, mirror.app("/c")));
    let limited = |redirects| UserAgent::new().limits(Limits { redirects, ..Limits::default() });

    let followed = limited(2).open(&way.to_string()).await?;
    let refused = limited(1).open(&way.to_string()).await.expect_err("two are too many");

    assert_eq!(followed.url().path(), "/c");
    assert!(refused.to_string().starts_with("more than 1 redirects"), "{refused}");
    Ok(())
}

#[tokio::test]
async fn ten_thousand_cookies_leave_as_many_as_a_browser_keeps() -> Story {
    let mut browser = UserAgent::new();
    let answer = |from: u32, most: u32| {
        let lines: Vec<_> =
            (from..from + most).map(|n| format!("set-cookie: c{n}=1\r\n")).collect();
        format!("{OK}{}content-length: 0\r\n\r\n", lines.concat())
    };

    let at_once = Hostile::saying(&answer(0, 10_000)).await?;
    let refused = browser.open(&at_once.url()).await.expect_err("no browser reads such a head");
    for from in (0..10_000).step_by(500) {
        let server = Hostile::saying(&answer(from, 500)).await?;
        browser.open(&server.url()).await?;
    }

    assert!(matches!(refused, Error::Unreachable { .. }), "{refused}");
    let jar = browser.jar();
    assert_eq!(jar.cookies().len(), 180);
    assert_eq!(jar.cookies().last().map(|cookie| cookie.name.as_str()), Some("c9999"));
    Ok(())
}

#[tokio::test]
async fn a_window_keeps_its_page_and_cookies_when_an_act_fails() -> Story {
    let mirror = Mirror::start().await;
    let hanging = Hostile::hanging_after("").await?;
    let mut browser = impatient();
    browser.open(&mirror.app("/home").sets("session=1").to_string()).await?;

    let requests = browser.transcript().requests();
    browser.open(&hanging.url()).await.expect_err("nothing answers");

    assert_eq!(browser.page()?.url().path(), "/home");
    assert_eq!(browser.jar().cookies().len(), 1);
    let records = browser.transcript().records(requests);
    assert_eq!(records.iter().map(|record| record.status).collect::<Vec<_>>(), [None]);
    Ok(())
}

#[tokio::test]
async fn a_server_that_listens_at_the_other_loopback_address_is_found() -> Story {
    // A machine without IPv6 has nothing to find.
    let Ok(listener) = tokio::net::TcpListener::bind("[::1]:0").await else { return Ok(()) };
    let port = listener.local_addr()?.port();
    tokio::spawn(async move {
        while let Ok((mut connection, _)) = listener.accept().await {
            let _ = connection.read(&mut [0; 4096]).await;
            let _ = connection.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await;
        }
    });

    let page = UserAgent::new().open(&format!("http://localhost:{port}/")).await?;

    assert_eq!(page.status(), 204);
    Ok(())
}
