//! The session policy of an organization (`docs/sessions.md#session-policies`). It applies to sessions that begin
//! after the change.

use super::{replaced, view};
use crate::environment::{Organization, Policies, SESSION_POLICY, SessionPolicy};
use crate::rules::management::{OperationError, Ruling, find};
use crate::rules::{Desk, Granted, ensure};
use crate::wire::management::organizations as wire;

const ABSOLUTE: &str = "absolute_session_timeout";
const IDLE: &str = "idle_session_timeout";

pub(super) fn get(
    desk: &mut Desk<'_>,
    request: &wire::GetOrganizationSessionPolicyRequest,
) -> Ruling<wire::GetOrganizationSessionPolicyResponse> {
    let known = find::organization(desk.env, &request.organization_id)?;
    Ok(Granted::plainly(wire::GetOrganizationSessionPolicyResponse {
        policy: Some(view::session_policy(known.session_policy())),
    }))
}

pub(super) fn update(
    desk: &mut Desk<'_>,
    request: &wire::UpdateOrganizationSessionPolicyRequest,
) -> Ruling<wire::UpdateOrganizationSessionPolicyResponse> {
    let known = find::organization(desk.env, &request.organization_id)?;
    let policy = match request.policy_source.as_str() {
        "APPLICATION" => None,
        _ => Some(own(desk.env.policies(), known, request)?),
    };
    let changed = Organization { session_policy: policy, ..known.clone() };
    Ok(replaced(desk.env, known, changed, |organization| {
        let policy = Some(view::session_policy(organization.session_policy()));
        wire::UpdateOrganizationSessionPolicyResponse { policy }
    }))
}

/// Returns the organization's new policy. Fields that the request leaves out stay as they were.
fn own(
    policies: &Policies,
    known: &Organization,
    request: &wire::UpdateOrganizationSessionPolicyRequest,
) -> Result<SessionPolicy, OperationError> {
    ensure(known.features.get(SESSION_POLICY) != Some(&false), turned_off(known))?;
    let unit = request.absolute_session_timeout_unit.as_deref();
    let absolute = in_minutes(ABSOLUTE, request.absolute_session_timeout, unit)?;
    let before = known.session_policy;
    let policy = SessionPolicy {
        absolute_minutes: absolute
            .or(before.map(|before| before.absolute_minutes))
            .ok_or_else(|| OperationError::invalid(ABSOLUTE, "is required"))?,
        idle_minutes: own_idle(request, before.and_then(|before| before.idle_minutes))?,
    };
    ensure_in_order(policies, policy)?;
    Ok(policy)
}

fn own_idle(
    request: &wire::UpdateOrganizationSessionPolicyRequest,
    before: Option<u32>,
) -> Result<Option<u32>, OperationError> {
    let unit = request.idle_session_timeout_unit.as_deref();
    let idle = in_minutes(IDLE, request.idle_session_timeout, unit)?.or(before);
    match request.idle_session_timeout_enabled {
        Some(false) => Ok(None),
        Some(true) if idle.is_none() => Err(OperationError::invalid(IDLE, "is required")),
        _ => Ok(idle),
    }
}

fn turned_off(organization: &Organization) -> OperationError {
    let id = &organization.id;
    OperationError::FailedPrecondition(format!(
        "the feature {SESSION_POLICY} is turned off for {id}; UpdateOrganizationSettings turns it on"
    ))
}

/// Refuses a policy unless its lifetimes descend: absolute, idle, access token.
fn ensure_in_order(policies: &Policies, policy: SessionPolicy) -> Result<(), OperationError> {
    let (shortest, field) = match policy.idle_minutes {
        Some(idle) => (idle, IDLE),
        None => (policy.absolute_minutes, ABSOLUTE),
    };
    ensure(
        policy.idle_minutes.is_none_or(|idle| idle < policy.absolute_minutes),
        OperationError::invalid(ABSOLUTE, format!("must be longer than {IDLE}")),
    )?;
    let access_token = policies.access_token_seconds;
    let why = format!("must be longer than an access token lives, {access_token} seconds");
    ensure(u64::from(shortest) * 60 > u64::from(access_token), OperationError::invalid(field, why))
}

fn in_minutes(
    field: &str,
    number: Option<i32>,
    unit: Option<&str>,
) -> Result<Option<u32>, OperationError> {
    let Some(number) = number else {
        return Ok(None);
    };
    let minutes: i32 = match unit {
        Some("DAYS") => 24 * 60,
        Some("HOURS") => 60,
        _ => 1,
    };
    // Replies have minutes in a signed 32-bit field.
    let minutes = number
        .checked_mul(minutes)
        .and_then(|minutes| u32::try_from(minutes).ok())
        .filter(|minutes| *minutes > 0);
    let why = || OperationError::invalid(field, format!("must be from 1 to {} minutes", i32::MAX));
    minutes.map(Some).ok_or_else(why)
}
