//! `GET` and `POST /oauth/authorize`: the request (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2.1).

use jiff::SignedDuration;

use super::{CodeChallenge, Params, Redacted, RepeatedError, Scope, pkce};

/// An authorization request, read but not yet verified.
///
/// The first parameters decide whether the sender can be answered, so each is kept with its own error. The others are
/// checked after the redirect is trusted, to which their errors go.
#[derive(Clone, Debug)]
pub(crate) struct AuthorizeRequest {
    pub(crate) client_id: Result<Option<String>, RepeatedError>,
    pub(crate) redirect_uri: Result<Option<String>, RepeatedError>,
    pub(crate) state: Result<Option<String>, RepeatedError>,
    /// Also read early, because it fills the templates in registered redirect URIs.
    pub(crate) organization_id: Result<Option<String>, RepeatedError>,
    pub(crate) details: Result<AuthorizeDetails, AuthorizeRequestError>,
}

/// The other parameters of the sign-in.
#[derive(Clone, Debug)]
pub(crate) struct AuthorizeDetails {
    pub(crate) scope: Scope,
    pub(crate) nonce: Option<String>,
    pub(crate) challenge: Option<CodeChallenge>,
    pub(crate) prompts: Vec<Prompt>,
    /// The longest time since the person authenticated.
    pub(crate) max_age: Option<SignedDuration>,
    pub(crate) login_hint: Option<String>,
    pub(crate) provider: Option<String>,
    pub(crate) connection_id: Option<String>,
    /// `domain_hint`, which some official SDKs also send as `domain`.
    pub(crate) domain_hint: Option<String>,
}

/// The values of `prompt` that Scalekit documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Prompt {
    /// Show no page: answer with a code at once, or with `login_required`.
    None,
    /// Authenticate again, in any case.
    Login,
    /// Show the sign-up page.
    Create,
    /// Show the organization chooser.
    SelectAccount,
    /// Show the page of consent, which exists in the SDKs' documents alone; there is nothing to consent to.
    Consent,
}

/// The reason why the details cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum AuthorizeRequestError {
    #[error(transparent)]
    Repeated(#[from] RepeatedError),
    #[error("response_type is missing; send response_type=code")]
    NoResponseType,
    #[error("response_type `{0}` is not supported; Scalekit knows `code` only")]
    ResponseType(Redacted),
    #[error("response_mode `{0}` is not supported; the answer comes in the query")]
    ResponseMode(Redacted),
    #[error("request objects are not supported; send plain parameters")]
    RequestObject,
    #[error("request_uri is not supported; send plain parameters")]
    RequestUri,
    #[error(
        "scope is missing; ask for `openid profile email`, and `offline_access` for a refresh token"
    )]
    NoScope,
    #[error(
        "scope lacks `openid`; ask for `openid profile email`, and `offline_access` for a refresh token"
    )]
    NotOpenId,
    #[error(transparent)]
    Challenge(#[from] pkce::CodeChallengeError),
    #[error(
        "prompt `{0}` is unknown; send `none`, `login`, `create`, `select_account` or `consent`"
    )]
    Prompt(Redacted),
    #[error("prompt `none` cannot be combined with another")]
    PromptNoneAndMore,
    #[error("max_age `{0}` is not a whole number of seconds from 0 on")]
    MaxAge(Redacted),
}

impl AuthorizeRequest {
    pub(crate) fn read(params: &Params) -> Self {
        Self {
            client_id: params.owned("client_id"),
            redirect_uri: params.owned("redirect_uri"),
            state: params.owned("state"),
            organization_id: params.owned("organization_id"),
            details: read_details(params),
        }
    }
}

fn read_details(params: &Params) -> Result<AuthorizeDetails, AuthorizeRequestError> {
    if params.one("request")?.is_some() {
        return Err(AuthorizeRequestError::RequestObject);
    }
    if params.one("request_uri")?.is_some() {
        return Err(AuthorizeRequestError::RequestUri);
    }
    match params.one("response_type")? {
        Some("code") => {}
        Some(other) => return Err(AuthorizeRequestError::ResponseType(other.into())),
        None => return Err(AuthorizeRequestError::NoResponseType),
    }
    match params.one("response_mode")? {
        None | Some("query") => {}
        Some(other) => return Err(AuthorizeRequestError::ResponseMode(other.into())),
    }
    Ok(AuthorizeDetails {
        scope: read_scope(params.one("scope")?)?,
        nonce: params.owned("nonce")?,
        challenge: CodeChallenge::read(
            params.one("code_challenge")?,
            params.one("code_challenge_method")?,
        )?,
        prompts: read_prompts(params.one("prompt")?)?,
        max_age: params.one("max_age")?.map(read_max_age).transpose()?,
        login_hint: params.owned("login_hint")?,
        provider: params.owned("provider")?,
        connection_id: params.owned("connection_id")?,
        domain_hint: params.owned("domain_hint")?.or(params.owned("domain")?),
    })
}

