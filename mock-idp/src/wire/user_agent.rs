//! The device that a `User-Agent` describes: the common families, and nothing guessed.
//!
//! Scalekit does not document how it reads the header. Versions keep all of their numbers, as in the examples of its
//! OpenAPI document (`120.0.0.0`); the words for the type of device are its contract's.

/// A device, as its `User-Agent` describes it. Unknown parts are empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct UserAgent<'a> {
    pub(crate) os: &'static str,
    os_version: &'a str,
    pub(crate) browser: &'a str,
    browser_version: &'a str,
    pub(crate) device_type: &'static str,
}

/// Browsers by the product that only they name, before those whose products they name as well: every Edge names
/// `Chrome`, and every Chrome names `Safari`.
const BROWSERS: [(&str, &str); 10] = [
    ("Edg", "Edge"),
    ("EdgA", "Edge"),
    ("EdgiOS", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("HeadlessChrome", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
];

/// Operating systems by the words before their version, those that also name another one first: an iPhone says `like
/// Mac OS X`, and Android names Linux.
const SYSTEMS: [(&str, &str); 7] = [
    ("Windows NT ", "Windows"),
    ("Android ", "Android"),
    ("CPU iPhone OS ", "iOS"),
    ("CPU OS ", "iOS"),
    ("Mac OS X ", "macOS"),
    ("Android", "Android"),
    ("Linux", "Linux"),
];

impl<'a> UserAgent<'a> {
    /// Reads the header (RFC 9110 §10.1.5: products with versions, and comments in brackets).
    pub(crate) fn read(header: &'a str) -> Self {
        let (os, os_version) = system(header);
        let (browser, browser_version) = browser(header);
        Self { os, os_version, browser, browser_version, device_type: device_type(header, os) }
    }

    pub(crate) fn os_version(&self) -> String {
        numbers(self.os_version)
    }

    pub(crate) fn browser_version(&self) -> String {
        numbers(self.browser_version)
    }
}

fn system(header: &str) -> (&'static str, &str) {
    // Most browsers name their system in the first comment; further comments are about engines.
    let comment = header.split(['(', ')']).nth(1).unwrap_or_default();
    let known = SYSTEMS.iter().find_map(|(words, name)| {
        let (_, version) = comment.split_once(words)?;
        Some((*name, version))
    });
    known.unwrap_or_default()
}

fn browser(header: &str) -> (&str, &str) {
    let known =
        BROWSERS.iter().find_map(|(product, name)| Some((*name, version_of(header, product)?)));
    match known {
        // The product `Safari` has the version of its engine.
        Some(("Safari", engine)) => ("Safari", version_of(header, "Version").unwrap_or(engine)),
        Some(known) => known,
        None => program(header),
    }
}

fn version_of<'a>(header: &'a str, product: &str) -> Option<&'a str> {
    let mut words = header.split_ascii_whitespace();
    words.find_map(|word| word.strip_prefix(product)?.strip_prefix('/'))
}

/// Returns the first product, `curl/8.5.0`, of a program that is not a browser; `Mozilla` names no program.
fn program(header: &str) -> (&str, &str) {
    let first = header.split_ascii_whitespace().next().unwrap_or_default();
    match first.split_once('/').unwrap_or((first, "")) {
        ("Mozilla", _) => ("", ""),
        program => program,
    }
}

fn device_type(header: &str, os: &str) -> &'static str {
    match os {
        "Windows" | "macOS" | "Linux" => "desktop",
        "iOS" if header.contains("(iPad") => "tablet",
        "iOS" => "mobile",
        // Android tablets do not name `Mobile`.
        "Android" if header.contains("Mobile") => "mobile",
        "Android" => "tablet",
        _ => "other",
    }
}

/// Returns the numbers at the beginning of a text, with dots between them.
fn numbers(version: &str) -> String {
    let end = version.find(|c: char| !matches!(c, '0'..='9' | '.' | '_')).unwrap_or(version.len());
    let numbers = version[..end].split(['.', '_']);
    let numbers: Vec<&str> = numbers.filter(|number| !number.is_empty()).collect();
    numbers.join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn described(header: &str) -> String {
        let agent = UserAgent::read(header);
        let (browser, os) = (agent.browser_version(), agent.os_version());
        format!("{} {browser} | {} {os} | {}", agent.browser, agent.os, agent.device_type)
    }

    #[test]
    fn the_families_that_matter_are_known() {
        let agents = [
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36",
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 Edg/120.0.2210.91",
            "Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0",
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.2 Safari/605.1.15",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_2_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.2 Mobile/15E148 Safari/604.1",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/120.0.6099.119 Mobile/15E148 Safari/604.1",
            "Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.6 Mobile/15E148 Safari/604.1",
            "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.6099.144 Mobile Safari/537.36",
            "Mozilla/5.0 (Linux; Android 13; SM-X906C) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/119.0.0.0 Safari/537.36",
            "Mozilla/5.0 (Android 14; Mobile; rv:121.0) Gecko/121.0 Firefox/121.0",
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/120.0.0.0 Safari/537.36",
        ];

        insta::assert_snapshot!(agents.map(described).join("\n"), @"
        Chrome 120.0.0.0 | macOS 10.15.7 | desktop
        Edge 120.0.2210.91 | Windows 10.0 | desktop
        Firefox 121.0 | Linux  | desktop
        Safari 17.2 | macOS 10.15.7 | desktop
        Safari 17.2 | iOS 17.2.1 | mobile
        Chrome 120.0.6099.119 | iOS 17.2 | mobile
        Safari 16.6 | iOS 16.6 | tablet
        Chrome 120.0.6099.144 | Android 14 | mobile
        Chrome 119.0.0.0 | Android 13 | tablet
        Firefox 121.0 | Android 14 | mobile
        Chrome 120.0.0.0 | Linux  | desktop
        ");
    }

    #[test]
    fn what_is_no_browser_says_what_it_is() {
        let agents = ["curl/8.5.0", "python-requests/2.31", "okhttp", "Mozilla/5.0", ""];

        insta::assert_snapshot!(agents.map(described).join("\n"), @"
        curl 8.5.0 |   | other
        python-requests 2.31 |   | other
        okhttp  |   | other
          |   | other
          |   | other
        ");
    }
}
