//! What travels: parameters, scopes, challenges, credentials, codes. Nothing here knows the environment.

mod authorize;
mod browser;
mod credentials;
mod echo;
mod error;
mod logout;
mod params;
mod pkce;
mod scope;
mod token;

pub(crate) use authorize::{AuthorizeDetails, AuthorizeMistake, AuthorizeRequest, Prompt};
pub(crate) use browser::{Browser, Mode, SESSION_COOKIE};
pub(crate) use credentials::{Credentials, CredentialsMistake};
pub(crate) use echo::Echo;
pub(crate) use error::{ErrorCode, description};
pub(crate) use logout::LogoutRequest;
pub(crate) use params::{Params, Repeated};
pub use pkce::CodeChallenge;
pub use scope::Scope;
pub(crate) use token::{CodeExchange, Refresh, TokenMistake, TokenRequest, TokenResponse};
