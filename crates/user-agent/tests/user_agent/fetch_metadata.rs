//! What a server learns of a request: `Sec-Fetch-*`, `Origin`, `Referer`.

use user_agent::{Credentials, Fetch, Hop, Page, UserAgent};

use crate::Story;
use crate::mirror::Mirror;

const FAMILY: [&str; 5] =
    ["sec-fetch-site", "sec-fetch-mode", "sec-fetch-dest", "sec-fetch-user", "sec-purpose"];

fn family(page: &Page) -> String {
    page.hops()
        .last()
        .map(|hop| FAMILY.map(|name| hop.sent(name).unwrap_or("-")).join(" "))
        .unwrap_or_default()
}

fn each<'a>(page: &'a Page, header: &'a str) -> Vec<&'a str> {
    page.hops().iter().map(|hop: &Hop| hop.sent(header).unwrap_or("-")).collect()
}

#[tokio::test]
async fn each_kind_of_request_introduces_itself() -> Story {
    let mirror = Mirror::start().await;
    let mut browser = UserAgent::new();
    let app = mirror.app("/").shows("<a href='/next'>Next</a>").to_string();
    let evil = "http://evil.localhost/";

    let typed = browser.open(&app).await?;
    assert_eq!(family(&typed), "none navigate document ?1 -");
    let clicked = browser.click("Next").await?;
    assert_eq!(family(&clicked), "same-origin navigate document ?1 -");
    let linked = browser.from_page(evil)?.link(&app).await?;
    assert_eq!(family(&linked), "cross-site navigate document ?1 -");
    let forged = browser.from_page(evil)?.post(&app, &[]).await?;
    assert_eq!(family(&forged), "cross-site navigate document - -");
    let sibling = browser.from_page("http://app.localhost:1/")?.link(&app).await?;
    assert_eq!(family(&sibling), "same-site navigate document ?1 -");
    let image = browser.from_page(evil)?.image(&app).await?;
    assert_eq!(family(&image), "cross-site no-cors image - -");
    let frame = browser.from_page(evil)?.frame(&app).await?;
    assert_eq!(family(&frame), "cross-site navigate iframe - -");
    let prefetch = browser.from_here()?.prefetch(&app).await?;
    assert_eq!(family(&prefetch), "same-origin no-cors empty - prefetch");
    let script = browser.fetch(Fetch::get("/api")).await?;
    assert_eq!(family(&script), "same-origin cors empty - -");
    let promised = browser.fetch(Fetch::get("/api").mode(user_agent::Mode::SameOrigin)).await?;
    assert_eq!(family(&promised), "same-origin same-origin empty - -");
    Ok(())
}

#[tokio::test]
async fn once_cross_site_always_cross_site() -> Story {
    let mirror = Mirror::start().await;
    let mut browser = UserAgent::new();
    let home = mirror.app("/");
    let round_trip =
        mirror.app("/login").goes(302, mirror.idp("/authorize").goes(302, mirror.app("/callback")));
    let sibling = mirror.at("sub.app.localhost", "/").goes(302, &home);

    let typed = browser.open(&round_trip.to_string()).await?;
    let linked = browser.from_page(&home.to_string())?.link(&round_trip.to_string()).await?;
    let among_siblings = browser.from_page(&home.to_string())?.link(&sibling.to_string()).await?;

    assert_eq!(each(&typed, "sec-fetch-site"), ["none", "none", "none"]);
    assert_eq!(each(&linked, "sec-fetch-site"), ["same-origin", "cross-site", "cross-site"]);
    assert_eq!(each(&among_siblings, "sec-fetch-site"), ["same-site", "same-site"]);
    Ok(())
}

#[tokio::test]
async fn the_origin_goes_with_posts_and_is_null_once_in_doubt() -> Story {
    let mirror = Mirror::start().await;
    let mut browser = UserAgent::new();
    let app = mirror.app("/");
    let origin = app.to_string().trim_end_matches('/').to_owned();
    let away = mirror.app("/a").goes(307, mirror.idp("/b").goes(307, mirror.app("/c")));

    let linked = browser.from_page(&app.to_string())?.link(&app.to_string()).await?;
    let posted = browser.from_page(&app.to_string())?.post(&app.to_string(), &[]).await?;
    let repeated = browser.from_page(&app.to_string())?.post(&away.to_string(), &[]).await?;

    assert_eq!(each(&linked, "origin"), ["-"]);
    assert_eq!(each(&posted, "origin"), [&origin]);
    assert_eq!(each(&repeated, "origin"), [origin.as_str(), "null", "null"]);
    Ok(())
}

