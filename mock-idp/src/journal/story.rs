//! The journal as a person reads it, and as `insta` keeps it.

mod names;

use std::borrow::Cow;
use std::fmt::Write as _;

use jiff::{SignedDuration, Timestamp};

use self::names::Names;
use super::{Entry, Happening};
use crate::environment::{Delivered, EndedBy, Environment, Event, RevokedBecause, Told};

/// Columns of the event's name, so that what follows lines up. Of one event Scalekit's own name is
/// longer, and pushes its line to the right.
const NAME_COLUMN: usize = 27;

/// What a clock that is ahead does to whoever has another.
const AHEAD: &str = "whoever judges iat and nbf by the machine's time refuses what is issued now; age_seconds makes what there is older instead";

/// One entry, with its line break.
pub(super) fn line(entry: &Entry, began_at: Timestamp, environment: &Environment) -> String {
    let passed = passed(entry.at.duration_since(began_at));
    let (name, detail) = match &entry.happening {
        Happening::Event(event) => (Cow::Borrowed(event.name()), tell(event, environment)),
        Happening::Refused(refused) => {
            (Cow::Owned(refused.event.clone()), format!("{}: {}", refused.error, refused.reason))
        }
        Happening::Fault(fault) => (Cow::Borrowed(fault.event), fault.what.clone()),
    };
    let mut line = format!("{passed}  {name:<NAME_COLUMN$}  {detail}");
    line.truncate(line.trim_end().len());
    line.push('\n');
    line
}

/// Returns the sentence of an entry that does not carry one: of an event, or of a fault.
pub(super) fn reason(entry: &Entry, environment: &Environment) -> Option<String> {
    let sentence = match &entry.happening {
        Happening::Event(event) => tell(event, environment),
        Happening::Refused(_) => return None,
        Happening::Fault(fault) => fault.what.clone(),
    };
    Some(sentence).filter(|sentence| !sentence.is_empty())
}

/// Minutes and seconds, and hours and days where there are any: `06:00`, `2:00:00`, `8d 0:00:00`.
fn passed(since: SignedDuration) -> String {
    let seconds = since.as_secs().max(0);
    let (days, hours) = (seconds / 86_400, seconds / 3_600 % 24);
    let (minutes, seconds) = (seconds / 60 % 60, seconds % 60);
    match (days, hours) {
        (0, 0) => format!("{minutes:02}:{seconds:02}"),
        (0, _) => format!("{hours}:{minutes:02}:{seconds:02}"),
        _ => format!("{days}d {hours}:{minutes:02}:{seconds:02}"),
    }
}

