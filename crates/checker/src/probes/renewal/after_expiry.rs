//! Rows 48 to 50, 57 to 61, 63, 65 and 66: what becomes of sessions when their access tokens have expired.
//!
//! The application's clock cannot be moved, so real seconds have to pass. All trials share one wait: each has a visitor of its
//! own, whose token has expired when the trial begins. Used refresh tokens have no grace meanwhile.
//!
//! Innocent: an application that lets a person be signed in once only; one that renews early, and so at each request while
//! tokens live for seconds; one whose cookie ends a minute before its access token, and that renews then; one that lets a token
//! pass for up to a minute after its expiry, as clocks may differ, and renews then.

mod burst;
mod dead;
mod ended;
mod hang_up;
mod hint;
mod newest;
mod outage;
mod served;
mod sparse;

use std::time::Duration;

use practices::Practice;
use serde_json::json;
use tokio::time::{Instant, sleep_until};

use self::sparse::Member;
use super::AFTER_EXPIRY;
use crate::probe::{control, not_tried};
use crate::{Finding, NotTried, Stage, Tried, Visitor};

/// How long access tokens live, in seconds: the shortest life in which people sign in one after the other on a busy machine.
pub(super) const LIFETIME: u32 = 6;

/// How long they live usually, in seconds: longer than any application renews early by.
const USUAL_LIFETIME: u32 = 300;

/// What one trial came to.
type Trial = Result<Finding, NotTried>;

/// The visitors, one for each trial.
struct Cast {
    served: Visitor,
    newest: Visitor,
    burst: Visitor,
    hang_up: Visitor,
    outage: Visitor,
    dead: (Visitor, String),
    ended: (Visitor, String),
    sparse: Result<Member, NotTried>,
    hint: Visitor,
}

impl Cast {
    async fn gather(stage: &Stage) -> Result<Self, NotTried> {
        Ok(Self {
            served: stage.alice().await?,
            newest: stage.alice().await?,
            burst: stage.alice().await?,
            hang_up: stage.alice().await?,
            outage: stage.alice().await?,
            dead: with_session(stage).await?,
            ended: with_session(stage).await?,
            sparse: Member::enter(stage).await,
            hint: stage.alice().await?,
        })
    }
}

pub(super) async fn run(stage: &Stage) -> Tried {
    stage.fake.set_policies(&json!({ "refresh_grace_seconds": 0 })).await?;
    // A session has to end by its renewals, and by no message.
    stage.fake.withhold_messages(&stage.subject.client).await?;
    let mut cast = match Cast::gather(stage).await {
        Ok(cast) => cast,
        Err(why) => return newest::early(stage).await?.map(of_newest).ok_or(why),
    };
    stage.pass(LIFETIME + 1).await;

    let (served, waited) = served::run(stage, &mut cast.served).await?;
    let mut findings = served.findings;
    if served.ends {
        if let Some(newest) = newest::early(stage).await? {
            return Ok(of_newest(newest));
        }
        if let Err(NotTried(why)) = ensure_several(stage).await {
            return Ok(with_rest(alone(stage).await?, &why));
        }
    }
    if served.presence.is_in() {
        let (visitor, session) = &mut cast.ended;
        let ended = ended::run(stage, visitor, session).await;
        findings.push(settled(&practices::SESSION_ENDS_WITH_SCALEKITS, ended));
    }
    if served.presence.is_in() && served.is_renewed {
        let ends_late = findings.iter().any(is_late_end);
        findings.extend(renewed(stage, &mut cast, waited, served.is_rewritten, ends_late).await);
    }
    Ok(with_rest(findings, "no renewal came when the access token had expired"))
}

/// Adds that the other practices could not be tried.
fn with_rest(mut findings: Vec<Finding>, why: &str) -> Vec<Finding> {
    for practice in AFTER_EXPIRY {
        if !findings.iter().any(|finding| finding.practice.slug == practice.slug) {
            findings.push(not_tried(practice, why));
        }
    }
    findings
}

/// Adds to what was found of the newest refresh token that nothing else could be tried: sessions end by that.
fn of_newest(newest: Finding) -> Vec<Finding> {
    with_rest(vec![newest], newest::ENDS_SESSIONS)
}

/// Tries with one visitor what needs no other: where each sign-in ends the one before.
async fn alone(stage: &Stage) -> Tried {
    stage.let_tokens_live(LIFETIME).await?;
    let mut alice = stage.alice().await?;
    stage.pass(LIFETIME + 1).await;
    Ok(served::run(stage, &mut alice).await?.0.findings)
}

/// The control: a person can be signed in with two browsers, so that it was not a later sign-in that ended this session. The
/// tokens live their usual time: none is near its end, and so nothing is renewed meanwhile.
async fn ensure_several(stage: &Stage) -> Result<(), NotTried> {
    stage.fake.set_policies(&json!({ "access_token_seconds": USUAL_LIFETIME })).await?;
    let mut first = stage.alice().await?;
    let _second = stage.alice().await?;
    let presence = stage.sees(&mut first).await?;
    control(presence.is_in(), "the application lets a person be signed in with one browser only")
}

/// Tries what can be tried with an application that renews, `waited` so many seconds later than the expiry.
async fn renewed(
    stage: &Stage,
    cast: &mut Cast,
    waited: u32,
    is_rewritten: bool,
    ends_late: bool,
) -> Vec<Finding> {
    let again_at = Instant::now() + Duration::from_secs((LIFETIME + 1 + waited).into());
    let first = newest::first(stage, &mut cast.newest).await;
    let mut findings = vec![
        settled(&practices::ONE_RENEWAL, burst::run(stage, &cast.burst).await),
        settled(
            &practices::NEW_TOKENS_ARE_STORED_FIRST,
            hang_up::run(stage, &mut cast.hang_up, is_rewritten).await,
        ),
        settled(&practices::OUTAGE_KEEPS_SESSION, outage::run(stage, &mut cast.outage).await),
        settled(
            &practices::DEAD_TOKEN_IS_DROPPED,
            dead::run(stage, &mut cast.dead, ends_late).await,
        ),
    ];
    findings.extend(sparse::run(stage, &mut cast.sparse).await);
    let newest = match first {
        Ok(renewal) => {
            sleep_until(again_at).await;
            newest::second(stage, &mut cast.newest, &renewal).await
        }
        Err(why) => Err(why),
    };
    findings.push(settled(&practices::NEWEST_REFRESH_TOKEN, newest));
    // The last one: a sign-out may end more than its own session.
    findings.push(settled(&practices::HINT_AFTER_RENEWAL, hint::run(stage, &mut cast.hint).await));
    findings
}

/// Says whether a session was seen to go on when that at Scalekit had expired.
fn is_late_end(finding: &Finding) -> bool {
    finding.practice == &practices::SESSION_ENDS_WITH_SCALEKITS
        && finding.outcome.breach().is_some()
}

/// Makes a finding of what a trial came to.
fn settled(practice: &'static Practice, trial: Trial) -> Finding {
    trial.unwrap_or_else(|NotTried(why)| not_tried(practice, why))
}

/// Signs the first person in once more, and returns the id of the session at the fake.
async fn with_session(stage: &Stage) -> Result<(Visitor, String), NotTried> {
    let before = stage.fake.active_sessions(stage.person()?).await?;
    let visitor = stage.alice().await?;
    let sessions = stage.fake.active_sessions(&visitor.person).await?;
    let new = sessions.into_iter().find(|session| !before.contains(session));
    let new = new.ok_or_else(|| NotTried::because("a sign-in began no session at the fake"))?;
    Ok((visitor, new))
}
