//! Rows 49 and 63: a renewal without `id_token`, `expires_in` and `scope` is enough, cookies get a lifetime all the same, and
//! roles are those of the new access token.

use practices::{MAX_AGE_IS_A_NUMBER, Practice, SPARSE_RENEWAL_IS_ENOUGH};
use serde_json::json;
use user_agent::Page;

use super::Trial;
use crate::probe::{broken, control, holds, not_tried};
use crate::probes::callback::unheard_of;
use crate::stage::{is_same_page, judge, look, server_error};
use crate::{FaultPlan, Finding, NotTried, Presence, Sight, Stage, Visitor};

/// A person who administers nothing, and the pages that are closed to them for that.
pub(super) struct Member {
    visitor: Visitor,
    closed: Vec<Sight>,
}

impl Member {
    /// Signs in somebody of whom the application has never heard, and finds out which guarded pages stay closed. The second
    /// person of the seed is taken only where no newcomer gets in: an application may remember for ever who had a role once.
    pub(super) async fn enter(stage: &Stage) -> Result<Self, NotTried> {
        let mut visitor = match newcomer(stage).await {
            Ok(visitor) => visitor,
            Err(_) => stage.bob().await?,
        };
        let mut closed = Vec::new();
        for sight in stage.subject.guarded.iter().filter(|sight| !sight.is_api) {
            if !opens(stage, &mut visitor, sight).await? {
                closed.push(sight.clone());
            }
        }
        Ok(Self { visitor, closed })
    }
}

async fn newcomer(stage: &Stage) -> Result<Visitor, NotTried> {
    let email = format!("{}@acme.example", unheard_of("member"));
    let newcomer = stage.fake.add_colleague(stage.person()?, &email).await?;
    stage.visitor(newcomer).await
}

pub(super) async fn run(stage: &Stage, member: &mut Result<Member, NotTried>) -> Vec<Finding> {
    let tried = match member {
        Ok(member) => renew(stage, member).await,
        Err(why) => Err(why.clone()),
    };
    tried.unwrap_or_else(|NotTried(why)| {
        let both: [&'static Practice; 2] = [&MAX_AGE_IS_A_NUMBER, &SPARSE_RENEWAL_IS_ENOUGH];
        both.into_iter().map(|practice| not_tried(practice, why.clone())).collect()
    })
}

async fn renew(stage: &Stage, member: &mut Member) -> Result<Vec<Finding>, NotTried> {
    let (sight, person) = (stage.best()?, member.visitor.person.clone());
    stage.fake.set_roles(&person, &stage.person()?.roles).await?;
    let mark = stage.fake.last_entry().await?;
    let sparse = json!({ "refresh_without": ["id_token", "expires_in", "scope"] });
    stage.fake.plan(FaultPlan::new(sparse).at("token")).await?;
    let browser = member.visitor.browser.as_mut();
    let answer = look(&stage.fake, &stage.subject.app, browser, sight).await?;
    stage.fake.clear_faults().await?;
    control(stage.has_fired(mark).await?, "no renewal came that could lack something")?;
    let presence = judge(&stage.fake, sight, &person, &answer);
    let failure = server_error(&stage.fake, &answer);
    let page = answer.ok().filter(|_| presence.is_in());
    let roles = match (presence, failure) {
        (Presence::In, _) => roles(stage, member).await,
        (Presence::Out, _) => {
            let what = "a renewal without id_token, expires_in and scope ended the session";
            Ok(broken(&SPARSE_RENEWAL_IS_ENOUGH, what))
        }
        (Presence::Unanswered, Some(status)) => {
            let path = sight.url.path();
            let what = format!(
                "after a renewal without id_token, expires_in and scope, {path} answers {status}"
            );
            Ok(broken(&SPARSE_RENEWAL_IS_ENOUGH, what))
        }
        (Presence::Unanswered, None) => Err(NotTried::because(
            "the page did not answer after a renewal without id_token, expires_in and scope",
        )),
    };
    Ok(vec![super::settled(&SPARSE_RENEWAL_IS_ENOUGH, roles), max_age(page.as_ref())])
}

/// Looks whether a role that was given meanwhile opens what it opens after a sign-in.
async fn roles(stage: &Stage, member: &mut Member) -> Trial {
    for sight in &member.closed {
        if opens(stage, &mut member.visitor, sight).await? {
            continue;
        }
        let mut fresh = stage.visitor(member.visitor.person.clone()).await?;
        if opens(stage, &mut fresh, sight).await? {
            let what = format!(
                "a role that was given before the renewal opens {} after a sign-in, and not after the renewal",
                sight.url.path()
            );
            return Ok(broken(&SPARSE_RENEWAL_IS_ENOUGH, what));
        }
    }
    Ok(holds(&SPARSE_RENEWAL_IS_ENOUGH))
}

async fn opens(stage: &Stage, visitor: &mut Visitor, sight: &Sight) -> Result<bool, NotTried> {
    let browser = visitor.browser.as_mut();
    let answer = look(&stage.fake, &stage.subject.app, browser, sight).await?;
    Ok(answer.is_ok_and(|page| {
        is_same_page(page.url(), &sight.url) && (200..300).contains(&page.status())
    }))
}

/// Judges the lifetimes of the cookies that the page after the renewal sets.
fn max_age(page: Option<&Page>) -> Finding {
    let Some(page) = page else {
        return not_tried(
            &MAX_AGE_IS_A_NUMBER,
            "no page was served after a renewal without expires_in",
        );
    };
    let lines = page.hops().iter().flat_map(user_agent::Hop::set_cookies);
    let wrong = lines.filter(|line| !is_number(line)).map(name).collect::<Vec<_>>();
    match wrong.first() {
        Some(name) => {
            let what = format!(
                "after a renewal without expires_in, {name} is set with a Max-Age or Expires that is none"
            );
            broken(&MAX_AGE_IS_A_NUMBER, what)
        }
        None => holds(&MAX_AGE_IS_A_NUMBER),
    }
}

fn name(line: &str) -> &str {
    line.split(['=', ';']).next().unwrap_or_default().trim()
}

/// Says whether the lifetime that a `Set-Cookie` line has, if it has one, is a lifetime.
fn is_number(line: &str) -> bool {
    let attributes = line.split(';').skip(1).filter_map(|attribute| attribute.split_once('='));
    attributes.into_iter().all(|(name, value)| {
        let value = value.trim();
        match name.trim().to_ascii_lowercase().as_str() {
            "max-age" => value.parse::<i64>().is_ok(),
            "expires" => !value.to_ascii_lowercase().contains("invalid"),
            _ => true,
        }
    })
}
