//! What probes and scripts write: a method, an address, headers and a body.

use http::{HeaderMap, HeaderName, HeaderValue, Method};

use crate::Error;
use crate::document::submission;
use crate::request::Body;

/// A request as it is written, before its headers are read.
#[derive(Clone)]
pub(crate) struct Message {
    pub(crate) method: Method,
    pub(crate) address: String,
    headers: Vec<(String, String)>,
    pub(crate) body: Option<Body>,
}

impl Message {
    pub(crate) fn new(method: Method, address: &str) -> Self {
        Self { method, address: address.to_owned(), headers: Vec::new(), body: None }
    }

    pub(crate) fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn with_form(self, fields: &[(&str, &str)]) -> Self {
        Self { body: Some(submission::body(submission::encode(fields))), ..self }
    }

    /// Returns the names and values of its headers, in their order.
    pub(crate) fn written_headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Returns the names of its headers.
    pub(crate) fn header_names(&self) -> impl Iterator<Item = &str> {
        self.headers.iter().map(|(name, _)| name.as_str())
    }

    /// Reads the headers, in their order.
    ///
    /// # Errors
    ///
    /// [`Error::NotAHeader`], if one cannot be sent, or may not.
    pub(crate) fn headers(
        &self,
        is_allowed: impl Fn(&HeaderName) -> bool,
    ) -> Result<HeaderMap, Error> {
        let mut headers = HeaderMap::new();
        for (written, value) in &self.headers {
            let refused = || Error::NotAHeader(written.clone());
            let name: HeaderName = written.parse().map_err(|_| refused())?;
            if !is_allowed(&name) {
                return Err(refused());
            }
            headers.append(name, HeaderValue::from_str(value).map_err(|_| refused())?);
        }
        Ok(headers)
    }
}
