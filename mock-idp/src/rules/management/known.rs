//! What requests name by its id: it is there, or not found.

use super::Failure;
use crate::environment::{
    Connection, ConnectionId, Environment, Id as _, Organization, OrganizationId, User, UserId,
};

pub(super) fn organization<'a>(
    env: &'a Environment,
    asked: &str,
) -> Result<&'a Organization, Failure> {
    env.organization(&OrganizationId::named(asked))
        .ok_or_else(|| Failure::not_found("organization", asked))
}

pub(super) fn user<'a>(env: &'a Environment, asked: &str) -> Result<&'a User, Failure> {
    env.user(&UserId::named(asked)).ok_or_else(|| Failure::not_found("user", asked))
}

pub(super) fn connection<'a>(env: &'a Environment, asked: &str) -> Result<&'a Connection, Failure> {
    env.connection(&ConnectionId::named(asked))
        .ok_or_else(|| Failure::not_found("connection", asked))
}
