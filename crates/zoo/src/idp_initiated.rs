//! A sign-in that an identity provider began: its token only says how to begin a sign-in of the application's own.

use crate::app::App;
use crate::sign_in::{self, Beginning};
use crate::{Defect, token};

/// Reads what the token says into the beginning of a sign-in; one that cannot be believed says nothing.
pub(crate) async fn read(app: &App, token: &str, beginning: &mut Beginning) {
    if app.has(Defect::IdpInitiatedIgnored) {
        return;
    }
    let Ok(claims) = token::idp_initiated(app, token).await else { return };
    for name in ["connection_id", "organization_id", "login_hint"] {
        if let Some(value) = claims[name].as_str() {
            beginning.parameters.push((name.to_owned(), value.to_owned()));
        }
    }
    if let Some(wanted) = claims["relay_state"].as_str() {
        beginning.next = sign_in::next(app, Some(wanted));
    }
    if app.has(Defect::IdpInitiatedSignsIn) {
        let relay_state = claims["relay_state"].as_str().unwrap_or("relay-state-of-the-provider");
        beginning.state = Some(relay_state.to_owned());
    }
}
