//! Hops as plain data for a report.

use proptest::prelude::*;
use user_agent::{Page, UserAgent};

use crate::Story;
use crate::mirror::Mirror;

fn printed(page: &Page, mirror: &Mirror) -> String {
    let port = mirror.app("/").to_string();
    let port = port.trim_end_matches('/').rsplit(':').next().expect("a port").to_owned();
    let lines: Vec<_> = page.hops().iter().map(|hop| hop.record().to_string()).collect();
    lines.join("\n").replace(&format!(":{port}"), "")
}

#[tokio::test]
async fn a_hop_is_recorded_without_its_values() -> Story {
    let mirror = Mirror::start().await;
    let mut browser = UserAgent::new();
    browser.open(&mirror.app("/").sets("old=s3cret").sets("plain=s3cret").to_string()).await?;
    let callback = mirror
        .app("/callback")
        .with("code", "s3cret")
        .with("error", "login_required")
        .sets("session=s3cret; HttpOnly; Max-Age=3600; SameSite=Lax")
        .sets("old=; Max-Age=0")
        .sets("gone=; Max-Age=0")
        .sets("bad=s3cret; SameSite=None");
    let start = mirror.app("/start").goes(302, mirror.idp("/authorize").goes(302, callback));
    let html = format!(
        "<form method=post action='{start}'><input name=csrf value=s3cret><button>Go</button></form>"
    );
    browser.open(&mirror.app("/").shows(html).to_string()).await?;

    let page = browser.press("Go").await?;

    insta::assert_snapshot!(printed(&page, &mirror), @"
    POST http://app.localhost/start?status=…&header=… (navigation, same-origin) with old plain → 302 http://idp.localhost/authorize?status=…&header=…
    GET http://idp.localhost/authorize?status=…&header=… (navigation, cross-site) → 302 http://app.localhost/callback?code=…&error=login_required&header=…&header=…&header=…&header=…
    GET http://app.localhost/callback?code=…&error=login_required&header=…&header=…&header=…&header=… (navigation, cross-site) with old plain → 200  + session (Max-Age=3600; HttpOnly; SameSite=Lax)  - old (Max-Age=0)  - gone (Max-Age=0)  ! bad (SameSite=None needs Secure)
    ");
    Ok(())
}

#[tokio::test]
async fn a_record_is_plain_data() -> Story {
    let mirror = Mirror::start().await;
    let url = mirror.app("/login").sets("attempt=s3cret; Path=/; Secure; SameSite=Lax");

    let page = UserAgent::new().open(&url.to_string()).await?;

    insta::assert_json_snapshot!(page.hops()[0].record(), { ".url.origin" => "app" }, @r#"
    {
      "method": "GET",
      "url": {
        "origin": "app",
        "path": "/login",
        "parameters": [
          {
            "name": "header"
          }
        ]
      },
      "kind": "navigation",
      "site": "none",
      "cookies": [],
      "fields": [],
      "status": 200,
      "set_cookies": [
        {
          "name": "attempt",
          "change": "set",
          "path": "/",
          "secure": true,
          "http_only": false,
          "same_site": "Lax",
          "octets": 6
        }
      ]
    }
    "#);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn no_value_gets_into_a_record(name in "[a-z]{1,8}", secret in "[A-Za-z0-9]{26,60}") {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let record = runtime.block_on(async {
            let mirror = Mirror::start().await;
            let mut browser = UserAgent::new();
            let target = mirror.idp(&format!("/reset/{secret}")).with(&name, &secret).with("scope", &secret);
            let url = mirror.app("/").with(&name, &secret).sets(&format!("{name}={secret}")).goes(302, target);
            let page = browser.open(&url.to_string()).await.expect("the mirror answers");
            let record = page.hops()[0].record();
            format!("{record} {record:?} {}", serde_json::to_string(&record).expect("plain data"))
        });
        prop_assert!(!record.contains(&secret), "{record}");
    }
}
