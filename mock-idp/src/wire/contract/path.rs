//! Path templates, as in `/api/v1/organizations/{organization_id}/directories/{id}:enable`.

use percent_encoding::percent_decode_str;

/// The template of a path.
#[derive(Debug)]
pub(crate) struct Template {
    text: String,
    segments: Vec<Segment>,
}

/// Most letters by which a similar segment may differ.
const MOST_MISTAKES: usize = 2;

/// Longest segment that is compared letter by letter, in bytes: no address has a longer one.
const LONGEST_COMPARED: usize = 64;

#[derive(Debug)]
enum Segment {
    Literal(String),
    /// The field that the segment fills, and the text that must follow: nothing, or `:enable`.
    Hole {
        field: String,
        suffix: String,
    },
}

impl Template {
    pub(super) fn parse(text: &str) -> Self {
        let segments = text.split('/').skip(1).map(Segment::parse).collect();
        Self { text: text.to_owned(), segments }
    }

    /// Returns the text of the template.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Returns the number of letters by which `path` differs, if it has as many segments and each is similar.
    pub(crate) fn distance(&self, path: &str) -> Option<usize> {
        let mut segments = path.split('/').skip(1);
        let distance = self
            .segments
            .iter()
            .try_fold(0, |sum, expected| Some(sum + expected.distance(segments.next()?)?));
        distance.filter(|_| segments.next().is_none())
    }

    /// Returns the names and values of the fields, if `path` has this shape. Values are percent-decoded.
    pub(crate) fn matches(&self, path: &str) -> Option<Vec<(&str, String)>> {
        let mut fields = Vec::new();
        let mut segments = path.split('/').skip(1);
        let all_fit = self
            .segments
            .iter()
            .all(|expected| segments.next().is_some_and(|text| expected.read(text, &mut fields)));
        (all_fit && segments.next().is_none()).then_some(fields)
    }

    /// Returns the length of the literal text.
    pub(crate) fn literals(&self) -> usize {
        self.segments.iter().map(Segment::literals).sum()
    }
}

impl Segment {
    fn parse(text: &str) -> Self {
        let hole = text.strip_prefix('{').and_then(|rest| rest.split_once('}'));
        match hole {
            Some((field, suffix)) => {
                Self::Hole { field: field.to_owned(), suffix: suffix.to_owned() }
            }
            None => Self::Literal(text.to_owned()),
        }
    }

    /// Returns whether `text` fits, and adds the field's value to `fields`.
    fn read<'a>(&'a self, text: &str, fields: &mut Vec<(&'a str, String)>) -> bool {
        match self {
            Self::Literal(expected) => expected == text,
            Self::Hole { field, suffix } => {
                let value = text
                    .strip_suffix(suffix.as_str())
                    .filter(|value| !value.is_empty())
                    .and_then(|value| percent_decode_str(value).decode_utf8().ok());
                fields.extend(value.iter().map(|value| (field.as_str(), value.to_string())));
                value.is_some()
            }
        }
    }

    fn distance(&self, text: &str) -> Option<usize> {
        let (expected, text) = match self {
            Self::Literal(expected) => (expected.as_str(), text),
            Self::Hole { suffix, .. } if suffix.is_empty() => {
                return (!text.is_empty()).then_some(0);
            }
            Self::Hole { suffix, .. } => {
                (suffix.as_str(), text.find(':').map_or("", |at| &text[at..]))
            }
        };
        if text.len() > LONGEST_COMPARED {
            return None;
        }
        Some(strsim::osa_distance(expected, text)).filter(|distance| *distance <= MOST_MISTAKES)
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
