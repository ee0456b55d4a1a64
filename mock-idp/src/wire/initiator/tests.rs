//! The initiators of all kinds of request.

use http::{Method, Request};

use super::*;

const ISSUER: &str = "https://idp.example";

fn parts(method: &Method, headers: &[(&str, &str)]) -> Parts {
    let mut request = Request::builder().method(method).uri("/oidc/logout");
    for (name, value) in [("host", "127.0.0.1:9000")].iter().chain(headers) {
        request = request.header(*name, *value);
    }
    request.body(()).expect("a request").into_parts().0
}

fn initiator(method: &Method, headers: &[(&str, &str)]) -> Initiator {
    Initiator::of(&parts(method, headers), false, ISSUER)
}

/// Returns Fetch Metadata as a browser sends it.
fn metadata<'a>(site: &'a str, mode: &'a str, dest: &'a str) -> [(&'static str, &'a str); 3] {
    [("sec-fetch-site", site), ("sec-fetch-mode", mode), ("sec-fetch-dest", dest)]
}

#[test]
fn a_link_a_typed_address_and_a_302_are_navigations() {
    for site in ["none", "same-origin", "same-site", "cross-site"] {
        let sent = metadata(site, "navigate", "document");
        assert_eq!(initiator(&Method::GET, &sent), Initiator::Navigation, "{site}");
    }
    for site in ["none", "same-origin"] {
        let sent = metadata(site, "navigate", "document");
        assert_eq!(initiator(&Method::POST, &sent), Initiator::Navigation, "{site}");
    }
}

#[test]
fn a_form_or_a_307_of_another_origin_is_recognised_by_its_method() {
    for site in ["same-site", "cross-site"] {
        let sent = metadata(site, "navigate", "document");
        assert_eq!(initiator(&Method::POST, &sent), Initiator::CrossOriginPost, "{site}");
    }
    for origin in
        ["null", "http://127.0.0.1:3000", "https://127.0.0.1:9000", "http://idp.example", "\u{b7}"]
    {
        let sent = [("origin", origin)];
        assert_eq!(initiator(&Method::POST, &sent), Initiator::CrossOriginPost, "{origin}");
    }
    for own in ["http://127.0.0.1:9000", ISSUER, "https://idp.example:443"] {
        let sent = [("origin", own)];
        assert_eq!(initiator(&Method::POST, &sent), Initiator::Navigation, "{own}");
    }
}

#[test]
fn what_no_browser_says_is_a_programs() {
    for (site, mode, dest) in [
        // Node's `fetch` writes its own mode over that of a test client.
        ("none", "cors", "document"),
        ("cross-site", "cors", "document"),
        ("same-origin", "no-cors", "document"),
        ("cross-site", "cors", "iframe"),
        ("cross-site", "navigate", "image"),
        ("cross-site", "navigate", "empty"),
        ("cross-site", "navigates", "document"),
        ("cross-site", "", "empty"),
        ("cross-site", "fetch", "empty"),
        ("same-site", "no-cors", "something-new"),
        ("elsewhere", "navigate", "document"),
        ("", "cors", "empty"),
    ] {
        let sent = metadata(site, mode, dest);
        assert_eq!(initiator(&Method::GET, &sent), Initiator::Program, "{site} {mode} {dest}");
        assert_eq!(initiator(&Method::POST, &sent), Initiator::Program, "{site} {mode} {dest}");
    }
    let without_a_mode = [("sec-fetch-site", "cross-site"), ("sec-fetch-dest", "empty")];
    assert_eq!(initiator(&Method::GET, &without_a_mode), Initiator::Program);
}

#[test]
fn a_frame_is_recognised_by_its_destination_whatever_the_method() {
    for dest in ["iframe", "frame", "embed", "object", "fencedframe"] {
        for method in [Method::GET, Method::POST] {
            for site in ["same-origin", "same-site", "cross-site"] {
                let sent = metadata(site, "navigate", dest);
                assert_eq!(initiator(&method, &sent), Initiator::Frame, "{dest}");
            }
        }
    }
}