#[tokio::test]
async fn the_origin_obeys_the_referrer_policy() -> Story {
    let mirror = Mirror::start().await;
    for (policy, origin_is_sent, referer_is_sent) in [
        ("no-referrer", false, false),
        ("same-origin", false, false),
        ("strict-origin-when-cross-origin", true, true),
        ("nonsense", true, true),
    ] {
        let mut browser = UserAgent::new();
        let form =
            format!("<form method=post action='{}'><button>Go</button></form>", mirror.idp("/"));
        browser
            .open(&mirror.app("/page").shows(form).says("referrer-policy", policy).to_string())
            .await?;

        let page = browser.press("Go").await?;

        let origin = mirror.app("").to_string();
        let sent = |name| page.hops()[0].sent(name).map(ToOwned::to_owned);
        assert_eq!(
            sent("origin"),
            Some(if origin_is_sent { origin.trim_end_matches('/') } else { "null" }.to_owned()),
            "{policy}"
        );
        assert_eq!(sent("referer"), referer_is_sent.then_some(origin), "{policy}");
    }
    Ok(())
}

#[tokio::test]
async fn a_page_sends_its_address_at_home_and_its_origin_abroad() -> Story {
    let mirror = Mirror::start().await;
    let mut browser = UserAgent::new();
    let links = format!(
        "<a href=/x>Home</a> <a href='{0}'>Abroad</a> <a rel=noreferrer href=/x>Silent</a> <a referrerpolicy=unsafe-url href='{0}'>Loose</a>",
        mirror.idp("/")
    );
    let page = browser.open(&format!("{}#here", mirror.app("/secret").shows(links))).await?;
    let (origin, full) = (mirror.app("/").to_string(), page.url().to_string().replace("#here", ""));

    for (link, referer) in
        [("Home", full.as_str()), ("Abroad", &origin), ("Silent", "-"), ("Loose", &full)]
    {
        let arrived = browser.click(link).await?;
        assert_eq!(each(&arrived, "referer"), [referer], "{link}");
        browser.back().await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_reload_goes_straight_to_where_the_way_ended() -> Story {
    let mirror = Mirror::start().await;
    let mut browser = UserAgent::new();
    let round_trip =
        mirror.app("/login").goes(302, mirror.idp("/authorize").goes(302, mirror.app("/callback")));
    browser.from_page(&mirror.app("/").to_string())?.link(&round_trip.to_string()).await?;

    let again = browser.reload().await?;

    assert_eq!(again.url().path(), "/callback");
    assert_eq!(each(&again, "sec-fetch-site"), ["same-origin"]);
    Ok(())
}

#[tokio::test]
async fn what_a_redirect_abroad_withholds_does_not_come_back_at_home() -> Story {
    let mirror = Mirror::start().await;
    let mut browser = UserAgent::new();
    let home = mirror.app("/page");
    let round_trip = mirror.app("/a").goes(302, mirror.idp("/b").goes(302, mirror.app("/c")));

    let page = browser.from_page(&home.to_string())?.link(&round_trip.to_string()).await?;

    let (full, origin) = (home.to_string(), mirror.app("/").to_string());
    assert_eq!(each(&page, "referer"), [full.as_str(), &origin, &origin]);
    Ok(())
}

#[tokio::test]
async fn a_redirect_may_silence_the_referrer() -> Story {
    let mirror = Mirror::start().await;
    let mut browser = UserAgent::new();
    let silencing = mirror.app("/a").says("referrer-policy", "no-referrer").goes(302, "/b");
    let home = mirror.app("/").to_string();

    let page = browser.from_page(&home)?.link(&silencing.to_string()).await?;

    assert_eq!(each(&page, "referer"), [home.as_str(), "-"]);
    Ok(())
}

#[tokio::test]
async fn a_login_begun_by_a_script_shows_at_the_provider() -> Story {
    let mirror = Mirror::start().await;
    let mut browser = UserAgent::new();
    browser.open(&mirror.app("/").to_string()).await?;
    let login = mirror.app("/login").goes(302, mirror.idp("/authorize")).to_string();

    let blocked =
        browser.fetch(Fetch::get(&login).credentials(Credentials::Include)).await.map(|_| ());

    let text = blocked.expect_err("the provider consents to nothing").to_string();
    assert!(text.contains("/authorize: it has no Access-Control-Allow-Origin"), "{text}");
    Ok(())
}
