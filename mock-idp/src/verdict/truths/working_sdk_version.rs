//! A client uses a version of its SDK that works.
//!
//! It is said once for each client and version, and is a doubt: a call that an application never makes breaks nothing.
//!
//! The versions are those that a release calls itself in `x-sdk-version`, as it was published: Python 1.0.0 says 0.1 and
//! 2.3.3 says 2.3.2, Node 2.1.5 says 2.1.4.
//!
//! Innocent: any other version, and a client without an official SDK.

use super::{Record, Sight};
use crate::exchange::{Exchange, Sdk};

/// Major, minor and patch version.
type Version = [u32; 3];

/// Versions of an SDK that are broken.
struct Broken {
    language: &'static str,
    /// The first and the last version, as they call themselves.
    versions: (Version, Version),
    how: &'static str,
    /// The first version after them in which nothing is known to be broken.
    mended_in: &'static str,
}

const BROKEN: &[Broken] = &[
    Broken {
        language: "python",
        versions: ([0, 1, 0], [2, 0, 0]),
        how: "it refuses good tokens, because their `aud` is a list",
        mended_in: "2.2.0",
    },
    Broken {
        language: "python",
        versions: ([2, 0, 0], [2, 0, 1]),
        how: "its logout URL is /end_session, which signs nobody out",
        mended_in: "2.2.0",
    },
    Broken {
        language: "python",
        versions: ([2, 3, 0], [2, 3, 0]),
        how: "it refuses good tokens, because their `aud` is a list",
        mended_in: "2.3.1",
    },
    Broken {
        language: "python",
        versions: ([2, 3, 2], [2, 3, 2]),
        how: "2.3.3, which calls itself 2.3.2, throws after the code is spent",
        mended_in: "2.4.12",
    },
    Broken {
        language: "python",
        versions: ([2, 4, 0], [2, 4, 8]),
        how: "it throws after the code is spent",
        mended_in: "2.4.12",
    },
    Broken {
        language: "python",
        versions: ([2, 4, 0], [2, 4, 6]),
        how: "it calls scalekit.v1.auditlogs.SessionService, which does not exist",
        mended_in: "2.4.12",
    },
    // The fields of `SessionDetails` in `proto/scalekit/v1/sessions/sessions.proto`.
    Broken {
        language: "python",
        versions: ([2, 4, 8], [2, 4, 11]),
        how: "it misreads device, last activity and clients of a session",
        mended_in: "2.4.12",
    },
    Broken {
        language: "node",
        versions: ([2, 1, 4], [2, 1, 5]),
        how: "it misreads device, last activity and clients of a session",
        mended_in: "2.1.8",
    },
    Broken {
        language: "node",
        versions: ([0, 0, 0], [2, 1, 7]),
        how: "it ends its process at a wrong client secret",
        mended_in: "2.1.8",
    },
];

pub(super) fn look(exchange: &Exchange, past: &Record) -> Option<Sight> {
    let sdk = exchange.sdk.as_ref()?;
    let is_new = past.new_sdk(exchange).is_some();
    let what = if is_new { describe(sdk)? } else { return None };
    Some(Sight::doubt(what))
}

/// Returns what is broken in a version, and which mends it; `None` of a version that works.
fn describe(sdk: &Sdk) -> Option<String> {
    let broken: Vec<&Broken> = broken(sdk).collect();
    let mended_in = broken.first()?.mended_in;
    let how: Vec<&str> = broken.iter().map(|broken| broken.how).collect();
    Some(format!(
        "the {sdk} is known to be broken: {}; {mended_in} mends that; an application that makes no such call can stay",
        how.join(", and ")
    ))
}

fn broken(sdk: &Sdk) -> impl Iterator<Item = &'static Broken> {
    let version = version(&sdk.version);
    let language = sdk.language;
    BROKEN.iter().filter(move |broken| {
        let (first, last) = broken.versions;
        broken.language == language && version.is_some_and(|it| first <= it && it <= last)
    })
}

/// Reads major, minor and patch version; what is missing is zero, and what comes after them is nothing.
fn version(text: &str) -> Option<Version> {
    let release = text.split(['-', '+', '…']).next()?;
    let mut version = [0; 3];
    for (place, number) in version.iter_mut().zip(release.split('.')) {
        *place = number.parse().ok()?;
    }
    Some(version)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn describes(language: &'static str, version: &str) -> Option<String> {
        describe(&Sdk::new(language, version))
    }

    #[test]
    fn what_is_broken_and_what_mends_it_is_said_of_each_version() {
        insta::assert_snapshot!(describes("python", "0.1").unwrap(), @"the Python SDK 0.1 is known to be broken: it refuses good tokens, because their `aud` is a list; 2.2.0 mends that; an application that makes no such call can stay");
        insta::assert_snapshot!(describes("python", "2.0.0").unwrap(), @"the Python SDK 2.0.0 is known to be broken: it refuses good tokens, because their `aud` is a list, and its logout URL is /end_session, which signs nobody out; 2.2.0 mends that; an application that makes no such call can stay");
        insta::assert_snapshot!(describes("python", "2.4.8").unwrap(), @"the Python SDK 2.4.8 is known to be broken: it throws after the code is spent, and it misreads device, last activity and clients of a session; 2.4.12 mends that; an application that makes no such call can stay");
        insta::assert_snapshot!(describes("node", "2.1.4").unwrap(), @"the Node SDK 2.1.4 is known to be broken: it misreads device, last activity and clients of a session, and it ends its process at a wrong client secret; 2.1.8 mends that; an application that makes no such call can stay");
    }

    #[test]
    fn what_mends_a_version_is_broken_in_no_other_way() {
        for broken in BROKEN {
            assert_eq!(describes(broken.language, broken.mended_in), None);
            let [major, minor, patch] = broken.versions.1;
            let last = format!("{major}.{minor}.{patch}");
            let mends: Vec<_> =
                super::broken(&Sdk::new(broken.language, &last)).map(|one| one.mended_in).collect();
            assert!(mends.iter().all(|one| *one == mends[0]), "{last}: one version mends all");
        }
    }

    #[test]
    fn versions_that_work_and_versions_that_are_none_are_innocent() {
        for (language, version) in [
            ("node", "2.1.8"),
            ("node", "2.11.0"),
            ("python", "2.2.2"),
            ("node", "2.1.8…"),
            ("python", "2.3.1"),
            ("python", "2.4.12"),
            ("python", "2.21.0"),
            ("go", "2.0.0"),
            ("java", "1.0.0"),
            ("node", "2.x"),
        ] {
            assert_eq!(describes(language, version), None, "{language} {version}");
        }
    }
}
