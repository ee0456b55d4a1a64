//! Which cookies are taken and sent back: what a jar does with a line, Chromium does.

use thirtyfour::prelude::*;
use user_agent::UserAgent;

use super::recorder::Recorder;
use crate::chromium::Chromium;

/// Lines of `Set-Cookie`, each with a name of its own.
const LINES: [&str; 44] = [
    "plain=1",
    "path=1; Path=/a",
    "slash=1; Path=/a/",
    "deeper=1; Path=/a/b/c",
    "other-path=1; Path=/b",
    "relative-path=1; Path=a",
    "empty-path=1; Path=",
    "last-path=1; Path=/b; Path=/",
    "case-path=1; Path=/A",
    "domain=1; Domain=localhost",
    "dot-domain=1; Domain=.localhost",
    "address=1; Domain=127.0.0.1",
    "evil-domain=1; Domain=evil.localhost",
    "foreign=1; Domain=example.com",
    "empty-domain=1; Domain=",
    "secure=1; Secure",
    "none=1; SameSite=None",
    "none-secure=1; SameSite=None; Secure",
    "lax=1; SameSite=lax",
    "strict=1; SAMESITE=STRICT",
    "unknown-site=1; SameSite=Nonsense",
    "__Host-right=1; Secure; Path=/",
    "__Host-no-path=1; Secure",
    "__Host-plain=1; Path=/",
    "__Host-domain=1; Secure; Path=/; Domain=localhost",
    "__host-case=1; Secure",
    "__Secure-right=1; Secure",
    "__Secure-plain=1",
    "__Http-right=1; Secure; HttpOnly",
    "__Http-no-http-only=1; Secure",
    "__Host-Http-right=1; Secure; HttpOnly; Path=/",
    "__Host-Http-no-http-only=1; Secure; Path=/",
    "past=1; Max-Age=0",
    "negative=1; Max-Age=-1",
    "plus=1; Max-Age=+5",
    "expired=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
    "far=1; Expires=Fri, 01 Jan 2100 00:00:00 GMT",
    "no-date=1; Expires=tomorrow",
    "age-wins=1; Max-Age=100; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
    "quoted=\"1\"",
    "tab=1\t2",
    "equals=a=b",
    "a space=1",
    "no-value=",
];
/// Where the lines are set, and where their cookies are looked for: a few paths, another port, the other sites.
const HOSTS: [&str; 3] = ["app", "idp", "evil"];
const LOOKED_FOR: [&str; 5] = ["app/a/b", "app/", "neighbour/a", "idp/a/b", "evil/a"];
/// Requests that may set cookies: an address that is typed, and an image of another site's page.
const WAYS: [(&str, &str); 2] = [("typed", ""), ("an image of evil", "<img src='{}'>")];

#[tokio::test]
async fn cookies_are_taken_and_sent_as_chromium_does() -> WebDriverResult<()> {
    let recorder = Recorder::start().await;
    for (way, html) in WAYS {
        let Some(chromium) = Chromium::start().await else {
            return Ok(());
        };
        let (mut agent, browser) = (UserAgent::new(), &chromium.driver);
        for host in HOSTS {
            let setter = recorder.origins.setting(&format!("{host}/a/set"), &LINES);
            recorder.begin(&html.replace("{}", &setter));
            if html.is_empty() {
                agent.open(&setter).await.expect("the recorder answers");
                browser.goto(setter).await?;
            } else {
                let evil = recorder.origins.address("evil/page");
                agent.open(&evil).await.expect("the recorder shows the page");
                let image = agent.from_here().expect("a page").image(&setter).await;
                image.expect("the recorder answers");
                browser.goto(evil).await?;
                recorder.lines(2).await;
            }
        }

        for looked_for in LOOKED_FOR {
            let address = recorder.origins.address(looked_for);
            recorder.begin("");
            agent.open(&address).await.expect("the recorder answers");
            browser.goto(address).await?;
            let lines = recorder.lines(2).await;
            assert_eq!(
                lines[0], lines[1],
                "{looked_for}, set by {way}: first here, then in Chromium"
            );
        }
    }
    Ok(())
}
