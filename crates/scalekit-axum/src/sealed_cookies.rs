//! A session that travels in three sealed cookies.
//!
//! Each is sealed under its own name (AES-256-GCM, with the name as the associated data), so that none opens in the
//! place of another; and each names the session and the version of its tokens, so that cookies of two sign-ins, or of
//! two renewals, are never combined.
//!
//! What the tokens say themselves is not repeated: the claims are read from them. They were verified before they were
//! sealed, and the access token is verified again for each request.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use scalekit::{AccessClaims, IdClaims};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::cookies::{CookieKind, Cookies};
use crate::keys::Keys;
use crate::sealed::CookieSecret;
use crate::secrets;
use crate::session::Session;
use crate::session_cookies::BroughtSession;

/// The cookies of one session.
pub(crate) const KINDS: [CookieKind; 3] =
    [CookieKind::AccessToken, CookieKind::RefreshToken, CookieKind::IdToken];

/// The longest `Set-Cookie` line, in octets: browsers need not keep more (RFC 6265 §6.1, which counts name, value and
/// attributes), and drop a longer one without a word.
pub(crate) const LONGEST_COOKIE: usize = 4096;

/// The purpose from which the keys of cookies are derived.
const PURPOSE: &str = "scalekit-axum sealed cookie";

/// A cookie that no browser would keep.
#[derive(Debug, thiserror::Error)]
#[error(
    "the cookie {cookie} would have {octets} octets, and browsers keep no more than {LONGEST_COOKIE}; its largest part \
     is {part}, with {part_octets} octets"
)]
pub(crate) struct CookieTooLarge {
    cookie: String,
    octets: usize,
    /// A claim of the token, or the token itself.
    part: String,
    part_octets: usize,
}

impl CookieTooLarge {
    /// Returns the name of what takes the most room.
    pub(crate) fn part(&self) -> &str {
        &self.part
    }
}

/// The contents of the cookies of one version of a session, as far as a request brought them.
struct Contents {
    secret: CookieSecret,
    version: u64,
    texts: [Option<String>; 3],
}

/// Writes the three `Set-Cookie` headers of a session.
pub(crate) fn written(
    keys: &Keys,
    cookies: &Cookies,
    secret: &CookieSecret,
    session: &Session,
    max_age: Duration,
) -> Result<Vec<HeaderValue>, CookieTooLarge> {
    let write = |(kind, text): (CookieKind, &String)| {
        let text = format!("{} {} {text}", secret.secret(), session.version).into_bytes();
        let place = cookies.name(kind);
        let sealed = secrets::seal_with_salt(keys.sealing(), PURPOSE, place.as_bytes(), text);
        let line = cookies.header(kind, &URL_SAFE_NO_PAD.encode(sealed), max_age);
        (kind, line)
    };
    let texts = divided(session);
    let lines: Vec<_> = KINDS.into_iter().zip(&texts).map(write).collect();
    let is_too_large = |(_, line): &&(CookieKind, HeaderValue)| line.len() > LONGEST_COOKIE;
    if let Some((kind, line)) = lines.iter().find(is_too_large) {
        let (part, part_octets) = largest_part(session, *kind);
        let (cookie, octets) = (cookies.name(*kind), line.len());
        return Err(CookieTooLarge { cookie, octets, part, part_octets });
    }
    Ok(lines.into_iter().map(|(_, line)| line).collect())
}

/// Returns the sessions that the request's cookies name, each with its newest version of which no cookie is missing.
pub(crate) fn brought(keys: &Keys, cookies: &Cookies, headers: &HeaderMap) -> Vec<BroughtSession> {
    let mut versions: Vec<Contents> = Vec::new();
    for (place, kind) in KINDS.into_iter().enumerate() {
        let name = cookies.name(kind);
        for value in cookies.texts(kind, headers) {
            let Some((secret, version, text)) = opened(keys, name.as_bytes(), value) else {
                continue;
            };
            let of_same =
                |contents: &&mut Contents| contents.secret == secret && contents.version == version;
            match versions.iter_mut().find(of_same) {
                Some(contents) => contents.texts[place] = Some(text),
                None => {
                    let mut texts = [None, None, None];
                    texts[place] = Some(text);
                    versions.push(Contents { secret, version, texts });
                }
            }
        }
    }
    let mut sessions: Vec<BroughtSession> = Vec::new();
    for Contents { secret, version, texts } in versions {
        let carried = joined(texts, version);
        match sessions.iter_mut().find(|session| session.secret == secret) {
            Some(session)
                if session.version() < carried.as_ref().map(|carried| carried.version) =>
            {
                session.carried = carried;
            }
            Some(_) => {}
            None => sessions.push(BroughtSession { carried, ..secret.into() }),
        }
    }
    sessions
}

