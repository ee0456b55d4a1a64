//! What requests name by its id: it is there, or not found.

use super::Failure;
use crate::environment::{
    Connection, ConnectionId, Environment, Id as _, Organization, OrganizationId, User, UserId,
};

pub(super) fn organization<'a>(
    environment: &'a Environment,
    asked: &str,
) -> Result<&'a Organization, Failure> {
    environment
        .organization(&OrganizationId::named(asked))
        .ok_or_else(|| Failure::not_found("organization", asked))
}

pub(super) fn user<'a>(environment: &'a Environment, asked: &str) -> Result<&'a User, Failure> {
    environment.user(&UserId::named(asked)).ok_or_else(|| Failure::not_found("user", asked))
}

pub(super) fn connection<'a>(
    environment: &'a Environment,
    asked: &str,
) -> Result<&'a Connection, Failure> {
    environment
        .connection(&ConnectionId::named(asked))
        .ok_or_else(|| Failure::not_found("connection", asked))
}
