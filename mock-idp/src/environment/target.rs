//! Addresses that the environment may call of its own accord. A fake in a test calls its own machine, and others only
//! if a setting permits it.

use url::{Host, Url};

/// The longest address that is called, in bytes: what browsers and servers agree to take.
const LONGEST: usize = 2_048;

/// The reason why an address is not called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TargetError {
    #[error("it is longer than {LONGEST} bytes")]
    TooLong,
    #[error("it is not an absolute http or https URL, like http://localhost:3000/webhooks")]
    NotAUrl,
    #[error("it carries a user or a password; what is sent is signed instead")]
    Credentials,
    #[error("it has a fragment, which no request can carry")]
    Fragment,
    #[error(
        "it is not a loopback address (localhost, 127.0.0.1, [::1]); the seed's `environment.call_beyond_loopback = true` lets the fake call others"
    )]
    BeyondLoopback,
}

/// Checks that `url` may be called; `beyond_loopback` says whether other machines may be.
pub(crate) fn check_target(url: &str, beyond_loopback: bool) -> Result<(), TargetError> {
    if url.len() > LONGEST {
        return Err(TargetError::TooLong);
    }
    let printable = url.bytes().all(|byte| byte.is_ascii_graphic());
    let parsed = Url::parse(url).ok().filter(|_| printable);
    let parsed = parsed
        .filter(|parsed| matches!(parsed.scheme(), "http" | "https"))
        .ok_or(TargetError::NotAUrl)?;
    if !parsed.username().is_empty() || parsed.password().is_some() {
        return Err(TargetError::Credentials);
    }
    if parsed.fragment().is_some() {
        return Err(TargetError::Fragment);
    }
    let is_here = parsed.host().as_ref().is_some_and(is_loopback);
    if beyond_loopback || is_here { Ok(()) } else { Err(TargetError::BeyondLoopback) }
}

/// Returns whether the host is this machine.
pub(crate) fn is_loopback<S: AsRef<str>>(host: &Host<S>) -> bool {
    match host {
        Host::Ipv4(ip) => ip.is_loopback(),
        Host::Ipv6(ip) => ip.to_canonical().is_loopback(),
        Host::Domain(name) => is_localhost(name.as_ref()),
    }
}

/// Returns whether the name is `localhost`, or a name below it (RFC 6761 §6.3), with or without the dot at the end of a
/// name (RFC 1034 §3.1).
pub(crate) fn is_localhost(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_is_called_and_no_other() {
        for url in [
            "http://localhost:3000/webhooks",
            "https://app.localhost/hooks?tenant=1",
            "http://127.0.0.1:1",
            "http://127.8.8.8/",
            "http://[::1]:8080/",
            "http://[::ffff:127.0.0.1]/",
            "http://2130706433/", // 127.0.0.1, as URLs may write it
        ] {
            assert_eq!(check_target(url, false), Ok(()), "{url}");
        }
        for url in [
            "https://hooks.example/",
            "http://192.0.2.1/",
            "http://[2001:db8::1]/",
            "http://0.0.0.0/",
            "http://localhost.example/",
            "http://notlocalhost/",
        ] {
            assert_eq!(check_target(url, false), Err(TargetError::BeyondLoopback), "{url}");
            assert_eq!(check_target(url, true), Ok(()), "{url}");
        }
    }

    #[test]
    fn what_is_no_address_is_called_by_nobody() {
        let why = |url: &str| check_target(url, true).unwrap_err();

        assert_eq!(why("/webhooks"), TargetError::NotAUrl);
        assert_eq!(why("ftp://localhost/"), TargetError::NotAUrl);
        assert_eq!(why("http://localhost/a b"), TargetError::NotAUrl);
        assert_eq!(why("http://a:b@localhost/"), TargetError::Credentials);
        assert_eq!(why("http://localhost/#here"), TargetError::Fragment);
        let long = format!("http://localhost/{}", "a".repeat(LONGEST));
        assert_eq!(why(&long), TargetError::TooLong);
    }
}
