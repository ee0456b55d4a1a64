//! URIs that a client registers, and help about those that are refused.

use super::Resolver;
use crate::environment::{RedirectUriError, RegisteredUri};
use crate::seed::field_error::{FieldError, FieldPath};

impl Resolver<'_> {
    pub(super) fn uris(&mut self, uris: &[String], path: &FieldPath) -> Vec<RegisteredUri> {
        uris.iter()
            .enumerate()
            .filter_map(|(index, uri)| self.uri(Some(uri), &path.item(index)))
            .collect()
    }

    pub(super) fn uri(&mut self, uri: Option<&str>, path: &FieldPath) -> Option<RegisteredUri> {
        let uri = uri?;
        match RegisteredUri::new(uri, self.seed.environment.environment_type) {
            Ok(registered) => Some(registered),
            Err(why) => {
                self.note(unregistered(uri, why, path.clone()));
                None
            }
        }
    }
}

fn unregistered(uri: &str, why: RedirectUriError, path: FieldPath) -> FieldError {
    let what = format!("`{uri}` cannot be registered");
    match instead(uri, why) {
        Some(instead) => FieldError::new(path, what, instead).because(why.to_string()),
        None => FieldError::new(path, what, why.to_string()),
    }
}

/// Returns a URI to write instead, if `why` does not say it.
fn instead(uri: &str, why: RedirectUriError) -> Option<String> {
    match why {
        RedirectUriError::Query => uri
            .split_once('?')
            .map(|(without, _)| format!("write `{without}`; what changes travels in `state`")),
        RedirectUriError::Fragment => {
            uri.split_once('#').map(|(without, _)| format!("write `{without}`"))
        }
        RedirectUriError::HttpInProduction => uri
            .split_once(':')
            .map(|(_, rest)| format!("write `https:{rest}`, or set `type = \"development\"`")),
        RedirectUriError::LocalhostInProduction | RedirectUriError::WildcardInProduction => {
            Some("set `type = \"development\"` in `[environment]`".to_owned())
        }
        RedirectUriError::TooLong
        | RedirectUriError::NotAbsolute
        | RedirectUriError::NotPrintable
        | RedirectUriError::Credentials
        | RedirectUriError::Scheme(_)
        | RedirectUriError::SeveralWildcards
        | RedirectUriError::WildcardOutOfPlace
        | RedirectUriError::WildcardTooWide
        | RedirectUriError::TemplateOutOfPlace => None,
    }
}
