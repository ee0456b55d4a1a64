//! Row 19: a switch of the organization is a sign-in with `prompt=select_account`.

use practices::SWITCH_SELECTS_ACCOUNT;
use user_agent::{Control, ControlKind, Hop, Page};

use crate::probe::{broken, does_not_apply, holds};
use crate::stage::parameter;
use crate::{NotTried, Stage, Tried, Visitor};

/// Parts of a path or a name by which a control switches the organization, in lower case.
const WORDS: [&str; 6] =
    ["switch", "wechsel", "select-org", "select_org", "change-org", "change_org"];

pub(super) async fn run(stage: &Stage) -> Tried {
    let mut alice = stage.alice().await?;
    let organization = stage.fake.organization_of(&alice.person).await?;
    for url in &stage.subject.pages {
        let Ok(page) = alice.browser.open(url.as_str()).await else { continue };
        let Some(control) = page.controls().into_iter().find(switches) else { continue };
        let Some(request) = pressed(stage, &mut alice, &page, &control, &organization).await?
        else {
            continue;
        };
        let mut prompts = request.url().query_pairs().filter(|(name, _)| name == "prompt");
        let selects = |prompt: &str| prompt.split_whitespace().any(|word| word == "select_account");
        let is_right = prompts.any(|(_, prompt)| selects(&prompt));
        return Ok(vec![if is_right {
            holds(&SWITCH_SELECTS_ACCOUNT)
        } else {
            let what = format!(
                "“{}” names an organization without prompt=select_account, so the person stays where they are",
                control.name
            );
            broken(&SWITCH_SELECTS_ACCOUNT, what).with([request.record().to_string()])
        }]);
    }
    let why = "no control was found that switches the organization by a sign-in";
    Ok(vec![does_not_apply(&SWITCH_SELECTS_ACCOUNT, why)])
}

fn switches(control: &Control) -> bool {
    let path = control.url().map(|url| url.path().to_lowercase()).unwrap_or_default();
    let name = control.name.to_lowercase();
    WORDS.iter().any(|word| path.contains(word) || name.starts_with(word))
}

/// Presses a control, with an organization in the field that is to name one, and returns the authorization request that
/// names an organization.
async fn pressed(
    stage: &Stage,
    alice: &mut Visitor,
    page: &Page,
    control: &Control,
    organization: &str,
) -> Result<Option<Hop>, NotTried> {
    if matches!(control.kind, ControlKind::Submit { .. }) {
        let entries = page.entries(control);
        let fields =
            entries.iter().filter(|(name, value)| value.is_empty() && name.contains("org"));
        for (field, _) in fields {
            alice.browser.fill(field, organization).await?;
        }
    }
    let Ok(outcome) = alice.browser.press(control).await else { return Ok(None) };
    let is_switch = |hop: &&Hop| {
        stage.fake.is_at(hop.url(), "/oauth/authorize")
            && parameter(hop.url(), "organization_id").is_some()
    };
    Ok(outcome.hops().iter().find(is_switch).cloned())
}
