//! The parameters of queries and forms.

use std::borrow::Cow;

use url::form_urlencoded;

/// The parameters of one request, in order, repetitions and all.
#[derive(Clone, Debug, Default)]
pub(crate) struct Params(Vec<(String, String)>);

/// The error of a parameter that came more than once, which RFC 6749 §3.1 forbids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} came more than once; RFC 6749 §3.1 allows a parameter once")]
pub(crate) struct RepeatedError(pub(crate) &'static str);

impl Params {
    /// Reads a query string or an `application/x-www-form-urlencoded` body.
    pub(crate) fn parse(encoded: &[u8]) -> Self {
        let owned =
            |(name, value): (Cow<'_, str>, Cow<'_, str>)| (name.into_owned(), value.into_owned());
        Self(pairs(encoded).map(owned).collect())
    }

    /// Returns the value of `name`. An empty value counts as absent (RFC 6749 §3.1).
    pub(crate) fn one(&self, name: &'static str) -> Result<Option<&str>, RepeatedError> {
        let mut values =
            self.0.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str());
        match (values.next(), values.next()) {
            (_, Some(_)) => Err(RepeatedError(name)),
            (value, None) => Ok(value.filter(|value| !value.is_empty())),
        }
    }

    /// Returns the value of `name` as a `String`.
    pub(crate) fn owned(&self, name: &'static str) -> Result<Option<String>, RepeatedError> {
        Ok(self.one(name)?.map(str::to_owned))
    }

    /// Returns the names and values of all parameters, in order.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Returns the names of all parameters, those without a value too.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }
}

/// Returns the names and values of a query string or an `application/x-www-form-urlencoded` body, in order.
pub(crate) fn pairs(encoded: &[u8]) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
    encoded.split(|octet| *octet == b'&').filter_map(pair)
}

/// Reads a name and its value. Most have nothing that is encoded, and are read as they stand.
fn pair(encoded: &[u8]) -> Option<(Cow<'_, str>, Cow<'_, str>)> {
    let is_plain = !encoded.is_empty() && !encoded.iter().any(|octet| matches!(octet, b'%' | b'+'));
    match std::str::from_utf8(encoded) {
        Ok(text) if is_plain => {
            let (name, value) = text.split_once('=').unwrap_or((text, ""));
            Some((name.into(), value.into()))
        }
        _ => form_urlencoded::parse(encoded).next(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn whatever_comes_is_read_as_the_url_standard_reads_it(
            encoded in prop::collection::vec(prop::sample::select(b"ab=&%+2f\xc3\xa9".as_slice()), 0..40)
        ) {
            let read: Vec<_> = pairs(&encoded).collect();

            prop_assert_eq!(read, form_urlencoded::parse(&encoded).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_parameter_is_absent_present_or_repeated() {
        let params = Params::parse(b"a=1&b=&c=x+y%26z&d=1&d=1");

        assert_eq!(params.one("a"), Ok(Some("1")));
        assert_eq!(params.one("b"), Ok(None), "an empty value counts as absent");
        assert_eq!(params.one("c"), Ok(Some("x y&z")));
        assert_eq!(params.one("d"), Err(RepeatedError("d")));
        assert_eq!(params.one("e"), Ok(None));
    }
}
