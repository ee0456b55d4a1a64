//! What a person reads on a page.

use user_agent::{Error, Page, UserAgent};

use crate::Story;
use crate::mirror::Mirror;

const PAGE: &str = "<!doctype html><title> A
  page </title><style>p { color: red }</style><h1>Hello,
  <em>Alice</em></h1><p>One</p><p>Two<br>three</p><ul><li class=x>a</li><li class=x>b<b>old</b></li></ul>
  <p hidden>unseen</p><script>unseen()</script><noscript>unseen</noscript>
  <a href=/next?a=1>Next
  page</a> <a href=/icon aria-label=Settings><img alt=gear></a> <a href=/img><img alt=Picture></a> <a>no link</a>";

#[tokio::test]
async fn a_page_is_read_as_a_person_reads_it() -> Story {
    let mirror = Mirror::start().await;

    let page = UserAgent::new().open(&mirror.app("/dir/").shows(PAGE).to_string()).await?;

    assert_eq!(page.title(), "A page");
    assert_eq!(page.heading(), "Hello, Alice");
    assert_eq!(page.text(), "Hello, Alice One Two three a bold Next page no link");
    assert_eq!(page.select("li.x")?, ["a", "bold"]);
    assert_eq!(page.attributes("img", "alt")?, ["gear", "Picture"]);
    assert_eq!(page.select("li[").map(|_| ()), Err(Error::NotASelector("li[".to_owned())));
    let links: Vec<_> =
        page.links().into_iter().map(|link| (link.text, link.url.path().to_owned())).collect();
    let expected = [("Next page", "/next"), ("Settings", "/icon"), ("Picture", "/img")];
    assert_eq!(links, expected.map(|(text, path)| (text.to_owned(), path.to_owned())));
    Ok(())
}

#[tokio::test]
async fn other_answers_are_read_as_they_are() -> Story {
    let mirror = Mirror::start().await;

    let page = UserAgent::new().open(&mirror.app("/api").to_string()).await?;

    assert_eq!(page.text(), page.body());
    assert_eq!(page.json()?["path"], "/api");
    assert_eq!((page.title(), page.links().len()), (String::new(), 0));
    Ok(())
}

#[tokio::test]
async fn a_page_that_sends_the_browser_on_is_followed_on_request() -> Story {
    let mirror = Mirror::start().await;
    let mut browser = UserAgent::new();
    let meta = mirror
        .app("/a")
        .shows("<base href=/under/><meta http-equiv=Refresh content='3; url=next'>");
    let header = mirror.app("/b").shows("Wait").says("refresh", "0; url=/next");

    let mut followed = Vec::new();
    for page in [meta, header, mirror.app("/c").shows("Stay")] {
        let at = browser.open(&page.to_string()).await?.url().clone();
        let next = browser.follow_refresh().await?;
        let said = |page: &Page| page.hops()[0].sent("referer") == Some(at.as_str());
        followed.push(next.map(|page| (said(&page), page.url().path().to_owned())));
    }

    let next = |path: &str| Some((true, path.to_owned()));
    assert_eq!(followed, [next("/under/next"), next("/next"), None]);
    Ok(())
}

#[tokio::test]
async fn base_moves_relative_addresses() -> Story {
    let mirror = Mirror::start().await;
    let mut browser = UserAgent::new();
    browser
        .open(&mirror.app("/").shows("<base href=/under/><a href=here>Go</a>").to_string())
        .await?;

    let page = browser.click("Go").await?;

    assert_eq!(page.url().path(), "/under/here");
    Ok(())
}

#[tokio::test]
async fn what_is_not_there_is_answered_with_what_is() -> Story {
    let mirror = Mirror::start().await;
    let mut browser = UserAgent::new();
    let html = "<a href=/up>Sign up</a><form><input name=email><button>Sign in</button></form>";
    browser.open(&mirror.app("/").shows(html).to_string()).await?;

    let click = browser.click("Sing in").await.map(|_| ());
    let press = browser.press("Sign up").await.map(|_| ());
    let fill = browser.fill("mail", "x").map(|_| ());
    let nowhere = UserAgent::new().click("Sign in").await.map(|_| ());

    let text = [click, press, fill, nowhere]
        .map(|refused| refused.expect_err("none of them exists").to_string())
        .join("\n");
    insta::assert_snapshot!(text, @r#"
    no link or button "Sing in" on this page; there are "Sign up", "Sign in"
    no button "Sign up" on this page; there is only "Sign in"
    no field "mail" on this page; there is only "email"
    no page is open; open() one first
    "#);
    Ok(())
}
