//! What things are called: the accessible names of Chromium, as assistive technology gets them.

use std::time::Duration;

use serde_json::Value;
use thirtyfour::prelude::*;
use user_agent::UserAgent;

use super::recorder::Recorder;
use crate::chromium::Chromium;

/// Longest time for the driver to compute a name.
const LIMIT: Duration = Duration::from_secs(20);
/// Everything that has a name in a snippet.
const NAMED: &str = "a[href], button, input, [role=button]";
/// Each with one control.
const SNIPPETS: [&str; 27] = [
    "<a href=/>  Sign\n in </a>",
    "<a href=/><b>Sign </b><i>in</i></a>",
    "<a href=/><b>Sign</b><i>in</i></a>",
    "<a href=/>Sign<br>in</a>",
    "<a href=/><div>Sign</div><div>in</div></a>",
    "<a href=/ title=Tip>Sign in</a>",
    "<a href=/ title='Sign in'><i class=icon></i></a>",
    "<a href=/ aria-label='Sign in'>→</a>",
    "<a href=/ aria-label=' '>Sign in</a>",
    "<a href=/><img alt=Acme> Sign in</a>",
    "<a href=/><img alt=''>Sign in</a>",
    "<a href=/><img title=Acme>Sign in</a>",
    "<a href=/><svg><title>Sign in</title><path/></svg></a>",
    "<a href=/><svg aria-label='Sign in'><path/></svg></a>",
    "<a href=/><span aria-hidden=true>✕</span> Sign in</a>",
    "<a href=/><span hidden>New</span> Sign in</a>",
    "<a href=/><span title=Tip>Sign</span> in</a>",
    "<h2 id=t>Acme</h2><b id=u hidden>Log in</b><a href=/ aria-labelledby='t u'>x</a>",
    "<a href=/ aria-labelledby=nowhere>Sign in</a>",
    "<button>Sign <span>in</span></button>",
    "<form><input type=submit></form>",
    "<form><input type=submit value='Sign in' title=Tip></form>",
    "<form><input type=submit value='Sign in' aria-label='Log in'></form>",
    "<form><input type=image alt='Sign in'></form>",
    "<input type=button value='Sign in'>",
    "<div role=button tabindex=0>Sign in</div>",
    "<button><i class=icon></i></button>",
];

#[tokio::test]
async fn a_control_is_called_what_it_is_called_in_chromium() -> WebDriverResult<()> {
    let Some(chromium) = Chromium::start().await else {
        return Ok(());
    };
    let recorder = Recorder::start().await;
    let page = recorder.origins.address("app/page");
    let mut agent = UserAgent::new();

    let mut differences = Vec::new();
    for html in SNIPPETS {
        recorder.begin(html);
        let controls = agent.open(&page).await.expect("the recorder shows the page").controls();
        let ours: Vec<_> = controls.into_iter().map(|control| control.name).collect();
        chromium.driver.goto(&page).await?;
        let theirs = computed_name(&chromium.driver).await?;
        if ours != [theirs.as_str()] {
            differences.push(format!("{html}\n  here {ours:?}, Chromium {theirs:?}"));
        }
    }

    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
    Ok(())
}

/// Returns the name of the one control (WebDriver §12.4.10, "Get Computed Label", which the client does not know).
async fn computed_name(browser: &WebDriver) -> WebDriverResult<String> {
    let element = browser.find(By::Css(NAMED)).await?.element_id();
    let session = browser.session_id();
    let path = format!("session/{session}/element/{element}/computedlabel");
    let url = browser.server_url().join(&path).expect("a path");
    let client = reqwest::Client::builder().timeout(LIMIT).build().expect("a client");
    let answer: Value =
        client.get(url).send().await.expect("an answer").json().await.expect("JSON");
    // The driver leaves white space where something hidden was.
    Ok(answer["value"].as_str().expect("a name").trim().to_owned())
}
