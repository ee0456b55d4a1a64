//! `check.toml`: what a checker cannot find by itself, and what it is to let pass.

use std::collections::BTreeMap;

use jiff::civil::Date;
use practices::{Area, Practice};
use reports::{Anchor, AnchorError};
use serde::Deserialize;
use thiserror::Error;
use toml::value::Datetime;

/// What a configuration file says. Paths are relative to the application's address.
///
/// ```
/// let configuration = checker::Configuration::parse(r#"
///     login = "/login"
///     guarded = ["/dashboard"]
///     sign_out = { page = "/account", button = "Abmelden" }
///     allow = [{ row = "pkce", why = "behind a proxy that adds it", until = 2030-01-01 }]
/// "#)?;
/// assert_eq!(configuration.guarded, ["/dashboard"]);
/// # Ok::<(), checker::ConfigurationError>(())
/// ```
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Configuration {
    /// The path that begins a sign-in, or of a page with a control that does.
    pub login: Option<String>,
    /// Pages that only a person who signed in can open.
    pub guarded: Vec<String>,
    /// The way to sign out.
    pub sign_out: Option<SignOutSetting>,
    /// The route that renews, if there is one: it is called by POST.
    pub refresh: Option<String>,
    /// Pages that only administrators can open.
    pub admin_only: Vec<String>,
    /// Origins of other instances of the application.
    pub instances: Vec<String>,
    /// The route that takes webhooks.
    pub webhook: Option<String>,
    /// The route that takes logout tokens.
    pub back_channel: Option<String>,
    /// Practices whose breach is let pass.
    pub allow: Vec<Allowance>,
    /// Where in the source a practice is kept, for SARIF: by its slug, its number or its area,
    /// `sign_out = "src/routes/logout.ts:12"`.
    pub anchors: BTreeMap<String, String>,
}

/// Where people sign out.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignOutSetting {
    /// The page with the control; without it, the pages that were found are searched.
    pub page: Option<String>,
    /// The name of the control.
    pub button: String,
}

/// A practice whose breach is let pass.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Allowance {
    row: RowName,
    /// Why it is let pass.
    pub why: String,
    until: Option<Datetime>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum RowName {
    Number(u8),
    Slug(String),
}

/// Where in the source practices are kept.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places {
    of_practices: Vec<(&'static str, Anchor)>,
    of_areas: Vec<(Area, Anchor)>,
}

/// A mistake in a configuration file.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ConfigurationError {
    /// It is not TOML, or has a field that there is not.
    #[error("{0}")]
    Malformed(String),
    /// An allowance names no practice.
    #[error("no practice {wanted} to allow{hint}")]
    NoSuchPractice {
        /// What it names.
        wanted: String,
        /// What was perhaps meant.
        hint: String,
    },
    /// An allowance ends at no date.
    #[error("the allowance of {0} ends at no date; write until = 2030-01-31")]
    NoDate(&'static str),
    /// An anchor is no place, or of nothing.
    #[error("the anchor {name}: {why}")]
    Anchor {
        /// Its name.
        name: String,
        /// What is wrong with it.
        why: String,
    },
}

impl Configuration {
    /// Reads a configuration file.
    ///
    /// # Errors
    ///
    /// [`ConfigurationError`] names the first mistake.
    pub fn parse(text: &str) -> Result<Self, ConfigurationError> {
        let configuration: Self =
            toml::from_str(text).map_err(|why| ConfigurationError::Malformed(why.to_string()))?;
        for allowance in &configuration.allow {
            allowance.practice()?;
            allowance.until()?;
        }
        configuration.places()?;
        Ok(configuration)
    }
}

impl Configuration {
    /// Returns the places of the anchors.
    ///
    /// # Errors
    ///
    /// [`ConfigurationError::Anchor`].
    pub(crate) fn places(&self) -> Result<Places, ConfigurationError> {
        let mut places = Places::default();
        for (name, place) in &self.anchors {
            let wrong = |why: String| ConfigurationError::Anchor { name: name.clone(), why };
            let place: Anchor = place.parse().map_err(|why: AnchorError| wrong(why.to_string()))?;
            let word = name.replace('_', "-");
            let area = Area::ALL.into_iter().find(|area| area.id() == word);
            let by_number = word.parse().ok().and_then(practices::by_row);
            match (area, by_number.or_else(|| practices::by_slug(&word))) {
                (Some(area), _) => places.of_areas.push((area, place)),
                (None, Some(practice)) => places.of_practices.push((practice.slug, place)),
                (None, None) => return Err(wrong("there is no such area or practice".to_owned())),
            }
        }
        Ok(places)
    }
}

