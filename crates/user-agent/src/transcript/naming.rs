//! The names of origins and values in a transcript, and the values that it leaves out.

use url::Url;

/// Longest value that is shown in full, in characters: enough to recognise one, too little to use it.
const LONGEST_VALUE: usize = 24;
/// Parameters whose values differ in each run, or are secrets.
const UNREPEATABLE: [&str; 5] = ["code", "state", "nonce", "code_challenge", "code_verifier"];

#[derive(Default)]
pub(super) struct Naming {
    origins: Vec<(String, String)>,
    redacted: Vec<String>,
    replaced: Vec<(String, String)>,
}

impl Naming {
    pub(super) fn call(&mut self, url: &Url, name: &str) {
        let origin = url.origin().ascii_serialization();
        self.origins.retain(|(known, _)| *known != origin);
        self.origins.push((origin, name.to_owned()));
        // Of http://h:80 and http://h:8080 the longer must be tried first.
        self.origins.sort_by_key(|(origin, _)| std::cmp::Reverse(origin.len()));
    }

    pub(super) fn redact(&mut self, parameter: &str) {
        self.redacted.push(parameter.to_owned());
    }

    pub(super) fn replace(&mut self, text: &str, label: &str) {
        self.replaced.push((text.to_owned(), label.to_owned()));
    }

    /// Returns the name of a URL's origin; its host if it has none, because a port is another one in each run.
    pub(super) fn origin(&self, url: &Url) -> String {
        let origin = url.origin().ascii_serialization();
        let known =
            self.origins.iter().find(|(known, _)| *known == origin).map(|(_, name)| name.clone());
        known.unwrap_or_else(|| url.host_str().unwrap_or(url.scheme()).to_owned())
    }

    /// Describes an address without its query: `app /path`.
    pub(super) fn address(&self, url: &Url) -> String {
        let path = self.labelled(url.path());
        let segments: Vec<_> = path.split('/').map(cut).collect();
        format!("{} {}", self.origin(url), segments.join("/"))
    }

    /// Describes a query: `?name=value&…`, each value shortened as it must be.
    pub(super) fn query(&self, url: &Url) -> String {
        let pairs: Vec<_> =
            url.query_pairs().map(|(name, value)| self.pair(&name, &value)).collect();
        if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
    }

    fn pair(&self, name: &str, value: &str) -> String {
        let name = cut(name);
        if value.is_empty() {
            return name;
        }
        format!("{name}={}", self.value(&name, value))
    }

    fn value(&self, name: &str, value: &str) -> String {
        if is_jwt(value) {
            return "[jwt]".to_owned(); // Its length varies with the ports in its claims.
        }
        if self.is_unrepeatable(name) {
            return format!("[{} chars]", value.chars().count());
        }
        cut(&self.labelled(&self.without_origins(value))).replace(' ', "+")
    }

    fn is_unrepeatable(&self, name: &str) -> bool {
        UNREPEATABLE.contains(&name)
            || name.contains("token")
            || self.redacted.iter().any(|known| known == name)
    }

    fn without_origins(&self, value: &str) -> String {
        let known = self
            .origins
            .iter()
            .find_map(|(origin, name)| Some((name, value.strip_prefix(origin.as_str())?)));
        match known {
            Some((name, rest)) if rest.is_empty() || rest.starts_with('/') => {
                format!("{name}{}", rest.split(['?', '#']).next().unwrap_or_default())
            }
            _ => value.to_owned(),
        }
    }

    /// Returns a line of another record, with this transcript's names.
    pub(super) fn line(&self, text: &str) -> String {
        let named = self.origins.iter();
        let text =
            named.fold(text.to_owned(), |text, (origin, name)| text.replace(origin.as_str(), name));
        self.labelled(&text)
    }

    fn labelled(&self, text: &str) -> String {
        self.replaced.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
    }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST_VALUE) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Says whether a value has three base64url parts, the first of them the beginning of a JSON object.
fn is_jwt(value: &str) -> bool {
    value.starts_with("eyJ") && value.split('.').count() == 3
}

#[cfg(test)]
mod tests {
    use super::*;

    fn naming() -> Naming {
        let mut naming = Naming::default();
        for (url, name) in [("http://app.localhost", "app"), ("http://app.localhost:8080", "api")] {
            naming.call(&Url::parse(url).expect("an address of the table"), name);
        }
        naming.redact("otp");
        naming.replace("usr_17", "alice");
        naming
    }

    #[test]
    fn an_address_has_names_for_what_differs_from_run_to_run() {
        for (url, address) in [
            ("http://app.localhost/a/b", "app /a/b"),
            ("http://app.localhost:8080/", "api /"),
            ("http://localhost:1234/", "localhost /"),
            ("http://app.localhost/users/usr_17", "app /users/alice"),
            (
                "http://app.localhost/reset/abcdefghijklmnopqrstuvwxyz",
                "app /reset/abcdefghijklmnopqrstuvwx…",
            ),
        ] {
            assert_eq!(
                naming().address(&Url::parse(url).expect("an address of the table")),
                address
            );
        }
    }

    #[test]
    fn a_value_is_shown_as_far_as_it_may_be() {
        for (query, shown) in [
            ("", ""),
            ("a=1&b&c=", "?a=1&b&c"),
            (
                "state=abc&otp=123456&access_token=x",
                "?state=[3 chars]&otp=[6 chars]&access_token=[1 chars]",
            ),
            ("hint=eyJh.eyJz.c2ln", "?hint=[jwt]"),
            ("scope=openid+profile", "?scope=openid+profile"),
            ("q=abcdefghijklmnopqrstuvwxyz", "?q=abcdefghijklmnopqrstuvwx…"),
            ("to=http://app.localhost:8080/cb?code=1", "?to=api/cb"),
            ("to=http://app.localhost:80801/", "?to=http://app.localhost:808…"),
            ("user=usr_17", "?user=alice"),
        ] {
            let url =
                Url::parse(&format!("http://localhost/?{query}")).expect("an address of the table");
            assert_eq!(naming().query(&url), shown);
        }
    }
}
