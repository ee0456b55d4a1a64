//! Queries of the control API: known parameters, each once, and a sentence about what is wrong with one.

use std::ops::RangeInclusive;

use super::Problem;
use crate::rules::management::page::PageRequest;
use crate::wire::{Params, Redacted};

/// A query that has these parameters and no others: whoever misspells one is told.
pub(super) struct Query(Params);

impl Query {
    pub(super) fn read(query: Option<String>, known: &[&str]) -> Result<Self, Problem> {
        let params = Params::parse(query.unwrap_or_default().as_bytes());
        if let Some(other) = params.names().find(|name| !known.contains(name)) {
            let (other, known) = (Redacted::of(other), known.join(", "));
            let why = format!("no parameter {other}; there are {known}");
            return Err(Problem::Malformed(why));
        }
        Ok(Self(params))
    }

    pub(super) fn text(&self, name: &'static str) -> Result<Option<&str>, Problem> {
        self.0.one(name).map_err(|why| Problem::Malformed(why.to_string()))
    }

    /// Reads which page of the list `list` is wanted, which is narrowed by these of the parameters.
    pub(super) fn page(
        &self,
        list: &str,
        narrowed: &[&'static str],
    ) -> Result<PageRequest, Problem> {
        let number = |size: usize| u64::try_from(size).unwrap_or(u64::MAX);
        let (least, most) = PageRequest::SIZES.into_inner();
        let sizes = number(least)..=number(most);
        let size = self.number("limit", number(PageRequest::USUAL_SIZE), &sizes)?;
        let size = usize::try_from(size).unwrap_or(most);
        let narrowed: Result<Vec<_>, _> = narrowed.iter().map(|name| self.text(name)).collect();
        let token = self.text("page_token")?.unwrap_or_default();
        Ok(PageRequest::new(list, &narrowed?, size, token))
    }

    pub(super) fn number(
        &self,
        name: &'static str,
        default: u64,
        allowed: &RangeInclusive<u64>,
    ) -> Result<u64, Problem> {
        let Some(text) = self.text(name)? else {
            return Ok(default);
        };
        let number = text.parse().ok();
        number.filter(|number| allowed.contains(number)).ok_or_else(|| {
            let (least, most) = (allowed.start(), allowed.end());
            let to = match *most {
                u64::MAX => "on".to_owned(),
                most => format!("to {most}"),
            };
            Problem::Malformed(format!("{name} is a whole number from {least} {to}"))
        })
    }
}
