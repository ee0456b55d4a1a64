//! The fields of forms.

/// Returns the value of a field; empty if there is none.
pub(crate) fn field(body: &[u8], name: &str) -> String {
    url::form_urlencoded::parse(body)
        .find(|(field, _)| field == name)
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}
