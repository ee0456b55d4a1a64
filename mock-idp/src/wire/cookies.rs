//! The cookies of a request, read as octets.
//!
//! Browsers send the cookies of a host to all of its ports, in any order, under equal names and with any octets in
//! their values (RFC 6265 §5.4, RFC 9110 §5.5). So a line is never read as text, and a name may have several values,
//! each of which is tried.

use http::HeaderMap;
use http::header::COOKIE;

use crate::secret::Secret;

/// The cookie of a session at the environment. Scalekit does not document its name; this one is ours.
pub(crate) const SESSION_COOKIE: &str = "sk_idp_session";

/// The prefix of the name of an authorization request's cookie; the request's id follows. Scalekit does not document
/// such a cookie; it is ours.
const REQUEST_COOKIE: &str = "sk_idp_request_";

/// Longest id in such a name, in bytes: those of this environment have 21.
const LONGEST_REQUEST_ID: usize = 40;

/// The cookie by which a browser shows that it began an authorization request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RequestCookie {
    /// The request's id, from the end of the name: letters, digits and `_`.
    pub(crate) request: String,
    /// The value, which another application on the same host may have planted.
    pub(crate) value: Secret,
}

impl RequestCookie {
    /// Returns the name of the cookie of the request with this id.
    pub(crate) fn name_for(request: &str) -> String {
        format!("{REQUEST_COOKIE}{request}")
    }
}

/// Most values of one name that are tried. Browsers keep no more than 180 cookies of a site, so other applications
/// cannot crowd ours out; and of a client that invents thousands, no more are read.
const MOST_VALUES: usize = 180;

/// Returns the different values of the cookies called `name`, in the order in which they were sent. Values that are
/// not UTF-8 are left out, because the environment sets none.
pub(crate) fn secrets(headers: &HeaderMap, name: &str) -> Vec<Secret> {
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

/// Returns the different cookies of authorization requests, in the order in which they were sent. Names that no
/// request can have are left out, and so are values that are not UTF-8.
pub(super) fn of_requests(headers: &HeaderMap) -> Vec<RequestCookie> {
    let mut found: Vec<RequestCookie> = Vec::new();
    for cookie in pairs(headers).filter_map(request_cookie) {
        if !found.contains(&cookie) {
            found.push(cookie);
            if found.len() == MOST_VALUES {
                break;
            }
        }
    }
    found
}

fn request_cookie(pair: &[u8]) -> Option<RequestCookie> {
    let text = std::str::from_utf8(pair.strip_prefix(REQUEST_COOKIE.as_bytes())?).ok()?;
    let (request, value) = text.split_once('=')?;
    let may_be_an_id = request.len() <= LONGEST_REQUEST_ID
        && request.bytes().all(|octet| octet.is_ascii_alphanumeric() || octet == b'_');
    may_be_an_id.then(|| RequestCookie { request: request.to_owned(), value: Secret::from(value) })
}

/// Returns the values of the cookies called `name` as octets, in the order in which they were sent. Quotes and
/// `=` belong to a value.
fn values<'a>(headers: &'a HeaderMap, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
    pairs(headers).filter_map(move |pair| pair.strip_prefix(name.as_bytes())?.strip_prefix(b"="))
}

/// Returns the pairs of all lines, without the blanks around them.
fn pairs(headers: &HeaderMap) -> impl Iterator<Item = &[u8]> {
    let lines = headers.get_all(COOKIE).iter();
    lines.flat_map(|line| line.as_bytes().split(|octet| *octet == b';')).map(<[u8]>::trim_ascii)
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

    fn request(id: &str, value: &str) -> RequestCookie {
        RequestCookie { request: id.to_owned(), value: Secret::from(value) }
    }

    #[test]
    fn the_cookie_of_a_request_names_the_request() {
        let line: &[u8] = b"sk_idp_session=1; sk_idp_request_ar_1=a; sk_idp_request_ar_2=b=; \
            sk_idp_request_ar_1=c;sk_idp_request_ar_1=a; sk_idp_request_ar_3";

        let found = of_requests(&headers(&[line]));

        assert_eq!(found, [request("ar_1", "a"), request("ar_2", "b="), request("ar_1", "c")]);
        assert_eq!(RequestCookie::name_for("ar_1"), "sk_idp_request_ar_1");
    }

    #[test]
    fn a_name_that_no_request_has_is_left_out() {
        let long = format!("sk_idp_request_{}=1", "1".repeat(LONGEST_REQUEST_ID + 1));
        for line in [
            &b"sk_idp_request_ar-1=1; sk_idp_request_ar 1=1"[..],
            b"sk_idp_request_ar\t1=1; sk_idp_request_\xe2\x82\xac=1; sk_idp_request_ar_1=\xff",
            long.as_bytes(),
        ] {
            assert_eq!(of_requests(&headers(&[line])), [], "{}", String::from_utf8_lossy(line));
        }
    }

    #[test]
    fn whoever_invents_thousands_of_requests_is_not_read_to_the_end() {
        let planted: Vec<String> =
            (0..10_000).map(|number| format!("sk_idp_request_ar_{number}=1")).collect();

        assert_eq!(of_requests(&headers(&[planted.join("; ").as_bytes()])).len(), MOST_VALUES);
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
