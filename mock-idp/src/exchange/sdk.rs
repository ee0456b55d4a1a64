//! The official SDK that sent a request, as it names itself.

use std::fmt;

use arcstr::ArcStr;
use http::header::{AsHeaderName, USER_AGENT};
use http::{HeaderMap, HeaderName};
use schemars::JsonSchema;
use serde::Serialize;

use super::version;

/// Longest version that is kept, in octets: `2.4.10-rc.1` has 11.
const LONGEST_VERSION: usize = 24;

/// The field in which the SDKs for Node, Python and Go name themselves.
static SDK_VERSION: HeaderName = HeaderName::from_static("x-sdk-version");

/// An official SDK and its version.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Sdk {
    /// `node`, `python`, `go` or `java`.
    pub language: &'static str,
    /// The version that it gives itself, which is not always the one that was installed. What is neither a number nor a
    /// word of releases is an ellipsis.
    #[schemars(with = "String")]
    pub version: ArcStr,
}

impl Sdk {
    #[cfg(test)]
    pub(crate) fn new(language: &'static str, version: &str) -> Self {
        Self { language, version: version.into() }
    }

    /// Reads `x-sdk-version` (`Scalekit-Node/2.1.6`), or the `User-Agent` of the Java SDK.
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        fn text(headers: &HeaderMap, name: impl AsHeaderName) -> Option<&str> {
            headers.get(name).and_then(|value| value.to_str().ok())
        }
        let named = text(headers, &SDK_VERSION).or_else(|| text(headers, USER_AGENT));
        named.and_then(Self::parse)
    }

    /// Returns how the language is written.
    pub(crate) fn language_name(&self) -> &'static str {
        match self.language {
            "node" => "Node",
            "python" => "Python",
            "go" => "Go",
            _ => "Java",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let product = text.split_ascii_whitespace().next()?;
        let (name, version) = product.split_once('/')?;
        let language = match name.to_ascii_lowercase().as_str() {
            "scalekit-node" => "node",
            "scalekit-python" => "python",
            "scalekit-go" => "go",
            "scalekit-java" | "scalekit-sdk-java" => "java",
            _ => return None,
        };
        let is_a_version = version.len() <= LONGEST_VERSION
            && version
                .bytes()
                .all(|octet| octet.is_ascii_alphanumeric() || b".-+".contains(&octet));
        let version = version::shown(version).filter(|_| is_a_version)?;
        Some(Self { language, version: version.as_ref().into() })
    }
}

impl fmt::Display for Sdk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} SDK {}", self.language_name(), self.version)
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderName, HeaderValue};

    use super::*;

    fn read(headers: &[(&'static str, &'static str)]) -> Option<String> {
        let lines = headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        Sdk::of(&lines.collect()).map(|sdk| format!("{} {}", sdk.language, sdk.version))
    }

    #[test]
    fn each_official_sdk_is_known_by_what_it_sends() {
        for (headers, sdk) in [
            (
                &[
                    ("user-agent", "Scalekit-Node/2.11.0 Node/v20.20.2 (linux; x64)"),
                    ("x-sdk-version", "Scalekit-Node/2.11.0"),
                    ("x-api-version", "20260727"),
                ][..],
                "node 2.11.0",
            ),
            (
                &[
                    ("user-agent", "Scalekit-Python/2.21.0 Python/3.11.7 (Linux; ('64bit', 'ELF')"),
                    ("x-sdk-version", "Scalekit-Python/2.21.0"),
                ],
                "python 2.21.0",
            ),
            (
                // A call of gRPC, whose library says who it is in the SDK's place.
                &[
                    ("user-agent", "grpc-python/1.85.1 grpc-c/58.0.0 (linux; chttp2)"),
                    ("x-sdk-version", "Scalekit-Python/2.21.0"),
                ],
                "python 2.21.0",
            ),
            (&[("x-sdk-version", "Scalekit-Python/0.1")], "python 0.1"),
            (&[("x-sdk-version", "Scalekit-Node/2.1.6-secret")], "node 2.1.6…"),
            (
                &[
                    ("user-agent", "Scalekit-Go/2.6.0 Go/go1.27.3 (linux; amd64)"),
                    ("x-sdk-version", "Scalekit-Go/2.6.0"),
                ],
                "go 2.6.0",
            ),
            (&[("user-agent", "scalekit-sdk-java/2.1.1 grpc-java-netty/1.75.0")], "java 2.1.1"),
        ] {
            assert_eq!(read(headers).as_deref(), Some(sdk));
        }
    }

    #[test]
    fn what_is_no_sdk_and_what_is_no_version_is_nobodys() {
        for headers in [
            &[][..],
            // The token requests of the Java SDK.
            &[("user-agent", "Apache-HttpClient/4.5.14 (Java/21)")],
            &[("user-agent", "Mozilla/5.0 (X11; Linux x86_64)")],
            &[("x-sdk-version", "Scalekit-Ruby/1.0.0")],
            &[("x-sdk-version", "Scalekit-Node")],
            &[("x-sdk-version", "Scalekit-Node/")],
            &[("x-sdk-version", "Scalekit-Node/latest")],
            &[("x-sdk-version", "Scalekit-Node/1.0.0;secret=x")],
            &[("x-sdk-version", "Scalekit-Node/1.0.0-test-acme-web-secret-not-for-production")],
        ] {
            assert_eq!(read(headers), None, "{headers:?}");
        }
    }
}
