//! Queries of the control API: known parameters, each once, and the sentence about a malformed one.

use super::parameter::{LIMIT, NOW, Number, PAGE_TOKEN, Parameter};
use super::refusal::ApiError;
use crate::rules::management::page::PageRequest;
use crate::wire::{Params, Redacted, RepeatedError};

/// A query. Unknown parameters are refused, so that a misspelt one is noticed.
pub(super) struct Query(Params);

impl Query {
    /// Reads a query with the parameters `known`.
    ///
    /// # Errors
    ///
    /// [`ApiError::Malformed`] names an unknown parameter, and lists the known ones.
    pub(super) fn read(query: Option<String>, known: &[Parameter]) -> Result<Self, ApiError> {
        let params = Params::parse(query.unwrap_or_default().as_bytes());
        let is_known = |name: &str| known.iter().any(|known| known.name == name);
        if let Some(other) = params.names().find(|name| !is_known(name)) {
            let known: Vec<&str> = known.iter().map(|known| known.name).collect();
            let (other, known) = (Redacted::of(other), known.join(", "));
            let reason = format!("no parameter {other}; there are {known}");
            return Err(ApiError::Malformed(reason));
        }
        Ok(Self(params))
    }

    /// Returns the text of a parameter, if the query has it.
    pub(super) fn text(&self, parameter: &Parameter) -> Result<Option<&str>, ApiError> {
        self.value(parameter.name)
    }

    /// Returns the number that a parameter has, or its default.
    pub(super) fn number(&self, parameter: &Number) -> Result<u64, ApiError> {
        let Some(text) = self.value(parameter.name)? else {
            return Ok(parameter.default);
        };
        let number = text.parse().ok();
        number.filter(|number| parameter.allowed.contains(number)).ok_or_else(|| {
            let (name, least) = (parameter.name, parameter.allowed.start());
            let to = match *parameter.allowed.end() {
                u64::MAX => "on".to_owned(),
                most => format!("to {most}"),
            };
            ApiError::Malformed(format!("{name} is a whole number from {least} {to}"))
        })
    }

    /// Returns the number of the first item that counts: that of `from`, or the one behind `after`, which may be the word
    /// [`NOW`] for the `last` that there is.
    pub(super) fn first(
        &self,
        from: &Number,
        after: &Parameter,
        last: impl FnOnce() -> u64,
    ) -> Result<u64, ApiError> {
        match (self.text(&from.parameter())?, self.after(after, last)?) {
            (Some(_), Some(_)) => {
                let reason = "from is the first number that counts and after the last that does not: one of them";
                Err(ApiError::Malformed(reason.to_owned()))
            }
            (None, Some(number)) => Ok(number.saturating_add(1)),
            (_, None) => self.number(from),
        }
    }

    /// Returns the number of the last item that does not count, if the query has it: for [`NOW`] the `last` that there is.
    pub(super) fn after(
        &self,
        after: &Parameter,
        last: impl FnOnce() -> u64,
    ) -> Result<Option<u64>, ApiError> {
        let malformed =
            |_| ApiError::Malformed("after is a whole number from 0 on, or now".to_owned());
        match self.text(after)? {
            None => Ok(None),
            Some(NOW) => Ok(Some(last())),
            Some(number) => number.parse().map(Some).map_err(malformed),
        }
    }

    /// Reads the page requested of the list named `list`; the parameters `narrowed` select the list's items.
    pub(super) fn page(&self, list: &str, narrowed: &[Parameter]) -> Result<PageRequest, ApiError> {
        let size = usize::try_from(self.number(&LIMIT)?).unwrap_or(usize::MAX);
        let narrowed: Result<Vec<_>, _> = narrowed.iter().map(|name| self.text(name)).collect();
        let token = self.text(&PAGE_TOKEN)?.unwrap_or_default();
        Ok(PageRequest::new(list, &narrowed?, size, token))
    }

    fn value(&self, name: &'static str) -> Result<Option<&str>, ApiError> {
        let twice =
            |RepeatedError(name)| ApiError::Malformed(format!("{name} came more than once"));
        self.0.one(name).map_err(twice)
    }
}
