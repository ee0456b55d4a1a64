//! The renewal of tokens: one at a time for each session, finished whoever waits for it, and stored before it is used.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use tokio::sync::OwnedMutexGuard;

use crate::Defect;
use crate::app::{App, locked};
use crate::idp::{self, IdpError, Tokens};
use crate::sessions::Session;
use crate::token;

/// The seconds for which calls are answered from a cache of sessions, by a defect.
const CACHED_SESSION_SECONDS: i64 = 20;

/// What came of a look for the session of a request.
pub(crate) enum Standing {
    /// Somebody is signed in; the flag says whether the tokens were renewed for this request.
    In(Box<Session>, bool),
    /// Nobody is.
    Out,
    /// The search crashed, with this message, by a defect.
    Crashed(&'static str),
    /// There is a session, and Scalekit, which would have to confirm it, cannot be reached.
    Unreachable(String),
}

/// Whose turn it is to renew, by session.
#[derive(Default)]
pub(crate) struct Turns(Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>);

impl Turns {
    async fn of(&self, session: &str) -> OwnedMutexGuard<()> {
        let turn = {
            let mut turns = locked(&self.0);
            turns.retain(|id, turn| id == session || Arc::strong_count(turn) > 1);
            Arc::clone(turns.entry(session.to_owned()).or_default())
        };
        turn.lock_owned().await
    }
}

/// Returns the session of an id, with tokens that are good.
pub(crate) async fn current(app: &Arc<App>, id: &str) -> Standing {
    let Some(session) = app.sessions.get(id) else {
        if app.has(Defect::RenewsTheDead)
            && let Some(token) = app.sessions.ended_lately(app, id).and_then(|it| it.refresh_token)
        {
            let _ = idp::refresh(app, &token).await;
        }
        return Standing::Out;
    };
    if !session.is_due(app) && !app.has(Defect::RenewsAlways) {
        return Standing::In(Box::new(session), false);
    }
    if app.has(Defect::RenewalCrashes) {
        return Standing::Crashed("refreshToken is not defined");
    }
    if app.has(Defect::RenewalDiesWithRequest) {
        return renew(app, session).await;
    }
    // A task of its own: the new refresh token must be stored, also when the person closes the page meanwhile.
    let app = Arc::clone(app);
    let renewal = tokio::spawn(async move { renew(&app, session).await });
    renewal.await.unwrap_or(Standing::Out)
}

/// Returns the session of a call that a cache still knows, by a defect.
pub(crate) fn cached(app: &App, id: &str) -> Option<Session> {
    app.sessions.ended_within(app, id, CACHED_SESSION_SECONDS)
}

async fn renew(app: &App, seen: Session) -> Standing {
    let is_shared = !app.has(Defect::RenewalForEach);
    let _turn = if is_shared { Some(app.turns.of(&seen.id).await) } else { None };
    let mut session = seen;
    if is_shared {
        let Some(newest) = app.sessions.get(&session.id) else { return Standing::Out };
        if newest.renewals != session.renewals {
            return Standing::In(Box::new(newest), false);
        }
        session = newest;
    }
    let lasts = !session.has_expired(app);
    let refresh_token =
        session.refresh_token.clone().filter(|_| !app.has(Defect::GuardDoesNotRenew));
    let Some(refresh_token) = refresh_token else {
        return if lasts { Standing::In(Box::new(session), false) } else { end(app, &session) };
    };
    match idp::refresh(app, &refresh_token).await {
        Ok(tokens) => store(app, session, tokens).await,
        Err(error) if error.is_invalid_grant() => dead(app, session, &error),
        Err(_) if app.has(Defect::OutageEndsSession) => end(app, &session),
        Err(_) if lasts => Standing::In(Box::new(session), false),
        Err(error) => Standing::Unreachable(format!("{error:?}")),
    }
}

/// Stores what a renewal brought: the refresh token before anything else, then what the access token says.
async fn store(app: &App, session: Session, tokens: Tokens) -> Standing {
    if tokens.expires_in.is_none() && app.has(Defect::RenewalNeedsExpiresIn) {
        return end(app, &session);
    }
    if tokens.expires_in.is_none() && app.has(Defect::SparseRenewalCrashes) {
        return Standing::Crashed("unsupported operand type(s) for -: 'NoneType' and 'int'");
    }
    let mut renewed = Session { renewals: session.renewals + 1, ..session.clone() };
    if !app.has(Defect::OldRefreshToken) {
        renewed.refresh_token = tokens.refresh_token.or(renewed.refresh_token);
    }
    if app.has(Defect::HintLostAtRenewal) {
        renewed.id_token = tokens.id_token;
    }
    let is_first = !app.has(Defect::RenewalDiesWithRequest);
    if is_first && !keep(app, renewed.clone()) {
        return Standing::Out;
    }
    renewed.expires_in = tokens.expires_in;
    match token::access(app, &tokens.access_token).await {
        Ok(mut access) => {
            if app.has(Defect::RolesOfSignIn) {
                access.roles = session.access.roles;
            }
            renewed = Session { access, access_token: tokens.access_token, ..renewed };
        }
        Err(IdpError::Unavailable(why)) => return Standing::Unreachable(why),
        Err(_) => return end(app, &renewed),
    }
    if !keep(app, renewed.clone()) {
        return Standing::Out;
    }
    app.log("renewed", &renewed.person.sub, &renewed.person.sid);
    Standing::In(Box::new(renewed), true)
}

/// Stores a session, unless the person signed out meanwhile.
fn keep(app: &App, session: Session) -> bool {
    if app.has(Defect::RenewalResurrects) {
        app.sessions.insert(session);
        return true;
    }
    app.sessions.replace(session)
}

/// Ends a session whose refresh token is worth nothing.
fn dead(app: &App, session: Session, error: &IdpError) -> Standing {
    let lives_on = app.has(Defect::RefusalIgnored)
        || (app.has(Defect::ExpiredLivesOn) && error.says("it expired"))
        || (app.has(Defect::RevokedLivesOn) && error.says("it was revoked"))
        || (app.has(Defect::SignedOutLivesOn) && error.says("the person signed out"));
    if lives_on {
        let mut on = Session { refresh_token: None, ..session };
        on.access.exp = i64::MAX;
        app.sessions.replace(on.clone());
        return Standing::In(Box::new(on), false);
    }
    if app.has(Defect::DeadTokenKept) {
        return Standing::Out;
    }
    if app.has(Defect::RefusalCrashes) {
        return Standing::Crashed("Error: invalid_grant");
    }
    end(app, &session)
}

fn end(app: &App, session: &Session) -> Standing {
    if app.sessions.end(app, &session.id).is_some() {
        app.log("session ended", &session.person.sub, &session.person.sid);
    }
    Standing::Out
}
