use axum::body::Body;
use axum::http::HeaderValue;
use proptest::prelude::*;

use super::*;

const PROXY: &str = "10.0.3.7";
const STRANGER: &str = "198.51.100.9";

/// Returns a request from this peer.
fn request(peer: &str, headers: &[(&'static str, &str)]) -> Request {
    let mut request = Request::new(Body::empty());
    for (name, value) in headers {
        let value = HeaderValue::from_bytes(value.as_bytes()).expect("a header");
        request.headers_mut().append(*name, value);
    }
    let peer: IpAddr = peer.parse().expect("an address");
    request.extensions_mut().insert(ConnectInfo(SocketAddr::from((peer, 54321))));
    request
}

fn proxies() -> TrustedProxies {
    "127.0.0.1, 10.0.3.0/24, 2001:db8::/32".parse().expect("networks")
}

fn client(peer: &str, headers: &[(&'static str, &str)]) -> String {
    let way = proxies().way_of(&request(peer, headers));
    way.client.expect("the peer is known").0.to_string()
}

#[test]
fn the_client_is_the_last_hop_that_no_trusted_proxy_is() {
    #[rustfmt::skip]
    let table: [(&str, &[&str], &str); 12] = [
        (PROXY,              &[],                                      PROXY),
        (PROXY,              &["203.0.113.5"],                         "203.0.113.5"),
        (PROXY,              &["6.6.6.6, 203.0.113.5"],                "203.0.113.5"),
        (PROXY,              &["6.6.6.6,203.0.113.5 , 10.0.3.8"],      "203.0.113.5"),
        (PROXY,              &["6.6.6.6", "203.0.113.5", "127.0.0.1"], "203.0.113.5"),
        (PROXY,              &["6.6.6.6, unknown"],                    PROXY),
        (PROXY,              &["caf\u{e9}, 203.0.113.5"],              "203.0.113.5"),
        (PROXY,              &["203.0.113.5:4711"],                    "203.0.113.5"),
        ("2001:db8::1",      &["[2001:470::5]:4711"],                  "2001:470::5"),
        ("2001:db8::1",      &["[2001:470::5]"],                       "2001:470::5"),
        ("::ffff:127.0.0.1", &["::ffff:203.0.113.5"],                  "203.0.113.5"),
        (STRANGER,           &["203.0.113.5", "127.0.0.1"],            STRANGER),
    ];
    for (peer, hops, expected) in table {
        let headers: Vec<_> = hops.iter().map(|hops| ("x-forwarded-for", *hops)).collect();
        assert_eq!(client(peer, &headers), expected, "{peer} {hops:?}");
    }
}

#[test]
fn other_headers_name_nobody() {
    let headers =
        [("forwarded", "for=6.6.6.6"), ("x-real-ip", "6.6.6.6"), ("client-ip", "6.6.6.6")];
    assert_eq!(client(PROXY, &headers), PROXY);
}

#[test]
fn a_request_is_in_the_clear_if_the_nearest_trusted_proxy_says_so() {
    #[rustfmt::skip]
    let table: [(&str, &[&str], bool); 9] = [
        (PROXY,    &["http"],          true),
        (PROXY,    &["HTTP"],          true),
        (PROXY,    &["https, http"],   true),
        (PROXY,    &["https", "http"], true),
        (PROXY,    &["http, https"],   false),
        (PROXY,    &["http", "https"], false),
        (PROXY,    &["https"],         false),
        (PROXY,    &[],                false),
        (STRANGER, &["http"],          false),
    ];
    for (peer, schemes, expected) in table {
        let headers: Vec<_> = schemes.iter().map(|scheme| ("x-forwarded-proto", *scheme)).collect();
        let way = proxies().way_of(&request(peer, &headers));
        assert_eq!(way.is_in_the_clear, expected, "{peer} {schemes:?}");
    }
}

#[test]
fn without_a_setting_or_without_a_peer_nothing_is_believed() {
    let headers = [("x-forwarded-for", "6.6.6.6"), ("x-forwarded-proto", "http")];
    let way = TrustedProxies::default().way_of(&request("127.0.0.1", &headers));
    assert_eq!(way.client, Some(ClientAddress("127.0.0.1".parse().expect("an address"))));
    assert!(!way.is_in_the_clear);

    let mut by_a_socket = request(PROXY, &headers);
    by_a_socket.extensions_mut().clear();
    let way = proxies().way_of(&by_a_socket);
    assert!(way.client.is_none() && !way.is_in_the_clear);
}

#[test]
fn a_list_that_cannot_be_used_is_refused_with_the_reason() {
    let refused = |text: &str| text.parse::<TrustedProxies>().expect_err(text).to_string();
    let lines = [
        refused(""),
        refused("127.0.0.1,"),
        refused("localhost"),
        refused("127.0.0.1:80"),
        refused("10.0.0.0/33"),
        refused("10.0.3.7/24"),
        refused("0.0.0.0/0"),
        refused("::/0"),
    ];
    insta::assert_snapshot!(lines.join("\n"), @r#"
    "" is no address and no network, such as 127.0.0.1 or 10.0.3.0/24
    "" is no address and no network, such as 127.0.0.1 or 10.0.3.0/24
    "localhost" is no address and no network, such as 127.0.0.1 or 10.0.3.0/24
    "127.0.0.1:80" is no address and no network, such as 127.0.0.1 or 10.0.3.0/24
    "10.0.0.0/33" is no address and no network, such as 127.0.0.1 or 10.0.3.0/24
    10.0.3.7/24 has bits after its prefix; the network is 10.0.3.0/24, and the address 10.0.3.7
    0.0.0.0/0 has every address, so that anybody would be believed
    ::/0 has every address, so that anybody would be believed
    "#);
}

proptest! {
    /// Whatever a client writes, the address that the proxy saw is the client's.
    #[test]
    fn no_client_behind_a_proxy_chooses_its_address(forged in "[^\u{0}-\u{8}\u{a}-\u{1f}\u{7f}]{0,60}") {
        let appended = format!("{forged}, 203.0.113.5");
        prop_assert_eq!(client(PROXY, &[("x-forwarded-for", &appended)]), "203.0.113.5");
        prop_assert_eq!(client(STRANGER, &[("x-forwarded-for", &forged)]), STRANGER);
    }
}
