//! Row 19: a person switches the organization by `organization_id` together with `prompt=select_account`.
//!
//! Innocent: an application that names its tenant at each sign-in and looks at the organization of the token that comes,
//! which is why this is a doubt; a person who is in that organization already.

use super::{Record, Sight};
use crate::exchange::{CredentialKind, Exchange};

pub(super) fn look(exchange: &Exchange, _: &Record) -> Option<Sight> {
    // A login hint can be ignored too; the sign-in then is at a page, and no code comes at once.
    let is_ignored = exchange.is_authorization_request()
        && exchange.has("organization_id")
        && exchange.caused("authorization.ignored")
        && exchange.gives(CredentialKind::Code);
    is_ignored.then(|| {
        let what = "organization_id came without prompt=select_account, so the person stayed in another organization; all \
            is well if the application looks at the organization of the token";
        Sight::doubt(what).of_application()
    })
}
