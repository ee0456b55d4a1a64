//! What a redirect does to a request, and where it stops.

use user_agent::{Error, UserAgent};

use crate::Story;
use crate::mirror::Mirror;

#[tokio::test]
async fn the_status_decides_whether_a_post_is_repeated() -> Story {
    let mirror = Mirror::start().await;
    for (status, method, body) in [
        (301, "GET", ""),
        (302, "GET", ""),
        (303, "GET", ""),
        (307, "POST", "name=value"),
        (308, "POST", "name=value"),
    ] {
        let mut browser = UserAgent::new();
        let submit = mirror.app("/submit").goes(status, mirror.app("/echo")).to_string();

        let page =
            browser.from_page("http://app.localhost/")?.post(&submit, &[("name", "value")]).await?;

        let echo = page.json()?;
        assert_eq!(echo["method"], method, "after {status}");
        assert_eq!(echo["body"], body, "after {status}");
        assert_eq!(
            echo["headers"].get("content-type").is_some(),
            method == "POST",
            "after {status}"
        );
        assert_eq!(page.hops().len(), 2);
    }
    Ok(())
}

#[tokio::test]
async fn other_statuses_are_pages_even_with_a_location() -> Story {
    let mirror = Mirror::start().await;
    for status in [200, 201, 300, 304, 305, 404] {
        let page =
            UserAgent::new().open(&mirror.app("/x").goes(status, "/elsewhere").to_string()).await?;
        assert_eq!((page.status(), page.url().path()), (status, "/x"));
    }
    Ok(())
}

#[tokio::test]
async fn a_redirect_without_a_location_is_a_page() -> Story {
    let mirror = Mirror::start().await;
    let page = UserAgent::new().open(&mirror.app("/x").with("status", 302).to_string()).await?;
    assert_eq!(page.status(), 302);
    Ok(())
}

#[tokio::test]
async fn the_fragment_survives_unless_the_new_address_has_one() -> Story {
    let mirror = Mirror::start().await;
    for (location, fragment) in [("/b", "kept"), ("/b#own", "own"), ("/b#", "")] {
        let address = format!("{}#kept", mirror.app("/a").goes(302, location));
        let page = UserAgent::new().open(&address).await?;
        assert_eq!(page.url().fragment(), Some(fragment), "{location}");
    }
    Ok(())
}

#[tokio::test]
async fn twenty_redirects_are_followed_and_a_loop_is_named() -> Story {
    let mirror = Mirror::start().await;
    let twenty = (0..20).fold(mirror.app("/end"), |next, _| mirror.app("/step").goes(302, next));
    let twenty_one = mirror.app("/one-more").goes(302, &twenty);

    let followed = UserAgent::new().open(&twenty.to_string()).await?;
    let refused = UserAgent::new().open(&twenty_one.to_string()).await;
    let looped = UserAgent::new().open(&mirror.app("/ping").to_string()).await.map(|_| ());

    assert_eq!((followed.url().path(), followed.hops().len()), ("/end", 21));
    assert!(matches!(refused, Err(Error::RedirectLoop(_))), "{refused:?}");
    let text = looped.expect_err("a loop has no end").to_string();
    assert!(
        text.starts_with("more than 20 redirects, the last of them http://app.localhost:"),
        "{text}"
    );
    assert!(text.contains("/pong → http"), "{text}");
    Ok(())
}

#[tokio::test]
async fn nothing_but_loopback_is_connected_to() -> Story {
    for address in [
        "http://example.com/?code=secret",
        "https://192.168.1.1/",
        "file:///etc/passwd",
        "ftp://localhost/",
    ] {
        let refused = UserAgent::new().open(address).await.map(|_| ());
        let Err(Error::NotLoopback(text)) = refused else { panic!("{address}: {refused:?}") };
        assert!(!text.contains("secret"), "{text}");
    }
    let nonsense = UserAgent::new().open("localhost").await.map(|_| ());
    assert!(matches!(nonsense, Err(Error::NotAnAddress(..))), "{nonsense:?}");
    Ok(())
}

#[tokio::test]
async fn a_redirect_off_loopback_is_named_and_not_followed() -> Story {
    let mirror = Mirror::start().await;
    for target in ["https://accounts.example.com/authorize?state=s", "myapp://callback?code=c"] {
        let page =
            UserAgent::new().open(&mirror.app("/login").goes(302, target).to_string()).await?;

        assert_eq!(page.left_for().map(ToString::to_string).as_deref(), Some(target));
        assert_eq!(
            page.text(),
            format!("left for {}", target.split('?').next().unwrap_or_default())
        );
        assert_eq!(page.status(), 302);
    }
    Ok(())
}

#[tokio::test]
async fn a_location_that_is_no_address_is_an_error_that_shows_it() -> Story {
    let mirror = Mirror::start().await;
    let broken = UserAgent::new()
        .open(&mirror.app("/x").goes(302, "http://[?code=secret").to_string())
        .await
        .map(|_| ());
    let text = broken.expect_err("there is nowhere to go").to_string();
    assert!(text.ends_with(r#"redirects to "http://[", which is no address"#), "{text}");
    Ok(())
}

#[tokio::test]
async fn nobody_at_home_is_unreachable() -> Story {
    let vacant = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?; // bound, and let go at once
    let refused = UserAgent::new().open(&format!("http://{vacant}/")).await.map(|_| ());
    let Err(Error::Unreachable { why, .. }) = refused else { panic!("{refused:?}") };
    assert!(why.contains("refused"), "{why}");
    Ok(())
}
