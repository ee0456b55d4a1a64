//! Cookies as the browser's protocol writes them.

use std::time::{Duration, SystemTime};

use futures_util::future::try_join_all;
use serde_json::{Value, json};
use user_agent::{Cookie, Error, Jar, SameSite};

use super::process::Chromium;

/// Returns every cookie of a user context.
pub(super) async fn read(chromium: &Chromium, user: &str) -> Result<Jar, Error> {
    let answer = chromium.call("storage.getCookies", json!({ "partition": of(user) })).await?;
    let mut jar = Jar::default();
    let cookies = answer["cookies"].as_array().into_iter().flatten();
    cookies.filter_map(cookie).for_each(|cookie| jar.put(cookie));
    Ok(jar)
}

/// Makes the cookies of a user context those of a jar.
pub(super) async fn write(
    chromium: &Chromium,
    user: &str,
    present: &Jar,
    jar: &Jar,
) -> Result<(), Error> {
    let is_gone = |old: &&Cookie| !jar.cookies().iter().any(|new| new.identity() == old.identity());
    let deleted = present.cookies().iter().filter(is_gone).map(|old| {
        let filter = json!({ "name": old.name, "domain": domain(old), "path": old.path });
        ("storage.deleteCookies", json!({ "filter": filter, "partition": of(user) }))
    });
    let is_new = |new: &&Cookie| !present.cookies().iter().any(|old| same(old, new));
    let set =
        jar.cookies().iter().filter(is_new).map(|new| {
            ("storage.setCookie", json!({ "cookie": written(new), "partition": of(user) }))
        });
    // The browser takes commands in their order, however many are under way.
    let calls = deleted.chain(set).map(|(method, parameters)| chromium.call(method, parameters));
    try_join_all(calls).await.map(drop)
}

/// Says whether two cookies are the same but for the order of creation.
fn same(one: &Cookie, other: &Cookie) -> bool {
    one.identity() == other.identity()
        && one.value == other.value
        && (one.secure, one.http_only, one.same_site)
            == (other.secure, other.http_only, other.same_site)
}

fn of(user: &str) -> Value {
    json!({ "type": "storageKey", "userContext": user })
}

/// Writes the domain with the dot that distinguishes a cookie of a domain from one of a host.
fn domain(cookie: &Cookie) -> String {
    let dot = if cookie.host_only { "" } else { "." };
    format!("{dot}{}", cookie.domain)
}

fn cookie(from: &Value) -> Option<Cookie> {
    let domain = from["domain"].as_str()?;
    let value = from["value"]["value"].as_str()?;
    let name = from["name"].as_str()?;
    let mut cookie = Cookie::new(name, value, domain.trim_start_matches('.'));
    (cookie.same_site, cookie.says_same_site) = match from["sameSite"].as_str().unwrap_or("default")
    {
        "strict" => (SameSite::Strict, true),
        "lax" => (SameSite::Lax, true),
        "none" => (SameSite::None, true),
        _ => (SameSite::Lax, false),
    };
    let seconds = from["expiry"].as_f64().filter(|seconds| *seconds >= 0.0);
    cookie.expires = seconds.map(|end| SystemTime::UNIX_EPOCH + Duration::from_secs_f64(end));
    cookie.host_only = !domain.starts_with('.');
    from["path"].as_str().unwrap_or("/").clone_into(&mut cookie.path);
    cookie.secure = from["secure"].as_bool().unwrap_or_default();
    cookie.http_only = from["httpOnly"].as_bool().unwrap_or_default();
    Some(cookie)
}

fn written(cookie: &Cookie) -> Value {
    let same_site = match cookie.same_site {
        _ if !cookie.says_same_site => "default",
        SameSite::Strict => "strict",
        SameSite::Lax => "lax",
        SameSite::None => "none",
    };
    let mut written = json!({
        "name": cookie.name,
        "value": { "type": "string", "value": cookie.value },
        "domain": domain(cookie),
        "path": cookie.path,
        "httpOnly": cookie.http_only,
        "secure": cookie.secure,
        "sameSite": same_site,
    });
    let end = cookie.expires.and_then(|end| end.duration_since(SystemTime::UNIX_EPOCH).ok());
    if let Some(end) = end {
        written["expiry"] = json!(end.as_secs());
    }
    written
}