fn opened(keys: &Keys, name: &[u8], value: &str) -> Option<(CookieSecret, u64, String)> {
    let sealed = URL_SAFE_NO_PAD.decode(value).ok()?;
    let mut opened =
        keys.opening().filter_map(|key| secrets::open_with_salt(key, PURPOSE, name, &sealed));
    let text = String::from_utf8(opened.next()?).ok()?;
    let (secret, rest) = text.split_once(' ')?;
    let (version, text) = rest.split_once(' ')?;
    Some((CookieSecret::of(secret)?, version.parse().ok()?, text.to_owned()))
}

/// Divides a session into the texts of its cookies: the two tokens that are JWTs, and the rest as JSON.
fn divided(session: &Session) -> [String; 3] {
    let tokens = &session.tokens;
    let access_token = tokens.access_token.secret().to_owned();
    let id_token = tokens.id_token.as_ref().map_or("", |token| token.secret()).to_owned();
    let mut rest = json!(session);
    if claims::<IdClaims>(&id_token).as_ref() == Some(&session.identity) {
        rest["identity"] = Value::Null;
    }
    let rest_of_tokens = &mut rest["tokens"];
    if claims::<AccessClaims>(&access_token).as_ref() == Some(&tokens.access_claims) {
        rest_of_tokens["access_claims"] = Value::Null;
    }
    rest_of_tokens["access_token"] = Value::Null;
    rest_of_tokens["id_token"] = Value::Null;
    [access_token, rest.to_string(), id_token]
}

/// Joins what was [divided]; `None` if a part is missing, or another version of this crate has written it.
fn joined(texts: [Option<String>; 3], version: u64) -> Option<Session> {
    let [Some(access_token), Some(rest), Some(id_token)] = texts else { return None };
    let mut rest: Value = serde_json::from_str(&rest).ok()?;
    let identity = rest.get_mut("identity")?;
    if identity.is_null() {
        *identity = claims(&id_token)?;
    }
    let tokens = rest.get_mut("tokens")?;
    let access_claims = tokens.get_mut("access_claims")?;
    if access_claims.is_null() {
        *access_claims = claims(&access_token)?;
    }
    *tokens.get_mut("access_token")? = access_token.into();
    if !id_token.is_empty() {
        *tokens.get_mut("id_token")? = id_token.into();
    }
    let session: Session = serde_json::from_value(rest).ok()?;
    Some(Session { version, ..session })
}

/// Reads the claims of a JWT that was verified before it was sealed.
fn claims<T: DeserializeOwned>(token: &str) -> Option<T> {
    let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    serde_json::from_slice(&payload).ok()
}

/// Returns the name and the octets of what takes the most room in a cookie.
fn largest_part(session: &Session, kind: CookieKind) -> (String, usize) {
    let (name, token) = match kind {
        CookieKind::AccessToken => ("access_token", session.tokens.access_token.secret()),
        CookieKind::IdToken => {
            ("id_token", session.tokens.id_token.as_ref().map_or("", |token| token.secret()))
        }
        _ => {
            let token = session.tokens.refresh_token.as_ref();
            ("refresh_token", token.map_or("", |token| token.secret()))
        }
    };
    let claims = claims::<Map<String, Value>>(token).unwrap_or_default();
    let sizes = claims.into_iter().map(|(claim, value)| (claim, value.to_string().len()));
    let largest = sizes.max_by_key(|(_, octets)| *octets);
    largest.map_or_else(
        || (format!("the {name}"), token.len()),
        |(claim, octets)| (format!("the claim {claim} of the {name}"), octets),
    )
}

#[cfg(test)]
mod tests;
