//! Why a browser drops a `Set-Cookie` line without a word, said in words.

use thiserror::Error;

/// A rule of RFC 6265bis §5.6 and §5.7 that a cookie broke.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CookieError {
    /// §5.6: neither name nor value.
    #[error("it has neither a name nor a value")]
    Empty,
    /// §5.6, step 1.
    #[error("it holds a control character")]
    ControlCharacter,
    /// §5.6: browsers allow 4096 octets for name and value together.
    #[error("its name and value together take {0} octets; browsers keep no more than 4096")]
    TooLarge(usize),
    /// §5.7: `Domain` names a host that did not send it.
    #[error("its Domain does not cover the host that set it")]
    ForeignDomain,
    /// §5.7: `Domain` names a public suffix.
    #[error("its Domain is a public suffix")]
    PublicSuffix,
    /// §5.7: `Secure` from a connection that is not.
    #[error("it is Secure but came over plain http")]
    InsecureConnection,
    /// §5.7: plain http may not replace what TLS set.
    #[error("it would replace a Secure cookie from plain http")]
    OverwritesSecure,
    /// §5.7: a script may neither set nor replace an `HttpOnly` cookie.
    #[error("a script may not touch an HttpOnly cookie")]
    HttpOnlyFromScript,
    /// §5.7: only `SameSite=None` may be set by a cross-site subresource.
    #[error("it was set by a cross-site subresource and is not SameSite=None")]
    CrossSiteSubresource,
    /// `SameSite=None` requires `Secure`.
    #[error("SameSite=None needs Secure")]
    NoneWithoutSecure,
    /// §4.1.3.1.
    #[error("the prefix __Secure- needs Secure and a trustworthy connection")]
    SecurePrefix,
    /// §4.1.3.2.
    #[error("the prefix __Host- needs Secure, Path=/ and no Domain")]
    HostPrefix,
    /// The prefixes `__Http-` and `__Host-Http-`, which later drafts of RFC 6265bis add.
    #[error(
        "the prefix __Http- or __Host-Http- needs HttpOnly, Secure and a trustworthy connection"
    )]
    HttpPrefix,
    /// §5.7: a nameless cookie would be sent as if it bore the prefix.
    #[error("it has no name, and its value pretends to a prefix")]
    NamelessPrefix,
}
