//! How long an organization lets sessions live (`behaviours.md` 4.4). What it says counts for sessions that
//! begin afterwards.

use super::replaced;
use crate::environment::{Organization, Policies, SESSION_POLICY, SessionPolicy as Policy};
use crate::rules::management::{Failure, known};
use crate::rules::{Desk, Granted, Ruling, ensure};
use crate::wire::management::organizations::{
    OfOrganization, OneSessionPolicy, SessionPolicy, UpdateSessionPolicy,
};

const ABSOLUTE: &str = "absolute_session_timeout";
const IDLE: &str = "idle_session_timeout";

pub(super) fn get(desk: &mut Desk<'_>, ask: &OfOrganization) -> Ruling<OneSessionPolicy, Failure> {
    let known = known::organization(desk.env, &ask.organization_id)?;
    Ok(Granted::plainly(known.into()))
}

pub(super) fn update(
    desk: &mut Desk<'_>,
    ask: &UpdateSessionPolicy,
) -> Ruling<OneSessionPolicy, Failure> {
    let known = known::organization(desk.env, &ask.organization_id)?;
    let policy = match ask.policy_source.as_str() {
        "APPLICATION" => None,
        _ => Some(own(desk.env.policies(), known, ask)?),
    };
    let changed = Organization { session_policy: policy, ..known.clone() };
    Ok(replaced(desk.env, known, changed))
}

/// The organization's own policy. What the request leaves out stays as it was before.
fn own(
    policies: &Policies,
    known: &Organization,
    ask: &UpdateSessionPolicy,
) -> Result<Policy, Failure> {
    ensure(known.features.get(SESSION_POLICY) != Some(&false), turned_off(known))?;
    let unit = ask.absolute_session_timeout_unit.as_deref();
    let absolute = in_minutes(ABSOLUTE, ask.absolute_session_timeout, unit)?;
    let before = known.session_policy;
    let policy = Policy {
        absolute_minutes: absolute
            .or(before.map(|before| before.absolute_minutes))
            .ok_or_else(|| Failure::invalid(ABSOLUTE, "is required"))?,
        idle_minutes: own_idle(ask, before.and_then(|before| before.idle_minutes))?,
    };
    judge(policies, policy)?;
    Ok(policy)
}

fn own_idle(ask: &UpdateSessionPolicy, before: Option<u32>) -> Result<Option<u32>, Failure> {
    let unit = ask.idle_session_timeout_unit.as_deref();
    let idle = in_minutes(IDLE, ask.idle_session_timeout, unit)?.or(before);
    match ask.idle_session_timeout_enabled {
        Some(false) => Ok(None),
        Some(true) if idle.is_none() => Err(Failure::invalid(IDLE, "is required")),
        _ => Ok(idle),
    }
}

fn turned_off(organization: &Organization) -> Failure {
    let id = &organization.id;
    Failure::FailedPrecondition(format!(
        "the feature {SESSION_POLICY} is turned off for {id}; UpdateOrganizationSettings turns it on"
    ))
}

/// `absolute > idle > access token`: each time has to be longer than what it is to outlive.
fn judge(policies: &Policies, policy: Policy) -> Result<(), Failure> {
    let (shortest, field) = match policy.idle_minutes {
        Some(idle) => (idle, IDLE),
        None => (policy.absolute_minutes, ABSOLUTE),
    };
    ensure(
        policy.idle_minutes.is_none_or(|idle| idle < policy.absolute_minutes),
        Failure::invalid(ABSOLUTE, format!("must be longer than {IDLE}")),
    )?;
    let access_token = policies.access_token_seconds;
    let why = format!("must be longer than an access token lives, {access_token} seconds");
    ensure(u64::from(shortest) * 60 > u64::from(access_token), Failure::invalid(field, why))
}

fn in_minutes(
    field: &str,
    number: Option<i32>,
    unit: Option<&str>,
) -> Result<Option<u32>, Failure> {
    let Some(number) = number else {
        return Ok(None);
    };
    let minutes: i32 = match unit {
        Some("DAYS") => 24 * 60,
        Some("HOURS") => 60,
        _ => 1,
    };
    // A reply tells it as so many minutes, in a field of 32 bits with a sign.
    let minutes = number
        .checked_mul(minutes)
        .and_then(|minutes| u32::try_from(minutes).ok())
        .filter(|minutes| *minutes > 0);
    let why = || Failure::invalid(field, format!("must be from 1 to {} minutes", i32::MAX));
    minutes.map(Some).ok_or_else(why)
}

impl From<&Organization> for OneSessionPolicy {
    fn from(organization: &Organization) -> Self {
        Self { policy: SessionPolicy::from(organization.session_policy()) }
    }
}
