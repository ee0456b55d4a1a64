//! What travels: parameters, scopes, challenges, credentials, codes. Nothing here knows the environment.

mod address;
mod authority;
mod authorize;
mod browser;
pub(crate) mod contract;
mod cookies;
mod credentials;
mod echo;
mod error;
mod initiator;
mod logout;
pub(crate) mod management;
mod near;
mod params;
mod pkce;
mod public_mail;
mod scope;
mod sign_in;
mod token;
mod upstream;
mod user_agent;
mod webhook;

pub(crate) use address::{is_a_host_name, is_an_address};
pub(crate) use authority::{Authority, AuthorityError};
pub(crate) use authorize::{AuthorizeDetails, AuthorizeMistake, AuthorizeRequest, Prompt};
pub(crate) use browser::{Browser, Peer};
pub(crate) use cookies::{RequestCookie, SESSION_COOKIE};
pub(crate) use credentials::{Credentials, CredentialsMistake};
pub(crate) use echo::Echo;
pub(crate) use error::{ErrorCode, description};
pub(crate) use initiator::{ForeignForm, Initiator};
pub(crate) use logout::LogoutRequest;
pub(crate) use near::nearest;
pub(crate) use params::{Params, Repeated};
pub use pkce::CodeChallenge;
pub(crate) use public_mail::is_a_public_mail_domain;
pub use scope::Scope;
pub(crate) use sign_in::SignInRequest;
pub(crate) use token::{
    CodeExchange, ForItself, Refresh, TokenMistake, TokenRequest, TokenResponse,
};
pub(crate) use upstream::UpstreamFault;
pub(crate) use user_agent::UserAgent;
pub(crate) use webhook::WebhookKind;