fn read_scope(text: Option<&str>) -> Result<Scope, AuthorizeRequestError> {
    let scope = Scope::parse(text.ok_or(AuthorizeRequestError::NoScope)?);
    if scope.contains("openid") { Ok(scope) } else { Err(AuthorizeRequestError::NotOpenId) }
}

fn read_prompts(text: Option<&str>) -> Result<Vec<Prompt>, AuthorizeRequestError> {
    let prompts: Vec<Prompt> = text
        .unwrap_or_default()
        .split_ascii_whitespace()
        .map(|word| match word {
            "none" => Ok(Prompt::None),
            "login" => Ok(Prompt::Login),
            "create" => Ok(Prompt::Create),
            "select_account" => Ok(Prompt::SelectAccount),
            "consent" => Ok(Prompt::Consent),
            other => Err(AuthorizeRequestError::Prompt(other.into())),
        })
        .collect::<Result<_, _>>()?;
    if prompts.len() > 1 && prompts.contains(&Prompt::None) {
        return Err(AuthorizeRequestError::PromptNoneAndMore);
    }
    Ok(prompts)
}

/// Reads seconds: digits alone, without a sign, a fraction or white space.
fn read_max_age(text: &str) -> Result<SignedDuration, AuthorizeRequestError> {
    let mistake = || AuthorizeRequestError::MaxAge(text.into());
    let digits = text.bytes().all(|octet| octet.is_ascii_digit());
    let seconds: i64 = text.parse().ok().filter(|_| digits).ok_or_else(mistake)?;
    Ok(SignedDuration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn details(query: &str) -> Result<AuthorizeDetails, AuthorizeRequestError> {
        AuthorizeRequest::read(&Params::parse(query.as_bytes())).details
    }

    #[test]
    fn a_request_as_an_sdk_sends_it_is_read() {
        let read = details(
            "response_type=code&client_id=skc_1&redirect_uri=x&scope=openid+profile+email&state=a+b%26c&nonce=n%2B1\
             &login_hint=j%40acme.com&domain_hint=acme.com&domain=acme.com&prompt=login%20select_account",
        )
        .unwrap();

        assert_eq!(read.scope.to_string(), "openid profile email");
        assert_eq!(read.domain_hint.as_deref(), Some("acme.com"));
        assert_eq!(read.prompts, [Prompt::Login, Prompt::SelectAccount]);
        assert_eq!(read.nonce.as_deref(), Some("n+1"));
    }

    #[test]
    fn each_mistake_has_its_sentence() {
        let ok = "response_type=code&scope=openid";
        let cases = [
            ("scope=openid".to_owned(), AuthorizeRequestError::NoResponseType),
            (
                "response_type=token&scope=openid".into(),
                AuthorizeRequestError::ResponseType("token".into()),
            ),
            ("response_type=code".into(), AuthorizeRequestError::NoScope),
            ("response_type=code&scope=profile".into(), AuthorizeRequestError::NotOpenId),
            (
                format!("{ok}&response_mode=fragment"),
                AuthorizeRequestError::ResponseMode("fragment".into()),
            ),
            (format!("{ok}&request=x"), AuthorizeRequestError::RequestObject),
            (format!("{ok}&request_uri=x"), AuthorizeRequestError::RequestUri),
            (format!("{ok}&prompt=cake"), AuthorizeRequestError::Prompt("cake".into())),
            (format!("{ok}&prompt=none+login"), AuthorizeRequestError::PromptNoneAndMore),
            (format!("{ok}&max_age=-1"), AuthorizeRequestError::MaxAge("-1".into())),
            (format!("{ok}&max_age=%2B60"), AuthorizeRequestError::MaxAge("+60".into())),
            (format!("{ok}&max_age=1.5"), AuthorizeRequestError::MaxAge("1.5".into())),
            (format!("{ok}&max_age=1h"), AuthorizeRequestError::MaxAge("1h".into())),
            (
                format!("{ok}&max_age=1&max_age=1"),
                AuthorizeRequestError::Repeated(RepeatedError("max_age")),
            ),
            (
                format!("{ok}&nonce=1&nonce=1"),
                AuthorizeRequestError::Repeated(RepeatedError("nonce")),
            ),
            (
                format!("{ok}&code_challenge=x"),
                AuthorizeRequestError::Challenge(pkce::CodeChallengeError::NoMethod),
            ),
        ];
        for (query, mistake) in cases {
            assert_eq!(details(&query).unwrap_err(), mistake, "{query}");
        }
    }
}
