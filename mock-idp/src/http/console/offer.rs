//! What the page of a refused redirect offers: to register what was requested.

use super::Visitor;
use super::act::{Act, segment};
use super::memory::UnregisteredUri;
use crate::environment::RegisteredUri;
use crate::http::pages::Buttons;
use crate::idp::Idp;
use crate::rules::control::redirects::Purpose;
use crate::wire::Redacted;

impl Visitor {
    /// Returns the button that registers `uri`, which the client with this id requested and has not registered.
    pub(in crate::http) fn offer(
        &self,
        idp: &Idp,
        (purpose, client, uri): (Purpose, &str, &str),
    ) -> Buttons {
        let (client, uri) = (client.to_owned(), uri.to_owned());
        let refused = UnregisteredUri { client, purpose, uri };
        let act = act(idp, &refused);
        if act.is_some() {
            self.remember(|memory| memory.refuse(refused));
        }
        self.buttons(idp, "register", act)
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
