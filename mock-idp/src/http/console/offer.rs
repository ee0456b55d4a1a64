//! What the page of a refused redirect offers: to register what was requested.

use practices::{POST_LOGOUT_URI_IS_REGISTERED, REDIRECT_URI_IS_REGISTERED};

use super::Visitor;
use super::act::{Act, segment};
use super::memory::UnregisteredUri;
use crate::environment::RegisteredUri;
use crate::http::pages::Buttons;
use crate::idp::Idp;
use crate::rules::control::redirects::Purpose;
use crate::verdict::Finding;
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

    /// Returns the URIs that a finding is about, which were refused to its client, and are registered now. That they were
    /// refused stays true, and so does the finding.
    pub(in crate::http) fn registered_since(&self, idp: &Idp, finding: &Finding) -> Vec<String> {
        let Some(purpose) = purpose(finding) else { return Vec::new() };
        let Some(client) = &finding.client_id else { return Vec::new() };
        let refused = self.remember(|memory| memory.refused_to(client.as_str(), purpose));
        let registered = refused.into_iter().filter(|uri| is_registered(idp, uri) == Some(true));
        registered.map(|uri| uri.uri).collect()
    }
}

impl UnregisteredUri {
    /// Whether a finding says that this was refused.
    pub(super) fn is_found(&self, finding: &Finding) -> bool {
        let client = finding.client_id.as_ref();
        purpose(finding) == Some(self.purpose)
            && client.is_some_and(|client| client.as_str() == self.client)
    }
}

/// Returns for what a finding says that a URI is not registered.
fn purpose(finding: &Finding) -> Option<Purpose> {
    match finding.slug {
        slug if slug == REDIRECT_URI_IS_REGISTERED.slug => Some(Purpose::SignIn),
        slug if slug == POST_LOGOUT_URI_IS_REGISTERED.slug => Some(Purpose::Logout),
        _ => None,
    }
}

/// Whether what was refused is registered meanwhile; `None` if it cannot be.
fn is_registered(idp: &Idp, refused: &UnregisteredUri) -> Option<bool> {
    idp.read(|environment| {
        let environment_type = environment.settings().environment_type;
        let parsed = RegisteredUri::new(&refused.uri, environment_type).ok()?;
        let client = environment.client(&refused.client)?;
        let registered = match refused.purpose {
            Purpose::SignIn => &client.redirect_uris,
            Purpose::Logout => &client.post_logout_redirect_uris,
        };
        Some(registered.contains(&parsed))
    })
}

/// Returns the act that registers what was refused, if it can be registered and is not.
pub(super) fn act(idp: &Idp, refused: &UnregisteredUri) -> Option<Act> {
    let UnregisteredUri { client, purpose, uri } = refused;
    // A URI that no page may quote in full has a secret in it, or what looks like one.
    if Redacted::of(uri).to_string() != *uri {
        return None;
    }
    let is_registered = is_registered(idp, refused)?;
    let list = match purpose {
        Purpose::SignIn => "redirect_uris",
        Purpose::Logout => "post_logout_redirect_uris",
    };
    let path = format!("/clients/{}/{list}", segment(client));
    (!is_registered)
        .then(|| Act::post("Register this URI", path).with(serde_json::json!({ "uri": uri })))
}
