//! Finds what a request names by its id, or returns the error that it does not exist.

use super::OperationError;
use crate::environment::{
    Connection, ConnectionId, Environment, Id as _, Organization, OrganizationId, User, UserId,
};

pub(super) fn organization<'a>(
    env: &'a Environment,
    id: &str,
) -> Result<&'a Organization, OperationError> {
    env.organization(&OrganizationId::named(id))
        .ok_or_else(|| OperationError::not_found("organization", id))
}

pub(super) fn user<'a>(env: &'a Environment, id: &str) -> Result<&'a User, OperationError> {
    env.user(&UserId::named(id)).ok_or_else(|| OperationError::not_found("user", id))
}

pub(super) fn connection<'a>(
    env: &'a Environment,
    id: &str,
) -> Result<&'a Connection, OperationError> {
    env.connection(&ConnectionId::named(id))
        .ok_or_else(|| OperationError::not_found("connection", id))
}
