//! `/_mock/seed`: the present state as a seed file.

use super::operation::Operation;
use super::reply::Toml;
use crate::http::here::Here;

pub(super) fn operations() -> [Operation; 1] {
    [Operation::get(
        "/seed",
        "exportSeed",
        "What the environment is now, as a seed file for `mock-idp serve --seed` or a new world",
        export,
    )
    .replies(
        "Policies, applications with their secrets, organizations, permissions, roles, users with their memberships and passkeys, identity providers, domains and directories, and the key that signs. Not sessions, tokens, codes and mails; open invitations; clients and API tokens of organizations; applications on a server without a secret; and what a seed has no field for, such as metadata of users.",
    )]
}

async fn export(Here(idp): Here) -> Toml {
    Toml(idp.seed().to_toml())
}
