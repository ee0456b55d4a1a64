//! The sign-in of a native app: in the system's browser (RFC 8252), which then leads to the app with a code that the app
//! alone can redeem (RFC 7636).

use scalekit::is_loopback;
use serde::{Deserialize, Serialize};
use url::{Url, form_urlencoded};

use super::OwnTokens;
use crate::secrets;

/// The request of a native app, which the begun sign-in keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NativeRequest {
    redirect_uri: Url,
    state: Option<String>,
    challenge: String,
}

impl NativeRequest {
    /// Reads the query of an authorization request (RFC 6749 §4.1.1, RFC 7636 §4.3); `None` unless it is for a code, with
    /// a redirect URI of the settings and an `S256` challenge.
    ///
    /// Its `client_id` may be anything: an app is known by its redirect URI.
    pub(crate) fn read(settings: &OwnTokens, query: &str) -> Option<Self> {
        let value = |name: &str| {
            let mut values =
                form_urlencoded::parse(query.as_bytes()).filter(|(key, _)| key == name);
            let value = values.next()?.1.into_owned();
            // A parameter that is there twice means nothing (RFC 6749 §3.1).
            values.next().is_none().then_some(value)
        };
        let is_for_a_code = value("response_type")? == "code";
        let is_hashed = value("code_challenge_method")? == "S256";
        let challenge = value("code_challenge").filter(|text| secrets::has_shape(text))?;
        let redirect_uri = Url::parse(&value("redirect_uri")?).ok()?;
        let is_known = settings.redirect_uris.iter().any(|known| matches(known, &redirect_uri));
        let request = Self { redirect_uri, state: value("state"), challenge };
        (is_for_a_code && is_hashed && is_known).then_some(request)
    }

    /// Returns what a redemption has to show: the challenge and the redirect URI of the request.
    pub(super) fn proof(&self) -> String {
        proof(&self.challenge, self.redirect_uri.as_str())
    }

    /// Returns the app's address with a code, with the app's state, and with the issuer (RFC 9207).
    pub(super) fn answered(&self, code: &str, issuer: &str) -> Url {
        let mut url = self.redirect_uri.clone();
        let mut query = url.query_pairs_mut();
        query.append_pair("code", code);
        if let Some(state) = &self.state {
            query.append_pair("state", state);
        }
        query.append_pair("iss", issuer);
        drop(query);
        url
    }
}

/// Returns what the app shows that redeems a code, by the verifier of its challenge; `None` if that is no verifier
/// (RFC 7636 §4.1).
pub(crate) fn proof_of_verifier(verifier: &str, redirect_uri: &str) -> Option<String> {
    let is_unreserved = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
    let is_verifier = (43..=128).contains(&verifier.len()) && verifier.bytes().all(is_unreserved);
    let redirect_uri = Url::parse(redirect_uri).ok()?;
    let challenge = secrets::hash_of_octets(verifier.as_bytes());
    is_verifier.then(|| proof(&challenge, redirect_uri.as_str()))
}

fn proof(challenge: &str, redirect_uri: &str) -> String {
    format!("{challenge} {redirect_uri}")
}

/// Says whether a redirect URI can be one of a native app: at a loopback address, or of a scheme that has a dot, as a
/// reversed domain name does (RFC 8252 §7.1 and §7.3).
pub(super) fn is_of_an_app(url: &Url) -> bool {
    url.fragment().is_none() && (is_of_a_listener(url) || url.scheme().contains('.'))
}

/// Compares by every character; at a loopback address the port is the app's to choose (RFC 8252 §7.3).
fn matches(known: &Url, given: &Url) -> bool {
    let without_port = |url: &Url| {
        let mut url = url.clone();
        url.set_port(None).ok().map(|()| url)
    };
    known == given || (is_of_a_listener(known) && without_port(known) == without_port(given))
}

/// Says whether a URL is that of an app that listens on the loopback interface, which is an address and no name
/// (RFC 8252 §8.3).
fn is_of_a_listener(url: &Url) -> bool {
    url.scheme() == "http" && url.domain().is_none() && is_loopback(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    fn settings() -> OwnTokens {
        let key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
        OwnTokens::signed_with(key.parse().expect("a key"))
            .redirect_uri("http://127.0.0.1/done")
            .expect("a loopback address")
            .redirect_uri("com.example.app:/done")
            .expect("a scheme of the app's")
    }

    fn read(redirect_uri: &str) -> Option<NativeRequest> {
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs([
                ("response_type", "code"),
                ("client_id", "app"),
                ("redirect_uri", redirect_uri),
                ("state", "s&1"),
                ("code_challenge", CHALLENGE),
                ("code_challenge_method", "S256"),
            ])
            .finish();
        NativeRequest::read(&settings(), &query)
    }

    #[test]
    fn an_app_is_known_by_its_redirect_uri_and_may_choose_the_port_of_a_loopback_one() {
        for uri in ["http://127.0.0.1:51004/done", "http://127.0.0.1/done", "com.example.app:/done"]
        {
            assert!(read(uri).is_some(), "{uri}");
        }
        for uri in [
            "http://127.0.0.1:51004/done/",
            "http://127.0.0.1:51004/done?x=1",
            "http://127.0.0.2/done",
            "http://localhost/done",
            "https://127.0.0.1/done",
            "com.example.app:/elsewhere",
            "com.evil.app:/done",
            "https://evil.example/done",
            "http://127.0.0.1@evil.example/done",
            "http://user@127.0.0.1/done",
            "",
        ] {
            assert_eq!(read(uri), None, "{uri}");
        }
        for uri in ["https://app.example/done", "http://app.example/done", "myapp:/done", "x", ""] {
            settings().redirect_uri(uri).expect_err(uri);
        }
    }

    #[test]
    fn a_request_without_a_hashed_challenge_is_none() {
        let whole =
            "response_type=code&redirect_uri=com.example.app:/done&code_challenge_method=S256";
        let with = |query: &str| NativeRequest::read(&settings(), query);

        assert!(with(&format!("{whole}&code_challenge={CHALLENGE}")).is_some());
        assert_eq!(with(whole), None);
        assert_eq!(with(&format!("{whole}&code_challenge=short")), None);
        assert_eq!(with(&format!("{whole}&code_challenge={CHALLENGE}&response_type=code")), None);
        let plain = whole.replace("S256", "plain");
        assert_eq!(with(&format!("{plain}&code_challenge={CHALLENGE}")), None);
        let token = whole.replace("=code&", "=token&");
        assert_eq!(with(&format!("{token}&code_challenge={CHALLENGE}")), None);
    }

    #[test]
    fn the_verifier_of_the_challenge_proves_it_with_the_same_redirect_uri_alone() {
        // RFC 7636, appendix B
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        let request = read("com.example.app:/done").expect("a request");

        assert_eq!(proof_of_verifier(verifier, "com.example.app:/done"), Some(request.proof()));
        assert_ne!(proof_of_verifier(verifier, "http://127.0.0.1/done"), Some(request.proof()));
        assert_ne!(
            proof_of_verifier(&"x".repeat(43), "com.example.app:/done"),
            Some(request.proof())
        );
        assert_eq!(proof_of_verifier("short", "com.example.app:/done"), None);
    }

    #[test]
    fn the_app_gets_its_state_back_and_the_name_of_the_issuer() {
        let request = read("http://127.0.0.1:51004/done").expect("a request");

        let url = request.answered("code", "https://app.example");

        insta::assert_snapshot!(url, @"http://127.0.0.1:51004/done?code=code&state=s%261&iss=https%3A%2F%2Fapp.example");
    }
}
