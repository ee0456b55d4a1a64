//! The lessons, in the order in which they build on each other.

mod signed_in;
mod signed_out;

use super::{Lesson, Step, Whose};

/// What is said when Scalekit refuses to begin a sign-in.
const REFUSED: (&str, &str) =
    ("authorize.refused", "Scalekit refused the sign-in. The entry says why.");

/// A step that adds nothing: each of the lessons' steps is made of it.
const NOTHING: Step = Step {
    act: "",
    link: None,
    line: None,
    awaits: "",
    whose: Whose::Anybody,
    look: "",
    otherwise: &[],
};

/// The step that begins most lessons: somebody signs in.
const BEGIN: Step = Step {
    act: "Open the application, press “Sign in”, and choose Alice. From then on the lesson follows her session. If somebody is signed in there already, sign out first.",
    link: Some("/"),
    awaits: "tokens.issued",
    look: "In the theatre four bars go on: Scalekit's cookie, and the ID token, the access token and the refresh token. The \
           application's own session has no bar there, because Scalekit never sees it. The drawings at the end of this page \
           can have one.",
    otherwise: &[
        REFUSED,
        ("token.refused", "Scalekit gave no tokens for the code. The entry says why."),
    ],
    ..NOTHING
};

/// Makes a step that ends the session which the lesson follows.
const fn signs_out(act: &'static str, look: &'static str) -> Step {
    const OTHERWISE: &[(&str, &str)] = &[(
        "logout.ended_nothing",
        "The request reached Scalekit and ended no session. The entry says why.",
    )];
    Step {
        act,
        look,
        awaits: "user.logout",
        whose: Whose::Followed,
        otherwise: OTHERWISE,
        ..NOTHING
    }
}

/// The lessons.
pub(crate) static LESSONS: [Lesson; 8] = [
    signed_in::SIGN_IN,
    signed_in::CALLBACK,
    signed_in::STAYING_SIGNED_IN,
    signed_out::SIGN_OUT,
    signed_out::SERVER_DID_IT,
    signed_out::KEPT_COOKIE,
    signed_out::FOREIGN_LINK,
    signed_out::EVERYWHERE,
];
