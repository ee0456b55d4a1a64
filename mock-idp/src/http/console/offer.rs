//! What the page of a refused redirect offers: to register what was requested, and to read the journal's entry.

use super::Visitor;
use super::act::{Act, segment};
use super::memory::UnregisteredUri;
use crate::environment::RegisteredUri;
use crate::http::control::Standing;
use crate::http::pages::Buttons;
use crate::idp::{Idp, with_cursor};
use crate::rules::control::redirects::Purpose;
use crate::wire::Redacted;

/// What is known of a refusal beyond its reason.
#[derive(Debug, Default)]
pub(in crate::http) struct Refused {
    /// The number of its entry in the journal, if the journal can be read.
    pub(in crate::http) entry: Option<u64>,
    /// What the page offers.
    pub(in crate::http) buttons: Buttons,
}

/// Carries out a rule, and returns its outcome with the number of the last entry that it wrote in the journal.
pub(in crate::http) async fn with_entry<T>(rule: impl FnOnce() -> T) -> (T, Option<u64>) {
    with_cursor(async { rule() }).await
}

impl Visitor {
    /// Returns what the page of a refusal has besides its reason: `uri` is what the client with this id requested and
    /// has not registered.
    pub(in crate::http) fn refused(
        &self,
        idp: &Idp,
        entry: Option<u64>,
        uri: Option<(Purpose, &str, &str)>,
    ) -> Refused {
        let entry = entry.filter(|_| self.standing != Standing::NoControl);
        let offer = uri.and_then(|(purpose, client, uri)| {
            let (client, uri) = (client.to_owned(), uri.to_owned());
            let refused = UnregisteredUri { client, purpose, uri };
            let act = act(idp, &refused)?;
            self.remember(|memory| memory.refuse(refused));
            Some(act)
        });
        Refused { entry, buttons: self.buttons(idp, "register", offer) }
    }
}

/// Returns the act that registers what was refused, if it can be registered and is not.
pub(super) fn act(idp: &Idp, refused: &UnregisteredUri) -> Option<Act> {
    let UnregisteredUri { client, purpose, uri } = refused;
    // A URI that no page may quote in full has a secret in it, or what looks like one.
    if Redacted::of(uri).to_string() != *uri {
        return None;
    }
    let is_new = idp.read(|environment| {
        let environment_type = environment.settings().environment_type;
        let parsed = RegisteredUri::new(uri, environment_type).ok()?;
        let client = environment.client(client)?;
        let registered = match purpose {
            Purpose::SignIn => &client.redirect_uris,
            Purpose::Logout => &client.post_logout_redirect_uris,
        };
        Some(!registered.contains(&parsed))
    });
    let list = match purpose {
        Purpose::SignIn => "redirect_uris",
        Purpose::Logout => "post_logout_redirect_uris",
    };
    let path = format!("/clients/{}/{list}", segment(client));
    is_new?.then(|| Act::post("Register this URI", path).with(serde_json::json!({ "uri": uri })))
}
