//! The `Referer` header under the eight referrer policies (Referrer Policy §3, §8.3).

use url::Url;

use crate::site;

/// How much of a page's address its requests may carry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum ReferrerPolicy {
    NoReferrer,
    NoReferrerWhenDowngrade,
    SameOrigin,
    Origin,
    StrictOrigin,
    OriginWhenCrossOrigin,
    #[default]
    StrictOriginWhenCrossOrigin,
    UnsafeUrl,
}

impl ReferrerPolicy {
    /// Returns the last policy of a list that is known; the list may come from a header, a `meta` or an attribute.
    pub(crate) fn parse(list: &str) -> Option<Self> {
        list.split(',').rev().find_map(|token| Self::named(&token.trim().to_ascii_lowercase()))
    }

    fn named(token: &str) -> Option<Self> {
        match token {
            "no-referrer" => Some(Self::NoReferrer),
            "no-referrer-when-downgrade" => Some(Self::NoReferrerWhenDowngrade),
            "same-origin" => Some(Self::SameOrigin),
            "origin" => Some(Self::Origin),
            "strict-origin" => Some(Self::StrictOrigin),
            "origin-when-cross-origin" => Some(Self::OriginWhenCrossOrigin),
            "strict-origin-when-cross-origin" => Some(Self::StrictOriginWhenCrossOrigin),
            "unsafe-url" => Some(Self::UnsafeUrl),
            _ => None,
        }
    }

    /// Returns the `Referer` of a request from one URL to another.
    pub(crate) fn referrer(self, from: &Url, to: &Url) -> Option<String> {
        let same_origin = from.origin() == to.origin();
        let downgrade = is_downgrade(from, to);
        match self {
            Self::NoReferrer => None,
            Self::UnsafeUrl => Some(full(from)),
            Self::Origin => Some(origin_only(from)),
            Self::StrictOrigin => (!downgrade).then(|| origin_only(from)),
            Self::SameOrigin => same_origin.then(|| full(from)),
            Self::NoReferrerWhenDowngrade => (!downgrade).then(|| full(from)),
            Self::OriginWhenCrossOrigin => {
                Some(if same_origin { full(from) } else { origin_only(from) })
            }
            Self::StrictOriginWhenCrossOrigin if same_origin => Some(full(from)),
            Self::StrictOriginWhenCrossOrigin => (!downgrade).then(|| origin_only(from)),
        }
    }
}

/// Says whether a request leads from a trustworthy page to an address that is not.
pub(crate) fn is_downgrade(from: &Url, to: &Url) -> bool {
    site::is_trustworthy(from) && !site::is_trustworthy(to)
}

fn full(url: &Url) -> String {
    let mut url = url.clone();
    url.set_fragment(None);
    // Only `file:` and its kind refuse these, and they are never a document here.
    let _ = (url.set_username(""), url.set_password(None));
    url.to_string()
}

fn origin_only(url: &Url) -> String {
    format!("{}/", url.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_policy_carries_its_own_share() {
        let url = |text: &str| Url::parse(text).expect("a URL of the table");
        let from = url("https://u:p@a.example/path?code=1#f");
        let (same, cross, plain) =
            (url("https://a.example/"), url("https://b.example/"), url("http://b.example/"));
        let (all, origin) = (Some("https://a.example/path?code=1"), Some("https://a.example/"));
        for (policy, to_same, to_cross, to_plain) in [
            ("no-referrer", None, None, None),
            ("no-referrer-when-downgrade", all, all, None),
            ("same-origin", all, None, None),
            ("origin", origin, origin, origin),
            ("strict-origin", origin, origin, None),
            ("origin-when-cross-origin", all, origin, origin),
            ("strict-origin-when-cross-origin", all, origin, None),
            ("unsafe-url", all, all, all),
            ("origin, nonsense", origin, origin, origin),
        ] {
            let policy = ReferrerPolicy::parse(policy).expect("a policy of the table");
            assert_eq!(policy.referrer(&from, &same).as_deref(), to_same, "{policy:?}");
            assert_eq!(policy.referrer(&from, &cross).as_deref(), to_cross, "{policy:?}");
            assert_eq!(policy.referrer(&from, &plain).as_deref(), to_plain, "{policy:?}");
        }
    }
}
