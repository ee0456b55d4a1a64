//! Finding the way to sign out: by its name, forms before links before scripts, and never one that ends more.

use user_agent::{Control, ControlKind, Hop};

use super::pages::Seen;
use super::{Explorer, parameter, refusal, shown, words};
use crate::stage::depart;
use crate::{Browser, CheckError, NotTried, Way};

/// The way to sign out, and the address that the browser is to come back to.
pub(super) struct WayOut {
    pub(super) way: Result<Way, String>,
    pub(super) post_logout: Option<String>,
}

/// Finds a control that signs out, and presses it.
pub(super) async fn find(
    explorer: &Explorer<'_>,
    browser: &mut dyn Browser,
    seen: &Seen,
) -> Result<WayOut, CheckError> {
    let candidates = candidates(explorer, seen);
    if candidates.is_empty() {
        return Ok(WayOut { way: Err(none(seen)), post_logout: None });
    }
    let mut why = String::new();
    for way in candidates {
        match attempt(explorer, browser, &way).await? {
            Attempt::Out(post_logout) => return Ok(WayOut { way: Ok(way), post_logout }),
            Attempt::Question(control) => {
                let presses = way.presses.iter().chain([&control]).cloned().collect();
                let further = Way { page: way.page.clone(), presses };
                if let Attempt::Out(post_logout) = attempt(explorer, browser, &further).await? {
                    return Ok(WayOut { way: Ok(further), post_logout });
                }
            }
            Attempt::Nothing(reason) => {
                why = if why.is_empty() { format!("{way}: {reason}") } else { why };
            }
        }
    }
    Ok(WayOut { way: Err(why), post_logout: None })
}

/// What came of a press.
enum Attempt {
    /// It did something; with the address that the browser is to come back to.
    Out(Option<String>),
    /// It led to a page with a question, and this control answers it.
    Question(Control),
    /// It did nothing; with the reason.
    Nothing(String),
}

async fn attempt(
    explorer: &Explorer<'_>,
    browser: &mut dyn Browser,
    way: &Way,
) -> Result<Attempt, CheckError> {
    let departure = match depart(browser, way).await {
        Ok(departure) => departure,
        Err(NotTried(reason)) => return Ok(Attempt::Nothing(reason)),
    };
    let logout = departure.hop_to(explorer.fake, "/oidc/logout");
    let post_logout = logout.and_then(|hop| parameter(hop, "post_logout_redirect_uri"));
    if let Some(hop) = logout {
        check_registration(explorer, hop, post_logout.as_deref())?;
        return Ok(Attempt::Out(post_logout));
    }
    let page = departure.page.as_ref().ok().filter(|page| explorer.has(page.url()));
    let is_form = |control: &Control| matches!(control.kind, ControlKind::Submit { .. });
    let answer = page.and_then(|page| {
        let mut controls = page.controls().into_iter();
        controls.find(|control| words::is_sign_out(&control.name) && is_form(control))
    });
    let was_a_link = matches!(way.last().map(|last| &last.kind), Some(ControlKind::Link { .. }));
    Ok(match answer {
        Some(control) if was_a_link => Attempt::Question(control),
        _ => Attempt::Out(None),
    })
}

fn check_registration(
    explorer: &Explorer<'_>,
    hop: &Hop,
    uri: Option<&str>,
) -> Result<(), CheckError> {
    let (Some(uri), true) = (uri, hop.status() >= 400) else { return Ok(()) };
    let clients = explorer.fake.clients().iter();
    let mut near = clients.filter_map(|client| refusal::near_miss(client, uri));
    near.next().map_or(Ok(()), Err)
}

/// Returns the controls that sign out by their names, the best first.
fn candidates(explorer: &Explorer<'_>, seen: &Seen) -> Vec<Way> {
    let setting = explorer.options.configuration.sign_out.as_ref();
    let page = setting.and_then(|setting| setting.page.as_deref());
    let at = page.and_then(|path| explorer.at(path));
    let is_called = |control: &Control| match setting {
        Some(setting) => control.name == setting.button,
        None => words::is_sign_out(&control.name),
    };
    let pages = seen.pages.iter();
    let pages = pages.filter(|page| at.as_ref().is_none_or(|at| at.path() == page.url().path()));
    let mut found: Vec<_> = pages
        .flat_map(|page| page.controls().into_iter().map(|control| (page.url().clone(), control)))
        .filter(|(_, control)| is_called(control) && !control.disabled)
        .collect();
    found.sort_by_key(|(_, control)| (rank(control), !control.visible));
    found.into_iter().map(|(page, control)| Way { page, presses: vec![control] }).collect()
}

/// Returns the place of a kind of control: forms, then links, then what a script alone gives a meaning.
fn rank(control: &Control) -> u8 {
    match &control.kind {
        ControlKind::Submit { method, .. } if *method == http::Method::POST => 0,
        ControlKind::Submit { .. } if !control.scripted => 1,
        ControlKind::Link { .. } => 2,
        ControlKind::Submit { .. } => 3,
        ControlKind::Script => 4,
    }
}

/// Says what was seen instead, and how to name it.
fn none(seen: &Seen) -> String {
    let pages: Vec<_> = seen.pages.iter().map(|page| shown(page.url())).collect();
    format!(
        "no control to sign out was found on {}.\n  Name it in check.toml:\n    sign_out = {{ page = \"/account\", button = \"Its name\" }}",
        if pages.is_empty() { "any page".to_owned() } else { pages.join(", ") }
    )
}
