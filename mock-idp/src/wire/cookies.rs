//! The cookies of a request, read as the octets that they are.
//!
//! Browsers send the cookies of a host to all of its ports, in any order, under equal names and with any octets
//! in their values (RFC 6265 §5.4, RFC 9110 §5.5). So a line is never read as text, and a name may have several
//! values: whoever looks for one tries each.

use http::HeaderMap;
use http::header::COOKIE;

use crate::secret::Secret;

/// The cookie of a session at the environment. Scalekit does not document its name; this one is ours.
pub(crate) const SESSION_COOKIE: &str = "sk_idp_session";

/// The cookie by which a browser is known to have begun an authorization request. It is ours, like its name.
pub(crate) const BROWSER_COOKIE: &str = "sk_idp_browser";

/// Different values of one name that are tried: browsers keep no more than 180 cookies of a site, so that
/// neighbours cannot crowd ours out, and a client that invents thousands is not read to its end.
const MOST_VALUES: usize = 180;

/// Returns the different values of the cookies called `name`, in the order in which they were sent. What is no
/// UTF-8 is nothing that the environment gave out, and is left out.
pub(super) fn secrets(headers: &HeaderMap, name: &str) -> Vec<Secret> {
    let mut found: Vec<Secret> = Vec::new();
    let texts = values(headers, name).filter_map(|value| std::str::from_utf8(value).ok());
    for text in texts {
        if found.iter().all(|known| known.reveal() != text) {
            found.push(Secret::from(text));
            if found.len() == MOST_VALUES {
                break;
            }
        }
    }
    found
}

/// Returns the values of the cookies called `name` as octets, in the order in which they were sent. Quotes and
/// `=` belong to a value.
fn values<'a>(headers: &'a HeaderMap, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
    let lines = headers.get_all(COOKIE).iter();
    let pairs = lines.flat_map(|line| line.as_bytes().split(|octet| *octet == b';'));
    pairs
        .filter_map(move |pair| pair.trim_ascii().strip_prefix(name.as_bytes())?.strip_prefix(b"="))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    fn headers(lines: &[&[u8]]) -> HeaderMap {
        let line = |line: &&[u8]| (COOKIE, HeaderValue::from_bytes(line).expect("a header value"));
        lines.iter().map(line).collect()
    }

    fn read(lines: &[&[u8]]) -> Vec<String> {
        let found = secrets(&headers(lines), SESSION_COOKIE);
        found.iter().map(|value| value.reveal().to_owned()).collect()
    }

    #[test]
    fn the_cookie_is_found_among_neighbours_of_every_kind() {
        for line in [
            &b"sk_idp_session=3"[..],
            b"a=1; sk_idp_session_not=2; sk_idp_session=3; b=4",
            b"name=J\xfcrgen; sk_idp_session=3",
            b"sk_idp_session=3;name=\xe2\x82\xac;=;;",
            b"quoted=\"a b\"; base64=YQ==; sk_idp_session=3",
            b" ;\t sk_idp_session=3 \t; x",
            b"SK_IDP_SESSION=2; sk_idp_session=3; sk_idp_session",
            b"a=sk_idp_session=2; sk_idp_session=3",
            b"sk_idp_session=\xff; sk_idp_session=3",
        ] {
            assert_eq!(read(&[line]), ["3"], "{}", String::from_utf8_lossy(line));
        }
    }

    #[test]
    fn every_value_is_kept_once_in_the_order_in_which_it_was_sent() {
        let one_line: &[u8] = b"sk_idp_session=2; sk_idp_session=1; sk_idp_session=2";
        // RFC 9113 §8.2.3: HTTP/2 may send each cookie in a line of its own.
        let crumbs: [&[u8]; 3] = [b"sk_idp_session=2", b"sk_idp_session=1", b"sk_idp_session=2"];

        assert_eq!(read(&[one_line]), ["2", "1"]);
        assert_eq!(read(&crumbs), ["2", "1"]);
    }

    #[test]
    fn quotes_and_equals_signs_belong_to_the_value() {
        let line: &[u8] =
            b"sk_idp_session=\"1\"; sk_idp_session=1==; sk_idp_session=; sk_idp_session=1";

        assert_eq!(read(&[line]), ["\"1\"", "1==", "", "1"]);
    }

    #[test]
    fn whoever_invents_thousands_is_not_read_to_the_end() {
        let planted: Vec<String> =
            (0..10_000).map(|number| format!("sk_idp_session={number}")).collect();

        assert_eq!(read(&[planted.join("; ").as_bytes()]).len(), MOST_VALUES);
    }

    fn neighbour() -> impl Strategy<Value = Vec<u8>> {
        let octet = prop_oneof![0x20_u8..0x3b, 0x3c_u8..0x7f, 0x80_u8..=0xff, Just(b'\t')];
        prop::collection::vec(octet, 0..20)
    }

    fn neighbours() -> impl Strategy<Value = Vec<Vec<u8>>> {
        prop::collection::vec(neighbour(), 0..20)
    }

    proptest! {
        #[test]
        fn whatever_surrounds_our_pair_it_is_found(before in neighbours(), after in neighbours()) {
            let pairs = [before, vec![b"sk_idp_session=ours".to_vec()], after].concat();
            let in_one_line = pairs.join(&b"; "[..]);
            let crumbs: Vec<&[u8]> = pairs.iter().map(Vec::as_slice).collect();

            prop_assert!(read(&[&in_one_line]).contains(&"ours".to_owned()));
            prop_assert!(read(&crumbs).contains(&"ours".to_owned()));
        }
    }
}