#[test]
fn a_part_of_a_page_is_recognised_by_its_name() {
    for (mode, dest, part) in [
        ("no-cors", "image", "image"),
        ("no-cors", "script", "script element"),
        ("cors", "style", "stylesheet"),
        ("cors", "font", "font"),
        ("cors", "json", "import"),
        ("no-cors", "audioworklet", "worklet"),
    ] {
        let sent = metadata("same-site", mode, dest);
        assert_eq!(initiator(&Method::GET, &sent), Initiator::Subresource(part), "{dest}");
    }
}

#[test]
fn what_looks_ahead_is_a_prefetch_whatever_else_it_says() {
    for (name, value) in [
        ("sec-purpose", "prefetch"),
        ("sec-purpose", "prefetch;prerender"),
        ("sec-purpose", "prefetch;anonymous-client-ip"),
        ("purpose", "prefetch"),
        ("purpose", "Prefetch"),
        ("x-moz", "prefetch"),
    ] {
        let [site, mode, dest] = metadata("same-site", "navigate", "document");
        let sent = [site, mode, dest, (name, value)];
        assert_eq!(initiator(&Method::GET, &sent), Initiator::Prefetch, "{name}: {value}");
    }
    assert_eq!(initiator(&Method::GET, &[("purpose", "prefetching")]), Initiator::Program);
}

#[test]
fn a_script_has_a_site_or_an_origin_and_a_program_has_neither() {
    for mode in ["cors", "no-cors", "same-origin"] {
        let sent = metadata("same-site", mode, "empty");
        assert_eq!(initiator(&Method::GET, &sent), Initiator::Script, "{mode}");
        assert_eq!(initiator(&Method::POST, &sent), Initiator::Script, "{mode}");
    }
    let plain_http = [("origin", "http://app.test:3000")];
    assert_eq!(initiator(&Method::GET, &plain_http), Initiator::Script);
    for program in [&[][..], &[("sec-fetch-mode", "cors")], &[("user-agent", "curl/8.5.0")]] {
        assert_eq!(initiator(&Method::GET, program), Initiator::Program);
        assert_eq!(initiator(&Method::POST, program), Initiator::Program);
    }
}

fn foreign(headers: &[(&str, &str)]) -> Option<String> {
    let parts = parts(&Method::POST, headers);
    ForeignFormError::of(&parts, false, ISSUER).map(|why| why.to_string())
}

#[test]
fn where_fetch_metadata_are_sent_they_decide_on_a_form() {
    for own in ["same-origin", "none"] {
        // A page of ours under `no-referrer` would send this origin.
        assert_eq!(foreign(&[("sec-fetch-site", own), ("origin", "null")]), None, "{own}");
    }
    for site in ["same-site", "cross-site"] {
        let sent = [("sec-fetch-site", site), ("origin", "http://127.0.0.1:9000")];
        assert!(foreign(&sent).is_some(), "{site}");
    }
    insta::assert_snapshot!(foreign(&[("sec-fetch-site", "cross-site")]).unwrap(), @"a page of another origin sent this form (Sec-Fetch-Site: cross-site); the pages of this environment alone may send it");
}

#[test]
fn without_them_the_origin_decides() {
    for own in ["http://127.0.0.1:9000", "https://idp.example"] {
        assert_eq!(foreign(&[("origin", own)]), None, "{own}");
    }
    for other in ["null", "", "http://127.0.0.1", "http://127.0.0.1:3000", "http://evil.test"] {
        assert!(foreign(&[("origin", other)]).is_some(), "{other}");
    }
    assert_eq!(foreign(&[]), None, "a script with a cookie jar");
    assert_eq!(foreign(&[("sec-fetch-mode", "cors")]), None, "Node's fetch");
}

#[test]
fn the_authority_of_http_2_is_the_host() {
    let request =
        Request::post("http://fake.test:9000/login/code").header("origin", "http://fake.test:9000");
    let (parts, ()) = request.body(()).expect("a request").into_parts();

    assert_eq!(ForeignFormError::of(&parts, false, ISSUER), None);
    assert!(ForeignFormError::of(&parts, true, ISSUER).is_some(), "over TLS it is another origin");
}
