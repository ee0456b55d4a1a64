//! What a script may send, and what it may read of the answer.

use http::Method;
use serde_json::json;
use user_agent::{Credentials, Error, Fetch, Mode, UserAgent};

use crate::Story;
use crate::mirror::Mirror;

/// Returns the transcript without the mirror's instructions.
fn requests(browser: &UserAgent) -> String {
    let transcript = browser.transcript().to_string();
    transcript.lines().filter(|line| !line.starts_with(' ')).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn at_home_a_script_reads_everything_and_sends_cookies() -> Story {
    let mirror = Mirror::start().await;
    let mut browser = UserAgent::new();
    browser.open(&mirror.app("/").sets("session=1").to_string()).await?;

    let answer =
        browser.fetch(Fetch::post("/api").header("X-Csrf", "t").json(&json!({ "a": 1 }))).await?;

    let echo = answer.json()?;
    assert_eq!(echo["headers"]["cookie"], "session=1");
    assert_eq!(echo["headers"]["x-csrf"], "t");
    assert_eq!(echo["headers"]["content-type"], "application/json");
    assert_eq!(echo["body"], r#"{"a":1}"#);
    assert_eq!(answer.hops().len(), 1);
    Ok(())
}

#[tokio::test]
async fn credentials_decide_whether_cookies_go_and_come() -> Story {
    let mirror = Mirror::start().await;
    for (credentials, to_the_app, to_its_neighbour) in [
        (Credentials::Omit, false, false),
        (Credentials::SameOrigin, true, false),
        (Credentials::Include, true, true),
    ] {
        let mut browser = UserAgent::new();
        let home = mirror.app("/").sets("session=1; Domain=app.localhost").to_string();
        browser.open(&home).await?;
        let origin = mirror.app("").to_string().trim_end_matches('/').to_owned();
        let neighbour =
            mirror.at("sub.app.localhost", "/").says("access-control-allow-origin", origin);
        let neighbour =
            neighbour.says("access-control-allow-credentials", true).sets("theirs=1").to_string();

        let own = browser.fetch(Fetch::get("/api").credentials(credentials)).await?;
        let theirs = browser.fetch(Fetch::get(&neighbour).credentials(credentials)).await?;

        assert_eq!(own.hops()[0].cookies().len(), usize::from(to_the_app), "{credentials:?}");
        assert_eq!(
            theirs.hops()[0].cookies().len(),
            usize::from(to_its_neighbour),
            "{credentials:?}"
        );
        assert_eq!(
            browser.jar().named("theirs").count(),
            usize::from(to_its_neighbour),
            "{credentials:?}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn abroad_the_answer_must_consent() -> Story {
    let mirror = Mirror::start().await;
    let home = mirror.app("").to_string().trim_end_matches('/').to_owned();
    for (origin, with_credentials, credentials, readable) in [
        (None, false, Credentials::Omit, false),
        (Some("*"), false, Credentials::Omit, true),
        (Some("*"), true, Credentials::Include, false),
        (Some(home.as_str()), false, Credentials::SameOrigin, true),
        (Some(home.as_str()), false, Credentials::Include, false),
        (Some(home.as_str()), true, Credentials::Include, true),
        (Some("http://evil.localhost"), true, Credentials::Include, false),
        (Some("null"), true, Credentials::Include, false),
    ] {
        let mut browser = UserAgent::new();
        browser.open(&mirror.app("/").to_string()).await?;
        let mut api = mirror.idp("/api");
        if let Some(origin) = origin {
            api = api.says("access-control-allow-origin", origin);
        }
        if with_credentials {
            api = api.says("access-control-allow-credentials", true);
        }

        let answer = browser.fetch(Fetch::get(&api.to_string()).credentials(credentials)).await;

        assert_eq!(
            answer.is_ok(),
            readable,
            "{origin:?} {with_credentials} {credentials:?}: {answer:?}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn what_no_form_could_send_is_preflighted() -> Story {
    let mirror = Mirror::start().await;
    let mut browser = UserAgent::new();
    browser.open(&mirror.app("/").to_string()).await?;
    let consenting = mirror.idp("/api").says("access-control-allow-origin", "*");
    let api = consenting.clone().says("access-control-allow-headers", "content-type").to_string();
    let put = consenting.says("access-control-allow-methods", "PUT, DELETE").to_string();

    let json = browser.fetch(Fetch::post(&api).json(&json!(1))).await;
    let form = browser.fetch(Fetch::post(&api).form(&[("a", "1")])).await;
    let header = browser.fetch(Fetch::get(&api).header("x-csrf", "t")).await.map(|_| ());
    let method = browser.fetch(Fetch::new(Method::PUT, &put)).await;
    let other = browser.fetch(Fetch::new(Method::PATCH, &put)).await.map(|_| ());

    assert!(json.is_ok() && form.is_ok() && method.is_ok());
    assert_eq!(
        header.expect_err("x-csrf is not allowed").to_string().split(": ").last(),
        Some("Access-Control-Allow-Headers lacks x-csrf")
    );
    assert_eq!(
        other.expect_err("PATCH is not allowed").to_string().split(": ").last(),
        Some("Access-Control-Allow-Methods lacks PATCH")
    );
    browser.transcript().call(&api, "idp").call(&mirror.app("/").to_string(), "app");
    insta::assert_snapshot!(requests(&browser), @r"
    GET     app /                          → 200
    OPTIONS idp /api (preflight from app)  → 200
    POST    idp /api (fetch from app)      → 200
    POST    idp /api (fetch from app)      → 200
    OPTIONS idp /api (preflight from app)  → 200
    OPTIONS idp /api (preflight from app)  → 200
    PUT     idp /api (fetch from app)      → 200
    OPTIONS idp /api (preflight from app)  → 200
    ");
    Ok(())
}

#[tokio::test]
async fn without_cors_a_script_sends_blindly() -> Story {
    let mirror = Mirror::start().await;
    let mut browser = UserAgent::new();
    browser.open(&mirror.app("/").to_string()).await?;

    let blind = browser.fetch(Fetch::post(&mirror.idp("/").to_string()).mode(Mode::NoCors)).await?;
    let own = browser.fetch(Fetch::post("/api").mode(Mode::NoCors)).await?;

    assert!(blind.is_opaque());
    assert_eq!((blind.status(), blind.body()), (0, ""));
    assert_eq!(own.status(), 200);
    Ok(())
}

#[tokio::test]
async fn a_same_origin_request_does_not_leave_home() -> Story {
    let mirror = Mirror::start().await;
    let mut browser = UserAgent::new();
    browser.open(&mirror.app("/").to_string()).await?;
    let leaving = mirror.app("/").goes(302, mirror.idp("/")).to_string();

    let answer = browser.fetch(Fetch::get(&leaving).mode(Mode::SameOrigin)).await.map(|_| ());

    assert!(matches!(answer, Err(Error::CorsForbids { .. })), "{answer:?}");
    assert_eq!(requests(&browser).lines().count(), 2, "the other origin was not asked");
    Ok(())
}

#[tokio::test]
async fn an_authorization_stays_at_home() -> Story {
    let mirror = Mirror::start().await;
    let mut browser = UserAgent::new();
    browser.open(&mirror.app("/").to_string()).await?;
    let abroad = mirror.idp("/").says("access-control-allow-origin", "*");
    let leaving = mirror.app("/").goes(302, abroad).to_string();

    let answer = browser.fetch(Fetch::get(&leaving).header("authorization", "Bearer t")).await?;

    let authorizations: Vec<_> =
        answer.hops().iter().map(|hop| hop.sent("authorization")).collect();
    assert_eq!(authorizations, [Some("Bearer t"), None]);
    Ok(())
}

#[tokio::test]
async fn a_script_does_not_speak_for_the_browser() -> Story {
    let mirror = Mirror::start().await;
    let mut browser = UserAgent::new();
    browser.open(&mirror.app("/").to_string()).await?;
    for name in ["Cookie", "origin", "Sec-Fetch-Site", "no such\nheader"] {
        let refused = browser.fetch(Fetch::get("/").header(name, "x")).await.map(|_| ());
        assert_eq!(refused, Err(Error::NotAHeader(name.to_owned())));
    }
    Ok(())
}

#[tokio::test]
async fn document_cookie_shows_what_is_not_http_only() -> Story {
    let mirror = Mirror::start().await;
    let mut browser = UserAgent::new();

    browser
        .open(&mirror.app("/").sets("session=1; HttpOnly").sets("theme=dark").to_string())
        .await?;

    assert_eq!(browser.document_cookie()?, "theme=dark");
    Ok(())
}
