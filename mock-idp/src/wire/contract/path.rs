//! Path templates, as in `/api/v1/organizations/{organization_id}/directories/{id}:enable`.

use percent_encoding::percent_decode_str;

/// A path with holes.
#[derive(Debug)]
pub(crate) struct Template(Vec<Segment>);

#[derive(Debug)]
enum Segment {
    Literal(String),
    /// The field that the segment fills, and what must follow it: nothing, or `:enable`.
    Hole {
        field: String,
        suffix: String,
    },
}

impl Template {
    pub(super) fn parse(text: &str) -> Self {
        Self(text.split('/').skip(1).map(Segment::parse).collect())
    }

    /// Names and values, if `path` has this shape. Values are percent-decoded.
    pub(crate) fn matches(&self, path: &str) -> Option<Vec<(&str, String)>> {
        let mut fields = Vec::new();
        let mut segments = path.split('/').skip(1);
        for expected in &self.0 {
            fields.extend(expected.matches(segments.next()?)?);
        }
        segments.next().is_none().then_some(fields)
    }

    /// How much of it is literal text.
    pub(crate) fn literals(&self) -> usize {
        self.0.iter().map(Segment::literals).sum()
    }
}

impl Segment {
    fn parse(text: &str) -> Self {
        let hole = text.strip_prefix('{').and_then(|rest| rest.split_once('}'));
        match hole {
            Some((field, suffix)) => Self::Hole {
                field: field.to_owned(),
                suffix: suffix.to_owned(),
            },
            None => Self::Literal(text.to_owned()),
        }
    }

    /// What the segment says, if it fits: nothing, or a field.
    fn matches(&self, segment: &str) -> Option<Option<(&str, String)>> {
        match self {
            Self::Literal(text) => (text == segment).then_some(None),
            Self::Hole { field, suffix } => {
                let value = segment.strip_suffix(suffix.as_str())?;
                let value = percent_decode_str(value).decode_utf8().ok()?;
                (!value.is_empty()).then(|| Some((field.as_str(), value.into_owned())))
            }
        }
    }

    fn literals(&self) -> usize {
        match self {
            Self::Literal(text) => text.len(),
            Self::Hole { suffix, .. } => suffix.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_fills_the_holes() {
        let template =
            Template::parse("/api/v1/organizations/{organization_id}/directories/{id}:enable");

        let fields = template.matches("/api/v1/organizations/org_1/directories/dir%5F2:enable");

        let expected = vec![("organization_id", "org_1".into()), ("id", "dir_2".into())];
        assert_eq!(fields, Some(expected));
        for other in [
            "/api/v1/organizations/org_1/directories/dir_2",
            "/api/v1/organizations/org_1/directories/:enable",
            "/api/v1/organizations/org_1/directories",
            "/api/v1/organizations/org_1/directories/dir_2:enable/x",
        ] {
            assert_eq!(template.matches(other), None, "{other}");
        }
    }
}
