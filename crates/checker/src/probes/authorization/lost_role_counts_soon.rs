//! Row 74: a role that was taken away opens nothing any more once an access token's life has passed.

use practices::LOST_ROLE_COUNTS_SOON;
use serde_json::json;

use super::admins;
use crate::probe::control;
use crate::stage::noticed;
use crate::{Mark, NotTried, Person, Sight, Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let (mut alice, mut bob) = admins::two_people(stage).await?;
    let pages = admins::exclusive(stage, &mut alice, &mut bob).await?;
    let Some(page) = pages.first() else {
        return Ok(vec![admins::no_page(stage, &LOST_ROLE_COUNTS_SOON)]);
    };
    // The page itself is looked at: it shows its own address to whoever it lets in.
    let sight = Sight { mark: Mark::Itself, ..page.clone() };
    let (person, browser) = (alice.person.clone(), alice.browser.as_mut());
    let before = stage.presence(browser, &sight, &person).await?;
    control(before.is_in(), "the administrator’s page does not open while the role is there")?;

    let mark = stage.fake.last_exchange().await?;
    take_role(stage, &person).await?;
    let after = stage.presence_after_a_life(browser, &sight, &person, mark).await?;
    let event = "the role admin was taken away";
    Ok(vec![noticed(&LOST_ROLE_COUNTS_SOON, after, &sight, &person, event)])
}

/// Makes an administrator a member.
async fn take_role(stage: &Stage, person: &Person) -> Result<(), NotTried> {
    let user = stage.fake.read(&format!("api/v1/users/{}", person.id), &[]).await?;
    let memberships = user["user"]["memberships"].as_array().into_iter().flatten();
    let organizations = memberships.filter_map(|one| one["organization_id"].as_str());
    let mut is_taken = false;
    for organization in organizations {
        let roles = format!("api/v1/organizations/{organization}/users/{}/roles", person.id);
        stage.fake.call(&roles, &json!([{ "role_name": "member" }])).await?;
        is_taken |= stage.fake.delete(&format!("{roles}/admin")).await.is_ok();
    }
    control(is_taken, "the fake could not take the role admin away")
}
