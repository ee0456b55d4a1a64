//! The beginning of a TLS `ClientHello` (RFC 8446 §4.1.2), by which browsers are recognised.

/// Bytes that are read: the fields up to the first cipher suite.
pub(super) const LOOKED_AT: usize = 128;

/// Bytes of the record's header, the handshake's header, the version and the random.
const BEFORE_SESSION_ID: usize = 5 + 4 + 2 + 32;

/// Returns whether a browser sent the message: browsers try `https:` first at every `http:` address, and then
/// continue with plain HTTP. Chromium and Safari put a reserved cipher suite first, so that servers learn to ignore
/// what they do not know (RFC 8701); no SDK's TLS library does.
pub(super) fn is_of_a_browser(hello: &[u8]) -> bool {
    let suites = || {
        let (length, rest) = hello.get(BEFORE_SESSION_ID..)?.split_first()?;
        rest.get(usize::from(*length)..)?.get(2..4)
    };
    matches!(suites(), Some([first, second]) if first == second && first & 0x0F == 0x0A)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns a `ClientHello` with a session id of this length and this first cipher suite.
    fn hello(session_id: u8, suite: [u8; 2]) -> Vec<u8> {
        let mut hello = vec![0; BEFORE_SESSION_ID];
        hello.push(session_id);
        hello.extend(vec![7; session_id.into()]);
        hello.extend([0, 32]);
        hello.extend(suite);
        hello
    }

    #[test]
    fn a_browser_puts_a_reserved_cipher_suite_first() {
        assert!(is_of_a_browser(&hello(32, [0x0A, 0x0A])));
        assert!(is_of_a_browser(&hello(0, [0xFA, 0xFA])));
        assert!(!is_of_a_browser(&hello(32, [0x13, 0x01])));
        assert!(!is_of_a_browser(&hello(32, [0xFA, 0xEA])));
        for cut in 0..hello(32, [0x0A, 0x0A]).len() {
            assert!(!is_of_a_browser(&hello(32, [0x0A, 0x0A])[..cut]), "{cut}");
        }
    }
}
