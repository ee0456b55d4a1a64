//! Sign-outs that a script of the page sends.

use super::escaped;
use crate::app::{App, LANDING};
use crate::sessions::Session;
use crate::{Defect, Unusual};

/// The defects of a sign-out by a script that ends at Scalekit all the same.
const OF_A_SCRIPT: [Defect; 3] =
    [Defect::ScriptSignOutUnprotected, Defect::ScriptIgnoresRefusal, Defect::ScriptClearsFirst];

/// Says whether a script signs out, and navigates to Scalekit afterwards.
pub(crate) fn signs_out(app: &App) -> bool {
    app.is(Unusual::SignOutByScript) || OF_A_SCRIPT.iter().any(|defect| app.has(*defect))
}

/// Returns the button and its script. The script sends the token in a header, which no form of another site can add, looks
/// at the status, clears what the page has stored, and goes where the answer says.
pub(super) fn sign_out_button(app: &App, session: &Session, name: &str) -> String {
    let (csrf, person) = (escaped(&session.csrf), escaped(&session.person.name));
    let headers = if app.has(Defect::ScriptSignOutUnprotected) {
        String::new()
    } else {
        format!("'x-csrf-token': '{csrf}'")
    };
    let first = if app.has(Defect::ScriptClearsFirst) { "localStorage.clear();" } else { "" };
    let then = if app.has(Defect::ScriptIgnoresRefusal) {
        format!("const {{ logout = '{LANDING}' }} = await answer.json().catch(() => ({{}}));")
    } else {
        "if (!answer.ok) return document.getElementById('said').textContent = 'You are still signed in.';\
         const { logout } = await answer.json();"
            .to_owned()
    };
    format!(
        "<p id=\"said\"></p><button type=\"button\" onclick=\"signOut()\">{name}</button>\
         <script>localStorage.setItem('name', '{person}');\
         const signOut = async () => {{ {first}\
         const answer = await fetch('/logout', {{ method: 'POST', headers: {{ {headers} }} }});\
         {then} localStorage.clear(); location.assign(logout); }};</script>"
    )
}

/// Returns a button whose script requests Scalekit's logout itself, by a defect.
pub(super) fn fetching_button(session: &Session, name: &str) -> String {
    let csrf = escaped(&session.csrf);
    format!(
        "<button type=\"button\" onclick=\"fetch('/logout', {{method: 'POST', headers: {{'x-csrf-token': '{csrf}'}}}})\
         .then(answer => answer.json()).then(answer => fetch(answer.logout, {{mode: 'no-cors', credentials: \
         'include'}})).then(() => location.assign('{LANDING}'))\">{name}</button>"
    )
}
