//! The pages between which somebody goes to and fro who works with the fake: the head of each leads to the others.

/// Each place with its address, in the order of the head.
pub(super) const PLACES: [(&str, &str); 8] = [
    ("Console", "/"),
    ("Theatre", "/_mock/theatre"),
    ("Journal", "/_mock/journal"),
    ("Exchanges", "/_mock/exchanges"),
    ("Verdict", "/_mock/verdict"),
    ("Mailbox", "/mailbox"),
    ("Lessons", "/_mock/lessons"),
    ("Logout help", "/_mock/why"),
];

/// Returns the name of an environment: its URL without the scheme.
pub(super) fn name(environment_url: &str) -> &str {
    environment_url.split_once("://").map_or(environment_url, |(_, name)| name)
}
