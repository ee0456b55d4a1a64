//! The practices that no defect breaks, each with the reason.

/// A practice that no defect breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Excuse {
    /// The slug of the practice.
    pub row: &'static str,
    /// What would have to be seen, and why no defect shows it.
    pub why: &'static str,
}

/// The practices that no defect breaks though a browser, the control API or the fake could see it.
pub const EXCUSES: &[Excuse] = &[
    Excuse {
        row: "other-tabs-notice",
        why: "A page of another tab is opened by the same cookie: where it still opens, cookie or session have survived.",
    },
    Excuse {
        row: "every-path-is-exercised",
        why: "It is about the tests of an application, and the zoo is visited by the check's own.",
    },
    Excuse {
        row: "issuer-is-configuration",
        why: "An application that expects another issuer signs nobody in at the fake, so a check ends before it begins.",
    },
    Excuse {
        row: "deactivated-user-is-out",
        why: "A deactivation revokes the person's sessions: who goes on then goes on after every revocation, another practice.",
    },
    Excuse {
        row: "sso-from-both-sides",
        why: "It is about what a team tries before its first customer; what goes wrong then, other practices name.",
    },
];
