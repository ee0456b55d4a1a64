//! Requests and answers on the wire: parameters, scopes, challenges, credentials, codes, and the endpoints. Nothing
//! here depends on the environment.

mod address;
mod authority;
mod authorize;
mod browser;
pub(crate) mod contract;
mod cookies;
mod credentials;
pub(crate) mod endpoint;
mod error;
mod initiator;
mod limits;
mod logout;
pub(crate) mod malformed;
pub(crate) mod management;
mod near;
mod origin;
mod params;
mod pkce;
mod printable;
mod public_mail;
mod reader;
mod redacted;
mod scope;
mod sign_in;
mod token;
mod upstream;
mod user_agent;
mod webhook;

pub(crate) use address::{is_email_address, is_host_name};
pub(crate) use authority::{Authority, AuthorityError};
pub(crate) use authorize::{AuthorizeDetails, AuthorizeRequest, AuthorizeRequestError, Prompt};
pub(crate) use browser::{Browser, DoubleSlash, Peer};
pub(crate) use cookies::{RequestCookie, SESSION_COOKIE, secrets as cookie_secrets};
pub(crate) use credentials::{Credentials, CredentialsError};
pub use endpoint::Endpoint;
pub(crate) use endpoint::Refuser;
pub(crate) use error::{ErrorCode, description};
pub(crate) use initiator::{ForeignFormError, Initiator, PARTS_OF_PAGES, SEC_FETCH_SITE};
pub(crate) use limits::{LARGEST_BODY, SLOWEST_BODY};
pub(crate) use logout::LogoutRequest;
pub(crate) use near::nearest;
pub(crate) use origin::{is_loopback_origin, origin_by_length};
pub(crate) use params::{Params, RepeatedError, pairs};
pub use pkce::CodeChallenge;
pub(crate) use printable::PrintableHtml;
pub use printable::printable;
pub(crate) use public_mail::is_public_mail_domain;
pub(crate) use reader::{Reader, preferred};
pub(crate) use redacted::Redacted;
pub use scope::Scope;
pub(crate) use sign_in::SignInRequest;
pub(crate) use token::{
    ClientCredentials, CodeExchange, Refresh, TokenRequest, TokenRequestError, TokenResponse,
};
pub(crate) use upstream::UpstreamError;
pub(crate) use user_agent::UserAgent;
pub(crate) use webhook::WebhookKind;
