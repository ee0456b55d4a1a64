//! `form-action` of a Content Security Policy: where a page's forms may go (CSP Level 3 §6.4.2).

use url::Url;

use crate::site;

/// The `form-action` directives of a page; a form must satisfy all of them.
///
/// As in Chromium the redirects after the submission count too, with the
/// paths of sources left out of account there (CSP §6.7.2.8).
#[derive(Clone, Debug, Default)]
pub(crate) struct FormAction {
    page: Option<Url>,
    directives: Vec<String>,
}

impl FormAction {
    /// Reads the policies of a page, header values and `meta` contents alike.
    pub(crate) fn of<'a>(page: &Url, policies: impl Iterator<Item = &'a str>) -> Self {
        let directives = policies.flat_map(|list| list.split(',')).filter_map(directive).collect();
        Self { page: Some(page.clone()), directives }
    }

    /// Returns the directive that forbids a step to `url`, if one does.
    pub(crate) fn forbids(&self, url: &Url, redirected: bool) -> Option<&str> {
        let page = self.page.as_ref()?;
        let allows = |list: &str| {
            list.split_ascii_whitespace().any(|source| matches(source, page, url, redirected))
        };
        self.directives.iter().find(|list| !allows(list)).map(String::as_str)
    }
}

/// Returns the sources of the first `form-action` of one policy.
fn directive(policy: &str) -> Option<String> {
    policy.split(';').find_map(|directive| {
        let (name, sources) =
            directive.trim().split_once(char::is_whitespace).unwrap_or((directive.trim(), ""));
        name.eq_ignore_ascii_case("form-action").then(|| sources.trim().to_owned())
    })
}

fn matches(source: &str, page: &Url, url: &Url, redirected: bool) -> bool {
    match source.to_ascii_lowercase().as_str() {
        "'none'" => false,
        "'self'" => page.origin() == url.origin(),
        "*" => matches!(url.scheme(), "http" | "https"),
        scheme if scheme.ends_with(':') => scheme.trim_end_matches(':') == url.scheme(),
        _ => matches_host(source, page, url, redirected),
    }
}

/// Matches `[scheme://]host[:port][/path]`, the host perhaps `*.name` and the port perhaps `*`.
fn matches_host(source: &str, page: &Url, url: &Url, redirected: bool) -> bool {
    let (scheme, rest) = source.split_once("://").unwrap_or((page.scheme(), source));
    let (authority, path) =
        rest.split_once('/').map_or((rest, ""), |(authority, path)| (authority, path));
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    };
    // CSP §6.7.2.8: https satisfies a source of http.
    (scheme.eq_ignore_ascii_case(url.scheme())
        || (scheme.eq_ignore_ascii_case("http") && url.scheme() == "https"))
        && host_matches(host, url.host_str().unwrap_or_default())
        && port_matches(port, url)
        && (redirected || path_matches(path, url.path()))
}

fn host_matches(pattern: &str, host: &str) -> bool {
    match pattern.strip_prefix('*') {
        Some(suffix) => suffix.starts_with('.') && host.ends_with(suffix),
        None => pattern.eq_ignore_ascii_case(host),
    }
}

fn port_matches(port: Option<&str>, url: &Url) -> bool {
    match port {
        Some("*") => true,
        Some(port) => url.port_or_known_default().is_some_and(|actual| actual.to_string() == port),
        None => url.port().is_none(),
    }
}

fn path_matches(pattern: &str, path: &str) -> bool {
    let path = path.trim_start_matches('/');
    pattern.is_empty() || pattern == path || (pattern.ends_with('/') && path.starts_with(pattern))
}

/// Returns a directive and the address it forbids, for the error.
pub(crate) fn sentence(directive: &str, url: &Url) -> String {
    format!("form-action {directive} does not allow {}", site::without_query(url))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_may_go_where_every_policy_allows() {
        let page = Url::parse("http://localhost:1/form").expect("a URL");
        for (policy, url, redirected, allowed) in [
            ("default-src 'none'", "http://127.0.0.1:2/", false, true),
            ("form-action 'self'", "http://localhost:1/a", false, true),
            ("form-action 'self'", "http://localhost:2/a", false, false),
            ("form-action 'self'", "http://127.0.0.1:1/a", true, false),
            ("form-action 'none'", "http://localhost:1/a", false, false),
            ("form-action", "http://localhost:1/a", false, false),
            ("FORM-ACTION 'self' http://127.0.0.1:2", "http://127.0.0.1:2/a", true, true),
            ("form-action http://127.0.0.1:*", "http://127.0.0.1:9/a", false, true),
            ("form-action http://*.localhost:*", "http://idp.localhost:9/", false, true),
            ("form-action http://*.localhost:*", "http://localhost:9/", false, false),
            ("form-action http:", "http://anywhere.example/", false, true),
            ("form-action *", "http://anywhere.example/", false, true),
            ("form-action http://localhost:1/only", "http://localhost:1/other", false, false),
            ("form-action http://localhost:1/only", "http://localhost:1/other", true, true),
            ("form-action http://localhost:1/dir/", "http://localhost:1/dir/x", false, true),
            ("form-action 'self', form-action 'none'", "http://localhost:1/a", false, false),
            ("form-action localhost:1; form-action 'none'", "http://localhost:1/a", false, true),
        ] {
            let url = Url::parse(url).expect("a URL of the table");
            let policies = FormAction::of(&page, [policy].into_iter());
            assert_eq!(policies.forbids(&url, redirected).is_none(), allowed, "{policy} for {url}");
        }
    }
}