impl Places {
    /// Returns where a practice is kept: its own place, or that of its area.
    pub(crate) fn of(&self, practice: &Practice) -> Option<&Anchor> {
        let own = self.of_practices.iter().find(|(slug, _)| *slug == practice.slug);
        let of_area = || self.of_areas.iter().find(|(area, _)| *area == practice.area);
        own.map(|(_, place)| place).or_else(|| of_area().map(|(_, place)| place))
    }
}

impl Allowance {
    /// Returns the practice.
    ///
    /// # Errors
    ///
    /// [`ConfigurationError::NoSuchPractice`].
    pub fn practice(&self) -> Result<&'static Practice, ConfigurationError> {
        let (found, wanted) = match &self.row {
            RowName::Number(row) => (practices::by_row(*row), row.to_string()),
            RowName::Slug(slug) => (practices::by_slug(slug), slug.clone()),
        };
        found.ok_or_else(|| {
            let nearest = practices::nearest(&wanted);
            let hint = nearest.map(|near| format!("; perhaps {}", near.slug)).unwrap_or_default();
            ConfigurationError::NoSuchPractice { wanted, hint }
        })
    }

    /// Returns the last day of the allowance; `None` if it has no end.
    ///
    /// # Errors
    ///
    /// [`ConfigurationError::NoDate`].
    pub fn until(&self) -> Result<Option<Date>, ConfigurationError> {
        let Some(until) = &self.until else { return Ok(None) };
        let day = until.date.map(|date| date.to_string()).unwrap_or_default();
        let no_date = |_| ConfigurationError::NoDate(self.practice().map_or("", |one| one.slug));
        day.parse().map(Some).map_err(no_date)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_allowance_names_its_practice_by_slug_or_number() {
        let text = "allow = [{ row = 15, why = \"a\" }, { row = \"nonce-is-new\", why = \"b\", until = 2030-01-31 }]";
        let allow = Configuration::parse(text).expect("it is right").allow;

        assert_eq!(allow[0].practice(), Ok(&practices::PKCE));
        assert_eq!(allow[1].practice(), Ok(&practices::NONCE_IS_NEW));
        assert_eq!(allow[0].until(), Ok(None));
        assert_eq!(allow[1].until(), Ok(Some(jiff::civil::date(2030, 1, 31))));
    }

    #[test]
    fn a_mistake_is_named() {
        for (text, said) in [
            ("logn = \"/login\"", "unknown field `logn`"),
            ("allow = [{ row = \"pkc\", why = \"\" }]", "no practice pkc to allow; perhaps pkce"),
            ("allow = [{ row = 200, why = \"\" }]", "no practice 200 to allow"),
            ("allow = [{ row = 15, why = \"\", until = 10:00:00 }]", "write until = 2030-01-31"),
        ] {
            let error = Configuration::parse(text).expect_err("a mistake").to_string();
            assert!(error.contains(said), "{error}");
        }
    }

    #[test]
    fn an_anchor_of_a_practice_goes_before_that_of_its_area() {
        let text =
            "[anchors]\nsign_out = \"logout.ts:12\"\n82 = \"session.ts\"\npkce = \"login.ts:3\"";
        let places = Configuration::parse(text).expect("it is right").places().expect("places");

        let of = |practice| places.of(practice).map(ToString::to_string);
        assert_eq!(of(&practices::LOGOUT_CARRIES_HINT).as_deref(), Some("logout.ts:12"));
        assert_eq!(of(&practices::SESSION_DIES_ON_THE_SERVER).as_deref(), Some("session.ts:1"));
        assert_eq!(of(&practices::PKCE).as_deref(), Some("login.ts:3"));
        assert_eq!(of(&practices::STATE_IS_NEW), None);
    }
}
