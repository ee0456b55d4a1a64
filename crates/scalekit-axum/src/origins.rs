//! The origins whose pages belong to the application, and what browsers let those pages read.
//!
//! ```
//! use scalekit_axum::Origins;
//!
//! let origins = Origins::of("https://app.example").with_front_end("https://spa.example");
//! assert!(origins.has_front_end("https://spa.example"));
//! assert!(!origins.has_front_end("https://spa.example.evil.example"));
//! ```

use std::time::Duration;

use axum::http::header::{CONTENT_TYPE, ORIGIN};
use axum::http::{HeaderValue, Method};
use tower_http::cors::CorsLayer;

use crate::csrf;
use crate::return_path::ReturnPath;

/// Longest time for which a browser remembers the answer to a preflight: pages of an origin that is listed no more are
/// refused after that, and a page that is used sends few preflights.
const PREFLIGHT_MEMORY: Duration = Duration::from_mins(10);

/// The methods of the application's routes, forms and scripts. A browser sends `HEAD` without a preflight.
const METHODS: [Method; 5] =
    [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];

/// The origins whose pages belong to the application: its own, and those of its
/// [front ends](crate::AuthBuilder::front_end), each as a browser writes it in `Origin` (RFC 6454 §6.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origins {
    own: String,
    front_ends: Vec<String>,
}

impl Origins {
    /// Makes the origins of an application whose pages are all its own.
    pub fn of(own: impl Into<String>) -> Self {
        Self { own: own.into(), front_ends: Vec::new() }
    }

    /// Adds the origin of a front end.
    #[must_use]
    pub fn with_front_end(mut self, origin: impl Into<String>) -> Self {
        self.front_ends.push(origin.into());
        self
    }

    /// Returns the application's own origin.
    pub fn own(&self) -> &str {
        &self.own
    }

    /// Says whether this is the origin of a front end, character for character.
    pub fn has_front_end(&self, origin: &str) -> bool {
        self.front_ends.iter().any(|front_end| front_end == origin)
    }

    /// Returns the address, if it is that of a page of a front end: a listed origin, and a path that stays there.
    pub(crate) fn front_end_page(&self, address: &str) -> Option<String> {
        self.front_ends.iter().find_map(|origin| {
            let path = ReturnPath::parse(address.strip_prefix(origin.as_str())?)?;
            Some(format!("{origin}{path}"))
        })
    }

    /// Returns the layer that lets scripts of the front ends read answers to requests that carry the session's cookie
    /// (Fetch §3.2), and nobody else's; `None` without front ends. `Vary: Origin` keeps a cache from giving one origin
    /// the answer to another.
    pub(crate) fn cors(&self) -> Option<CorsLayer> {
        let origins = self.front_ends.iter().map(|origin| {
            HeaderValue::try_from(origin.as_str()).expect("an origin that was checked is ASCII")
        });
        let cors = CorsLayer::new()
            .allow_origin(origins.collect::<Vec<_>>())
            .allow_credentials(true)
            .allow_methods(METHODS)
            .allow_headers([CONTENT_TYPE, csrf::HEADER])
            .max_age(PREFLIGHT_MEMORY)
            .vary([ORIGIN]);
        (!self.front_ends.is_empty()).then_some(cors)
    }
}

#[cfg(test)]
mod tests;
