//! The link of an invitation (`docs/authorize.md#invitations`): it proves the address, signs the person in, and leads
//! to the application's initiate-login URL, where a sign-in needs no page then.

use super::authorization::{ProvenUser, SignedIn, start_or_renew};
use super::{Desk, Granted, Refusal, Ruling, ensure};
use crate::environment::{Client, Environment, Invitation, Organization, TrustedRedirect};
use crate::secret::Secret;
use crate::wire::{Browser, Endpoint, ErrorCode, Refuser};

/// The reason why the link of an invitation is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum InvitationError {
    #[error("no mail carried this link, or the invitation was withdrawn or replaced since")]
    Unknown,
    #[error("this invitation was accepted before; its link works once")]
    Accepted,
    #[error("this invitation has expired; ResendInvite makes a new one")]
    Expired,
    #[error("the user who was invited is deactivated")]
    NotActive,
}

impl Refusal for InvitationError {
    type Code = ErrorCode;

    const REFUSER: Refuser = Refuser::Endpoint(Endpoint::Invitation);

    fn code(&self) -> ErrorCode {
        match self {
            Self::Unknown | Self::Accepted | Self::Expired => ErrorCode::InvalidRequest,
            Self::NotActive => ErrorCode::UserNotActive,
        }
    }
}

/// An accepted invitation, and the browser's next address.
#[derive(Debug)]
pub(crate) struct Accepted {
    /// The organization's name.
    pub(crate) organization: String,
    /// The initiate-login URL of an application, if there is one.
    pub(crate) to: Option<TrustedRedirect>,
    /// The session's cookie, if the browser is to get a new one.
    pub(crate) cookie: Option<Secret>,
}

/// Accepts the invitation of a link.
pub(crate) fn accept(
    desk: &mut Desk<'_>,
    token: &str,
    browser: &Browser,
) -> Ruling<Accepted, InvitationError> {
    let (user, membership, invitation) =
        desk.env.invitation(token).ok_or(InvitationError::Unknown)?;
    let organization =
        desk.env.organization(&membership.organization).ok_or(InvitationError::Unknown)?;
    ensure(invitation.accepted_at.is_none(), InvitationError::Accepted)?;
    ensure(invitation.is_open(desk.env.now()), InvitationError::Expired)?;
    ensure(user.active, InvitationError::NotActive)?;
    let SignedIn { cookie, events, .. } =
        start_or_renew(desk, &ProvenUser::by_mail(desk.env, user), &organization.id, browser);
    Ok(Granted {
        reply: Accepted {
            organization: organization.name.clone(),
            to: begin_at(desk.env, Some(organization)).map(|(_, to)| to),
            cookie,
        },
        events,
    })
}

/// Returns the initiate-login URL to which a person without an authorization request is sent. Scalekit's environments
/// have one such URL; of several applications here, that of the first confidential one with such a URL counts, or
/// else that of the first with such a URL. That order is ours.
pub(crate) fn begin_at<'a>(
    env: &'a Environment,
    organization: Option<&Organization>,
) -> Option<(&'a Client, TrustedRedirect)> {
    let begins = |client: &'a Client| Some((client, client.initiate_login(organization)?));
    let mut servers = env.clients().filter(|client| !client.is_public());
    servers.find_map(begins).or_else(|| env.clients().find_map(begins))
}

/// Returns the link in the mail of an invitation.
pub(crate) fn link(env: &Environment, invitation: &Invitation) -> Secret {
    let (issuer, token) = (env.issuer(), invitation.token.reveal());
    Secret::new(format!("{issuer}{}?token={token}", Endpoint::Invitation.path()))
}

#[cfg(test)]
mod tests;
