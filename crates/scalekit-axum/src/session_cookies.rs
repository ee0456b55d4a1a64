//! The cookies of sessions, as the application's [`Strategy`] has them.

use std::time::SystemTime;

use axum::http::{HeaderMap, HeaderValue};

use crate::cookies::{CookieKind, Cookies};
use crate::keys::Keys;
use crate::own_tokens::{self, OwnRefreshToken};
use crate::sealed::{CookieHash, CookieSecret};
use crate::sealed_cookies::{self, CookieTooLarge};
use crate::session::Session;
use crate::strategy::Strategy;

/// A session as the cookies of a request name it.
#[derive(Clone, Debug)]
pub(crate) struct BroughtSession {
    /// The secret of the session, which names its record in the store and opens it.
    pub(crate) secret: CookieSecret,
    /// The session, if the cookies carry it whole.
    pub(crate) carried: Option<Session>,
    /// The application's own refresh token, of which the secret is a part.
    pub(crate) refresh_token: Option<OwnRefreshToken>,
}

impl BroughtSession {
    /// Returns the key of the session in the store.
    pub(crate) fn hash(&self) -> CookieHash {
        self.secret.hash()
    }

    /// Returns the version of the session that the cookies carry.
    pub(crate) fn version(&self) -> Option<u64> {
        self.carried.as_ref().map(|carried| carried.version)
    }
}

impl From<CookieSecret> for BroughtSession {
    fn from(secret: CookieSecret) -> Self {
        Self { secret, carried: None, refresh_token: None }
    }
}

impl From<OwnRefreshToken> for BroughtSession {
    fn from(token: OwnRefreshToken) -> Self {
        Self { refresh_token: Some(token.clone()), ..token.secret().clone().into() }
    }
}

/// Reads and writes the cookies of sessions.
#[derive(Debug)]
pub(crate) struct SessionCookies {
    cookies: Cookies,
    /// Where cookies were set before the domain was what it is now.
    former: Vec<Cookies>,
    contents: Contents,
}

/// What the cookies of a session hold.
#[derive(Debug)]
enum Contents {
    /// Its name.
    Name,
    /// The whole session, sealed with these keys.
    Sealed(Keys),
    /// The application's own tokens.
    OwnTokens,
}

impl SessionCookies {
    pub(crate) fn new(cookies: Cookies, former: Vec<Cookies>, strategy: Strategy) -> Self {
        let contents = match strategy {
            Strategy::Server => Contents::Name,
            Strategy::SealedCookies(keys) => Contents::Sealed(keys),
            Strategy::OwnTokens(_) => Contents::OwnTokens,
        };
        Self { cookies, former, contents }
    }

    /// Says whether the browser holds the tokens, so that it needs new cookies after each renewal.
    pub(crate) fn carry_sessions(&self) -> bool {
        matches!(self.contents, Contents::Sealed(_))
    }

    /// Says whether a renewal changes the cookies.
    pub(crate) fn change(&self) -> bool {
        !matches!(self.contents, Contents::Name)
    }

    /// Returns the sessions that the request's cookies name. Their number has no limit but that of the request's head.
    pub(crate) fn brought(&self, headers: &HeaderMap) -> Vec<BroughtSession> {
        self.brought_as(&self.cookies, headers)
    }

    fn brought_as(&self, cookies: &Cookies, headers: &HeaderMap) -> Vec<BroughtSession> {
        match &self.contents {
            Contents::Name => opaque(cookies, headers),
            Contents::Sealed(keys) => sealed_cookies::brought(keys, cookies, headers),
            Contents::OwnTokens => {
                let tokens = own_tokens::refresh_tokens(cookies, headers).into_iter();
                tokens.map(BroughtSession::from).collect()
            }
        }
    }

    /// Returns the sessions that cookies of another strategy or of another domain name, before which the application has
    /// been restarted with this one. They open nothing any more; a sign-in and a sign-out end them.
    pub(crate) fn left_behind(&self, headers: &HeaderMap) -> Vec<BroughtSession> {
        let of_others = self.change().then(|| opaque(&self.cookies, headers));
        let elsewhere = self.former.iter().flat_map(|former| {
            let of_others = self.change().then(|| opaque(former, headers));
            self.brought_as(former, headers).into_iter().chain(of_others.into_iter().flatten())
        });
        of_others.into_iter().flatten().chain(elsewhere).collect()
    }

    /// Sets the cookies of a session, for as long as the session lasts; own tokens are [issued](own_tokens::Issuer)
    /// later.
    pub(crate) fn set(
        &self,
        secret: &CookieSecret,
        session: &Session,
        now: SystemTime,
    ) -> Result<Vec<HeaderValue>, CookieTooLarge> {
        let max_age = session.ends_at.duration_since(now).unwrap_or_default();
        match &self.contents {
            Contents::Name => Ok(vec![self.cookies.session(secret, max_age)]),
            Contents::Sealed(keys) => {
                sealed_cookies::written(keys, &self.cookies, secret, session, max_age)
            }
            Contents::OwnTokens => Ok(Vec::new()),
        }
    }

    /// Removes the cookies of sessions that the request brings, valid or not, of any strategy.
    pub(crate) fn taken_back(&self, headers: &HeaderMap) -> Vec<HeaderValue> {
        let own = self.own().iter();
        let own = own.filter_map(|kind| self.cookies.taken_back(*kind, headers));
        own.chain(self.others_taken_back(headers)).collect()
    }

    /// Removes those of another strategy or of another domain.
    pub(crate) fn others_taken_back(&self, headers: &HeaderMap) -> Vec<HeaderValue> {
        let others = self.others().iter();
        let others = others.filter_map(|kind| self.cookies.taken_back(*kind, headers));
        let elsewhere = self.former.iter().flat_map(|former| {
            let kinds = self.own().iter().chain(self.others());
            kinds.filter_map(|kind| former.taken_back(*kind, headers))
        });
        others.chain(elsewhere).collect()
    }

    /// Removes everything that the application sets, and those of another strategy or domain that the request brings.
    pub(crate) fn all_cleared(&self, headers: &HeaderMap) -> Vec<HeaderValue> {
        let own = self.own().iter().chain(&[CookieKind::SignIn]);
        let own = own.map(|kind| self.cookies.cleared(*kind));
        own.chain(self.others_taken_back(headers)).collect()
    }

    fn own(&self) -> &'static [CookieKind] {
        match self.contents {
            Contents::Name => &[CookieKind::Session],
            Contents::Sealed(_) => &sealed_cookies::KINDS,
            Contents::OwnTokens => &[CookieKind::AccessToken, CookieKind::RefreshToken],
        }
    }

    fn others(&self) -> &'static [CookieKind] {
        match self.contents {
            Contents::Name => &sealed_cookies::KINDS,
            Contents::Sealed(_) => &[CookieKind::Session],
            Contents::OwnTokens => &[CookieKind::Session, CookieKind::IdToken],
        }
    }
}

fn opaque(cookies: &Cookies, headers: &HeaderMap) -> Vec<BroughtSession> {
    let secrets = cookies.brought(CookieKind::Session, headers);
    secrets.into_iter().map(BroughtSession::from).collect()
}