#[expect(clippy::too_many_lines, reason = "a table: one arm for each event")]
fn tell(event: &Event, environment: &Environment) -> String {
    let names = Names(environment);
    match event {
        Event::AuthorizationRequested { request } => {
            format!("{}: {}", names.client(&request.client), request.scope)
        }
        Event::ParameterIgnored { parameter, why } => format!("{parameter}: {why}"),
        Event::FieldsIgnored { operation, reason } => {
            let method = operation.rsplit('/').next().unwrap_or_default();
            format!("{method}: {reason}")
        }
        Event::AuthorizationEnded { error, .. } => (*error).to_owned(),
        Event::EmailCodeSent { code, mail: Some(_), .. } => format!("to {}", code.email),
        Event::EmailCodeSent { code, mail: None, .. } => {
            format!("to {}: no mail, a test user's code is fixed", code.email)
        }
        Event::EmailCodeRejected { .. } | Event::AuthorizationRestarted { .. } => String::new(),
        Event::UserSignedUp { user } | Event::UserCreated { user } => user.email.clone(),
        Event::OrganizationCreated { organization } => organization.name.clone(),
        Event::MembershipChanged { user, organization, roles } => {
            format!(
                "{} is {} of {}",
                names.user(user),
                roles.join(" and "),
                names.organization(organization)
            )
        }
        Event::UserSignedIn { session } => {
            format!(
                "{} in {}",
                names.user(&session.user),
                names.organization(&session.organization)
            )
        }
        Event::UserReauthenticated { session, .. } | Event::SessionExpired { session } => {
            names.session(session)
        }
        Event::SessionEnded { session, by, hinted } => {
            let mut told = format!("{}: {}", names.session(session), ended_by(*by));
            if let Some(hint) = hinted.as_ref().filter(|hint| &hint.session != session) {
                let _ = write!(
                    told,
                    "; id_token_hint was of another session, of {}",
                    names.session(&hint.session)
                );
            }
            told
        }
        Event::LogoutEndedNothing { why, hinted } => match hinted {
            Some(session) => format!("{}: {why}", names.session(session)),
            None => why.to_string(),
        },
        Event::CodeIssued { grant, .. } => {
            format!(
                "{} for {}: {}",
                names.client(&grant.client),
                names.user(&grant.user),
                grant.scope
            )
        }
        Event::CodeRedeemed { grant, .. } => names.grant(grant),
        Event::TokensIssued { grant, id_token, refresh_token, .. } => {
            let id_token = if *id_token { ", id" } else { "" };
            let refresh_token = if refresh_token.is_some() { ", refresh" } else { "" };
            format!("{}: access{id_token}{refresh_token}", names.grant(grant))
        }
        Event::RefreshTokenRotated { grant, .. } | Event::RefreshTokenRetried { grant, .. } => {
            names.grant(grant)
        }
        Event::GrantRevoked { grant, why } => {
            format!("{}: {}", names.grant(grant), revoked_because(*why))
        }
        Event::AccessTokenRevoked { token, .. } => token.to_string(),
        Event::SessionOutlived { session, endpoint, accepted, how, .. } => {
            let outcome = if *accepted { "accepted" } else { "refused" };
            let session = names.session(session);
            format!("{session}: {outcome} at {endpoint}, its session has ended: {how}")
        }
        Event::ClientTokenIssued { client, .. } => names.client(client),
        Event::SignInPrepared { user, place } if *place > 1 => {
            format!("{}, number {place} in the queue", names.user(user))
        }
        Event::SignInTaken { user, client } => {
            format!("{} by {}", names.user(user), names.client(client))
        }
        Event::PoliciesChanged { changed, .. } => {
            let changes = changed.iter().map(|(name, value)| format!("{name} = {value}"));
            changes.collect::<Vec<_>>().join(", ")
        }
        Event::SignInPrepared { user, .. }
        | Event::UserDeactivated { user }
        | Event::OrganizationAsked { user, .. } => names.user(user),
        Event::ClientCreated { client } | Event::ClientUpdated { client } => client.name.clone(),
        Event::EnvironmentAged { seconds } => {
            format!(
                "everything is older by {}",
                passed(SignedDuration::from_secs((*seconds).into()))
            )
        }
        Event::ClockAhead { seconds } => {
            let ahead =
                passed(SignedDuration::from_secs(i64::try_from(*seconds).unwrap_or(i64::MAX)));
            format!("{ahead} ahead of this machine's: {AHEAD}")
        }
        Event::SigningKeyAnnounced { kid, .. } => format!("{kid}, which does not sign yet"),
        Event::SigningKeyRotated { kid, .. } => kid.clone(),

        Event::UserUpdated { user } => user.email.clone(),
        Event::UserDeleted { email, .. } => email.clone(),
        Event::MembershipCreated { user, membership } => names.place(user, membership),
        Event::MembershipMetadataChanged { user, organization, .. } => {
            format!("metadata of {} in {}", names.user(user), names.organization(organization))
        }
        Event::MembershipDeleted { user, organization } => {
            format!("{} left {}", names.user(user), names.organization(organization))
        }
        Event::UserInvited { membership, mail, .. } => {
            let again = membership
                .invitation
                .as_ref()
                .is_some_and(|invitation| invitation.resent_count > 0);
            let again = if again { ", again" } else { "" };
            let organization = names.organization(&membership.organization);
            format!("{} to {organization}{again}", mail.to)
        }
        Event::InvitationAccepted { user, organization, .. } => format!(
            "{} accepted the invitation to {}",
            names.user(user),
            names.organization(organization)
        ),

        Event::OrganizationUpdated { organization }
        | Event::OrganizationDeleted { organization } => organization.name.clone(),
        Event::PortalLinkGenerated { link } => {
            format!("{}: {}", names.organization(&link.organization), link.features.join(", "))
        }
        Event::PortalLinkOpened { organization, .. } => names.organization(organization),
        Event::RoleCreated { role } | Event::RoleUpdated { role } | Event::RoleDeleted { role } => {
            names.role(role)
        }
        Event::PermissionCreated { permission }
        | Event::PermissionUpdated { permission }
        | Event::PermissionDeleted { permission } => permission.name.clone(),

        Event::ClientDeleted { name, .. } | Event::DomainDeleted { name, .. } => name.clone(),
        Event::MachineClientCreated { client } | Event::MachineClientUpdated { client } => {
            let organization = names.organization(&client.organization);
            format!("{} of {organization}", client.name)
        }
        Event::ClientSecretCreated { client, secret } => {
            format!("{} of {}", secret.id, names.client(client))
        }
        Event::ClientSecretDeleted { client, secret } => {
            format!("{secret} of {}", names.client(client))
        }
        Event::ApiTokenCreated { token } | Event::ApiTokenUpdated { token } => {
            let organization = names.organization(&token.organization);
            match &token.user {
                Some(user) => format!("{} for {} in {organization}", token.id, names.user(user)),
                None => format!("{} for {organization}", token.id),
            }
        }
        Event::ApiTokenInvalidated { token } => token.to_string(),
        Event::PasswordlessSent { request, mail: Some(_) } => format!("to {}", request.email),
        Event::PasswordlessSent { request, mail: None } => {
            format!("to {}: no mail, a test user's code is fixed", request.email)
        }
        Event::PasswordlessRejected { email, .. } | Event::PasswordlessVerified { email, .. } => {
            email.clone()
        }
        Event::PasskeyRegistered { passkey } => {
            format!("{} of {}", passkey.display_name, names.user(&passkey.user))
        }
        Event::PasskeyRenamed { display_name, .. } => display_name.clone(),
        Event::PasskeyDeleted { passkey } => passkey.to_string(),

        Event::IdentityProviderAsked { upstream, .. } => names.connection(&upstream.connection),
        Event::IdentityAsserted { assertion, .. } => {
            let connection = names.connection(&assertion.connection);
            format!("{} by {connection}", assertion.email)
        }
        Event::LoginUserDetailsTold { told, .. } => match told {
            Told::SignedIn(assertion) => assertion.email.clone(),
            Told::Failed => "nobody signed in".to_owned(),
        },
        Event::IdentityLinked { identity } => {
            let connection = names.connection(&identity.connection);
            format!("{} by {connection}", names.user(&identity.user))
        }
        Event::IdpInitiatedLoginSent { connection, client, login_hint } => {
            let (from, to) = (names.connection(connection), names.client(client));
            match login_hint {
                Some(address) => format!("{address} from {from} to {to}"),
                None => format!("an error from {from} to {to}"),
            }
        }
        Event::ConnectionCreated { connection }
        | Event::EnvironmentConnectionCreated { connection }
        | Event::ConnectionUpdated { connection } => names.called(connection),
        Event::ConnectionEnabled { connection }
        | Event::ConnectionDisabled { connection }
        | Event::ConnectionDeleted { connection } => names.connection(connection),
        Event::DomainCreated { domain } => {
            let organization = names.organization(&domain.organization);
            format!("{} of {organization}", domain.domain)
        }
        Event::DirectoryCreated { directory } => {
            let organization = names.organization(&directory.organization);
            format!("{} of {organization}", directory.name)
        }
        Event::DirectoryEnabled { directory }
        | Event::DirectoryDisabled { directory }
        | Event::DirectoryDeleted { directory } => names.directory(directory),

        Event::WebhookEndpointCreated { endpoint } => endpoint.url.clone(),
        Event::WebhookEndpointUpdated { endpoint } => {
            let held = if endpoint.held { "held" } else { "released" };
            format!("{}: {held}", endpoint.url)
        }
        Event::WebhookEndpointDeleted { url, .. } => url.clone(),
        Event::DeliverySucceeded { delivery, status } => {
            format!("{} {} to {}: {status}", delivery.number, delivery.r#type, delivery.url)
        }
        Event::DeliveryFailed { delivery, why, next_attempt } => {
            let Delivered { number, r#type, url, attempt } = delivery;
            let told = format!("{number} {type} to {url}, attempt {attempt}: {why}");
            match next_attempt {
                Some(next) => format!("{told}; again at {next}"),
                None => told,
            }
        }
    }
}

fn ended_by(by: EndedBy) -> &'static str {
    match by {
        EndedBy::Logout => "signed out",
        EndedBy::Revocation => "revoked",
        EndedBy::Replacement => "another person signed in with this browser",
        EndedBy::Expired => "it ran out",
    }
}

fn revoked_because(why: RevokedBecause) -> &'static str {
    match why {
        RevokedBecause::CodeReplayed => "its code was presented twice",
        RevokedBecause::RefreshTokenReused => "a used refresh token came back",
        RevokedBecause::ClientAsked => "the client asked for it",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_told_as_long_as_it_was() {
        let told = [0, 359, 3_599, 7_200, 86_399, 8 * 86_400 + 61]
            .map(|seconds| passed(SignedDuration::from_secs(seconds)));

        insta::assert_snapshot!(told.join("  "), @"00:00  05:59  59:59  2:00:00  23:59:59  8d 0:01:01");
    }
}
