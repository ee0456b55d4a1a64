//! Public mail domains, at which anybody gets an address.
//!
//! Scalekit refuses public and disposable mail domains as domains of an organization; its list is not published. Ours
//! has the providers with the most addresses, and the best-known disposable ones: enough for tests of the refusal,
//! and no name that could be a company's own.

/// The domains, in alphabetical order for a binary search.
const DOMAINS: [&str; 71] = [
    "10minutemail.com",
    "126.com",
    "163.com",
    "aol.com",
    "comcast.net",
    "daum.net",
    "dispostable.com",
    "fastmail.com",
    "free.fr",
    "getnada.com",
    "gmail.com",
    "gmx.at",
    "gmx.ch",
    "gmx.com",
    "gmx.de",
    "gmx.net",
    "googlemail.com",
    "guerrillamail.com",
    "hey.com",
    "hotmail.co.uk",
    "hotmail.com",
    "hotmail.de",
    "hotmail.es",
    "hotmail.fr",
    "hotmail.it",
    "icloud.com",
    "inbox.ru",
    "laposte.net",
    "libero.it",
    "list.ru",
    "live.co.uk",
    "live.com",
    "live.fr",
    "live.nl",
    "mac.com",
    "mail.com",
    "mail.ru",
    "maildrop.cc",
    "mailinator.com",
    "me.com",
    "msn.com",
    "naver.com",
    "orange.fr",
    "outlook.com",
    "outlook.de",
    "outlook.fr",
    "pm.me",
    "proton.me",
    "protonmail.com",
    "qq.com",
    "rediffmail.com",
    "rocketmail.com",
    "sharklasers.com",
    "t-online.de",
    "temp-mail.org",
    "trashmail.com",
    "tuta.com",
    "tutanota.com",
    "web.de",
    "yahoo.ca",
    "yahoo.co.in",
    "yahoo.co.jp",
    "yahoo.co.uk",
    "yahoo.com",
    "yahoo.com.br",
    "yahoo.de",
    "yahoo.fr",
    "yandex.com",
    "yandex.ru",
    "ymail.com",
    "yopmail.com",
];

/// Returns whether anybody gets an address at this domain, in lower case.
pub(crate) fn is_public_mail_domain(domain: &str) -> bool {
    DOMAINS.binary_search(&domain).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_found() {
        assert!(DOMAINS.is_sorted());
        assert!(DOMAINS.iter().all(|domain| is_public_mail_domain(domain)));
        assert!(!is_public_mail_domain("acme.example"));
    }
}
