//! Fixes in code: a page of Markdown for each practice whose breach the fake finds.
//!
//! A page has a heading for each framework, or one for several where the code is the same, and below it the names that the
//! code takes as given, if it takes some, and the code.

use crate::Framework;
use crate::Practice;
use crate::given::MARK;

/// Has a page for each of these practices, from `fixes/`.
macro_rules! fixes {
    ($($slug:literal,)*) => {
        fn page(slug: &str) -> Option<&'static str> {
            match slug {
                $($slug => Some(include_str!(concat!("../fixes/", $slug, ".md"))),)*
                _ => None,
            }
        }
    };
}

fixes! {
    "callback-finishes",
    "callback-without-code",
    "clocks-have-leeway",
    "code-is-used-once",
    "cookie-tokens-are-encrypted",
    "dead-token-is-dropped",
    "env-url-without-slash",
    "every-path-is-exercised",
    "exchange-on-the-server",
    "hint-after-renewal",
    "hint-of-this-session",
    "id-token-is-verified",
    "keys-are-cached",
    "known-parameters",
    "landing-page-waits",
    "logout-by-navigation",
    "logout-carries-hint",
    "logout-endpoint-is-oidc-logout",
    "logout-reaches-scalekit",
    "logout-state-is-new",
    "newest-refresh-token",
    "no-renewal-after-logout",
    "nonce-is-new",
    "one-client",
    "one-renewal",
    "only-the-person-signs-out",
    "outage-is-survived",
    "own-tokens-only",
    "pages-are-not-stored",
    "pkce",
    "post-logout-uri-is-registered",
    "prompt-login-for-step-up",
    "redirect-is-303",
    "redirect-uri-is-registered",
    "renewal-when-due",
    "requests-are-verified",
    "revokes-what-lives",
    "scopes-are-right",
    "sdk-arguments",
    "session-dies-on-the-server",
    "session-outlives-access-token",
    "settings-from-environment",
    "sign-in-by-navigation",
    "sign-in-does-not-loop",
    "sign-out-everywhere",
    "state-is-new",
    "switch-selects-account",
    "token-ends-with-session",
    "working-sdk-version",
}

impl Practice {
    /// Returns the fix in code as a page of Markdown: for all frameworks where the fake finds a breach by itself, and for
    /// some, or none, where it does not.
    pub fn fixes(&self) -> Option<&'static str> {
        page(self.slug)
    }

    /// Returns the fix in code for one framework: the Markdown below its heading, which is fenced code.
    pub fn fix_in(&self, framework: Framework) -> Option<&'static str> {
        let section = self.section(framework)?;
        let code = section.strip_prefix(MARK).and_then(|rest| Some(rest.split_once('\n')?.1));
        Some(code.unwrap_or(section).trim())
    }

    /// Returns what stands below the heading of a framework.
    pub(crate) fn section(&self, framework: Framework) -> Option<&'static str> {
        let mut sections = self.fixes()?.split("\n## ").skip(1);
        sections.find_map(|section| {
            let (heading, text) = section.split_once('\n')?;
            heading.split(", ").any(|name| name == framework.name()).then(|| text.trim())
        })
    }
}
