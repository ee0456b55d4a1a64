//! The link in the mail that asks somebody in (`behaviours.md` 7): it proves the address, signs the
//! person in, and leads to where the application begins a sign-in, which then needs no page.

use super::sign_in::{Proven, SignedIn, take_up};
use super::{Desk, Granted, Refusal, Ruling, ensure};
use crate::environment::{Client, Environment, Invitation, Organization, TrustedRedirect};
use crate::secret::Secret;
use crate::wire::{Browser, Endpoint, ErrorCode, Refuser};

/// Why a link does not let anybody in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum InvitationRefusal {
    #[error("no mail carried this link, or the invitation was withdrawn or replaced since")]
    Unknown,
    #[error("this invitation was accepted before; its link works once")]
    Accepted,
    #[error("this invitation has expired; ResendInvite makes a new one")]
    Expired,
    #[error("the user who was invited is deactivated")]
    NotActive,
}

impl Refusal for InvitationRefusal {
    type Code = ErrorCode;

    const REFUSER: Refuser = Refuser::Endpoint(Endpoint::Invitation);

    fn code(&self) -> ErrorCode {
        match self {
            Self::Unknown | Self::Accepted | Self::Expired => ErrorCode::InvalidRequest,
            Self::NotActive => ErrorCode::UserNotActive,
        }
    }
}

/// What the browser gets.
#[derive(Debug)]
pub(crate) struct Accepted {
    /// The organization's name.
    pub(crate) organization: String,
    /// Where the application begins a sign-in, if any application says so.
    pub(crate) to: Option<TrustedRedirect>,
    /// The session's cookie, if the browser is to get a new one.
    pub(crate) cookie: Option<Secret>,
}

/// Follows a link.
pub(crate) fn accept(
    desk: &mut Desk<'_>,
    token: &str,
    browser: &Browser,
) -> Ruling<Accepted, InvitationRefusal> {
    let (user, membership, invitation) =
        desk.env.invitation(token).ok_or(InvitationRefusal::Unknown)?;
    let organization =
        desk.env.organization(&membership.organization).ok_or(InvitationRefusal::Unknown)?;
    ensure(invitation.accepted_at.is_none(), InvitationRefusal::Accepted)?;
    ensure(invitation.is_open(desk.env.now()), InvitationRefusal::Expired)?;
    ensure(user.active, InvitationRefusal::NotActive)?;
    let SignedIn { cookie, events, .. } =
        take_up(desk, &Proven::by_mail(desk.env, user), &organization.id, browser);
    Ok(Granted {
        reply: Accepted {
            organization: organization.name.clone(),
            to: begin_at(desk.env, Some(organization)).map(|(_, to)| to),
            cookie,
        },
        events,
    })
}

/// The application that a person without an authorization request is sent to. Scalekit's
/// environments have one such URL; of several applications here, the first with a secret that has one
/// is meant, and then the first of all. That order is ours.
pub(crate) fn begin_at<'a>(
    env: &'a Environment,
    organization: Option<&Organization>,
) -> Option<(&'a Client, TrustedRedirect)> {
    let begins = |client: &'a Client| Some((client, client.initiate_login(organization)?));
    let mut servers = env.clients().filter(|client| !client.is_public());
    servers.find_map(begins).or_else(|| env.clients().find_map(begins))
}

/// The address that the mail of an invitation carries.
pub(crate) fn link(env: &Environment, invitation: &Invitation) -> Secret {
    let (issuer, token) = (env.issuer(), invitation.token.reveal());
    Secret::new(format!("{issuer}{}?token={token}", Endpoint::Invitation.path()))
}

#[cfg(test)]
mod tests;
