//! The lessons of a sign-in, and of what comes of it.

use practices as p;

use super::super::{Lesson, Step, WhatIf, Whose};
use super::{BEGIN, NOTHING, REFUSED, signs_out};

pub(super) const SIGN_IN: Lesson = Lesson {
    name: "sign-in",
    title: "A sign-in",
    shows: "Who sends whom where until somebody is signed in, and what each of the three has afterwards.",
    steps: &[
        Step {
            act: "Open the application and press “Sign in”.",
            link: Some("/"),
            awaits: "authorization.requested",
            look: "The application sent the browser to Scalekit. In the theatre, choose the arrow to `/oauth/authorize`: \
                   `state`, `nonce` and `code_challenge` came along, and are new at each sign-in.",
            otherwise: &[REFUSED],
            ..NOTHING
        },
        Step {
            act: "Choose Alice on the hosted page.",
            awaits: "user.login",
            look: "A session began at Scalekit, and the browser has Scalekit's cookie. The application has nothing yet.",
            otherwise: &[
                (
                    "authorization.requested",
                    "A second request came, perhaps from another tab. Finish this one.",
                ),
                (
                    "authorization_code.issued",
                    "Nobody had to choose: this browser still had a session at Scalekit. Sign out at the application, and \
                     begin again.",
                ),
            ],
            ..NOTHING
        },
        Step {
            act: "Only watch: the browser goes back to the application by itself.",
            awaits: "authorization_code.redeemed",
            whose: Whose::Followed,
            look: "The browser carried a code. The application's server exchanged it, and sent its client secret and the \
                   verifier along, which no browser has.",
            otherwise: &[(
                "token.refused",
                "Scalekit refused the code. It is good once, within ten minutes, for whoever has the verifier.",
            )],
            ..NOTHING
        },
        Step {
            act: "Only watch: the tokens come with the answer.",
            awaits: "tokens.issued",
            whose: Whose::Followed,
            look: "The application has an ID token, an access token and a refresh token. In the theatre a bar begins for \
                   each.",
            ..NOTHING
        },
    ],
    what_if: WhatIf {
        question: "What if the request has no `state`?",
        right: "The request has a `state`, and this browser alone has the same.",
        wrong: "Only `code_challenge` still binds the callback to this browser. Without that too, whoever has a code of \
                their own could lead Alice to the callback with it, and she would be signed in as somebody else.",
        practice: &p::STATE_IS_NEW,
    },
};

pub(super) const CALLBACK: Lesson = Lesson {
    name: "callback",
    title: "What a callback must check",
    shows: "Anybody can open a callback, with any code. So the application compares `state` first, and uses the code only \
            if it is the right one.",
    steps: &[
        BEGIN,
        Step {
            link: Some("/auth/callback?code=guessed&state=guessed"),
            otherwise: &[(
                "token.refused",
                "The application sent the code to Scalekit although its `state` was guessed. It must not get that far.",
            )],
            ..signs_out(
                "Open this callback, to which no sign-in led, and read what the application says. Then sign out.",
                "Between the sign-in and the sign-out no request reached Scalekit: the application compared `state`, and \
                 kept the code to itself.",
            )
        },
        Step {
            act: "Press “Sign in” once more.",
            awaits: "authorization.requested",
            look: "A new `state`, a new `nonce` and a new `code_challenge`: in the theatre, choose the arrow to \
                   `/oauth/authorize` to see that no earlier request had the same.",
            ..NOTHING
        },
    ],
    what_if: WhatIf {
        question: "What if the application uses the code, whatever the `state` is?",
        right: "Alice has begun to sign in, and somebody's link leads her to a callback of theirs. The application refuses \
                it with status 400, and sends no code to Scalekit.",
        wrong: "The application sends the code to Scalekit, though no sign-in led to it. Had it been the code of another \
                person, Alice would be signed in as that person now.",
        practice: &p::STATE_BEFORE_CODE,
    },
};

pub(super) const STAYING_SIGNED_IN: Lesson = Lesson {
    name: "staying-signed-in",
    title: "Staying signed in",
    shows: "An access token lives for five minutes. With the refresh token the application gets the next one, and each \
            time a new refresh token takes the place of the used one.",
    steps: &[
        BEGIN,
        Step {
            act: "Let six minutes pass: press Enter in the terminal in which the lesson was started, or “Advance 6 \
                  minutes” in the console. Then open the dashboard.",
            awaits: "refresh_token.rotated",
            whose: Whose::Followed,
            look: "A new access token and a new refresh token came. The person noticed nothing.",
            otherwise: &[
                ("token.refused", "Scalekit gave no new tokens. The entry says why."),
                (
                    "user.login",
                    "Somebody had to sign in again: the application did not use its refresh token.",
                ),
            ],
            ..NOTHING
        },
        Step {
            act: "Let six more minutes pass, and open the dashboard again.",
            awaits: "refresh_token.rotated",
            whose: Whose::Followed,
            look: "The refresh token was replaced once more. Both that came before it are worth nothing.",
            otherwise: &[
                (
                    "token.refused",
                    "A used refresh token came back. Scalekit takes it for stolen, and all that came of this sign-in is \
                     over.",
                ),
                (
                    "grant.revoked",
                    "A used refresh token came back. Scalekit takes it for stolen, and all that came of this sign-in is \
                     over.",
                ),
            ],
            ..NOTHING
        },
    ],
    what_if: WhatIf {
        question: "What if the application keeps the refresh token of the sign-in?",
        right: "Each time the application sends the refresh token that it got last.",
        wrong: "The second time, the application sends a refresh token that was used before. Scalekit takes it for stolen, \
                and gives no more tokens: the answer has status 400, and the dashboard leads to the sign-in.",
        practice: &p::NEWEST_REFRESH_TOKEN,
    },
};
