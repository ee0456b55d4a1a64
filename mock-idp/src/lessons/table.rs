//! The lessons, in the order in which they build on each other.

use practices as p;

use super::{Lesson, Step, WhatIf};

/// Each step that begins a lesson: Alice signs in.
const SIGN_IN: Step = Step {
    act: "Open the application, press “Sign in”, and choose a person, for example Alice.",
    link: None,
    awaits: "tokens.issued",
    look: "Three lives go on: the session cookie at Scalekit, the refresh token and the ID token. The application's own cookie \
           is not drawn, because Scalekit never sees it.",
    otherwise: &[
        (
            "authorize.refused",
            "Scalekit refused the request. The entry says what is not registered.",
        ),
        (
            "token.refused",
            "Scalekit refused the code. It was used twice, or the verifier is of another sign-in.",
        ),
    ],
};

const fn step(
    act: &'static str,
    awaits: &'static str,
    look: &'static str,
    otherwise: &'static [(&'static str, &'static str)],
) -> Step {
    Step { act, link: None, awaits, look, otherwise }
}

/// The lessons.
pub(crate) static LESSONS: [Lesson; 8] = [
    Lesson {
        name: "sign-in",
        title: "A sign-in",
        shows: "Who sends whom where until somebody is signed in, and what each of them holds afterwards.",
        steps: &[
            step(
                "Open the application and press “Sign in”.",
                "authorization.requested",
                "The application sent the browser here. At the arrow: `state`, `nonce` and `code_challenge` are new each time.",
                &[(
                    "authorize.refused",
                    "Scalekit refused the request. The entry says what is not registered.",
                )],
            ),
            step(
                "Choose Alice on the hosted page.",
                "user.login",
                "A session began at Scalekit, and its cookie is in the browser. The application has nothing yet.",
                &[(
                    "authorization.requested",
                    "A second request came, perhaps of another tab. Finish this one.",
                )],
            ),
            step(
                "Watch the browser come back to the application.",
                "authorization_code.redeemed",
                "The browser carried a code. The application's server redeemed it, with a secret and a verifier that no browser has.",
                &[(
                    "token.refused",
                    "The code was refused: it is good once, for a few minutes, for whoever has the verifier.",
                )],
            ),
            step(
                "Nothing more is to be done.",
                "tokens.issued",
                "Three tokens live now: access token, refresh token and ID token. The session cookie at Scalekit is a fourth.",
                &[],
            ),
        ],
        what_if: WhatIf {
            question: "What if the request has no `state`?",
            right: "The request has a `state` that only this browser knows.",
            wrong: "Nothing binds the callback to the browser: whoever sends Alice a link to a callback signs her in as somebody else.",
            practice: &p::STATE_IS_NEW,
        },
    },
    Lesson {
        name: "callback",
        title: "What a callback must check",
        shows: "A callback is an address that anybody can open. The application believes it after it has compared `state`, and not before.",
        steps: &[
            SIGN_IN,
            Step {
                act: "Open this callback, which nobody began, and read what the application says. Then sign out.",
                link: Some("/auth/callback?code=guessed&state=guessed"),
                awaits: "user.logout",
                look: "Between the sign-in and the sign-out no request came: the application compared the state and sent no code.",
                otherwise: &[(
                    "token.refused",
                    "The application sent a code to Scalekit whose state it had not compared. A guessed callback must not get that far.",
                )],
            },
            step(
                "Press “Sign in” once more.",
                "authorization.requested",
                "A new `state`, a new `nonce` and a new `code_challenge`: the numbers at the arrow show that none came before.",
                &[],
            ),
        ],
        what_if: WhatIf {
            question: "What if the application exchanges the code whatever the `state` is?",
            right: "The forged callback ends at the application. No code is sent.",
            wrong: "The application sent the code of a callback that nobody began. With a real code of another person it would be that person now.",
            practice: &p::STATE_BEFORE_CODE,
        },
    },
    Lesson {
        name: "staying-signed-in",
        title: "Staying signed in",
        shows: "An access token lives for five minutes. The refresh token gets the next one, and is replaced each time.",
        steps: &[
            SIGN_IN,
            step(
                "Let six minutes pass: Enter in the terminal, or “Advance 6 minutes” in the console. Then open the dashboard.",
                "refresh_token.rotated",
                "The refresh token was replaced. Nobody was asked anything.",
                &[
                    ("token.refused", "The renewal was refused. The entry says why."),
                    ("user.login", "Somebody had to sign in again: the application did not renew."),
                ],
            ),
            step(
                "Let six more minutes pass, and open the dashboard again.",
                "refresh_token.rotated",
                "It was replaced once more, and the one before it is worth nothing.",
                &[
                    (
                        "token.refused",
                        "An old refresh token came back. All that came of the sign-in is revoked, because it may be stolen.",
                    ),
                    (
                        "grant.revoked",
                        "An old refresh token came back. All that came of the sign-in is revoked, because it may be stolen.",
                    ),
                ],
            ),
        ],
        what_if: WhatIf {
            question: "What if the application keeps the refresh token of the sign-in?",
            right: "Each renewal shows the token that the one before it gave.",
            wrong: "The second renewal shows a token that was used. Scalekit takes it for stolen, and ends everything.",
            practice: &p::NEWEST_REFRESH_TOKEN,
        },
    },
    Lesson {
        name: "sign-out",
        title: "A sign-out, done right",
        shows: "Two sessions end: the application's, and then Scalekit's, to which the browser itself is sent.",
        steps: &[
            SIGN_IN,
            step(
                "Press “Sign out”.",
                "user.logout",
                "The lives end at one arrow, but for the access token, which has minutes left. The browser brought its cookie, and the application the ID token as a hint.",
                &[
                    (
                        "logout.ended_nothing",
                        "The request reached the logout and ended nothing. The entry says what was missing.",
                    ),
                    (
                        "logout.refused",
                        "Scalekit refused the logout, and the session goes on. The entry lists what is registered.",
                    ),
                    (
                        "authorization.requested",
                        "A sign-in came and no sign-out: the application forgot its own session alone.",
                    ),
                ],
            ),
            step(
                "Press “Sign in” again.",
                "authorization.requested",
                "The hosted page asks who it is. That is how one sees that the session at Scalekit is over.",
                &[],
            ),
            step(
                "Be Bob this time.",
                "user.login",
                "Another person, another session. Nothing of Alice is left for Bob.",
                &[(
                    "authorization_code.issued",
                    "A code was issued and nobody was asked: the session of before goes on.",
                )],
            ),
        ],
        what_if: WhatIf {
            question: "What if the application forgets its own session alone?",
            right: "The session ends at Scalekit too, and the next sign-in asks.",
            wrong: "“Signed out”, says the page. The next sign-in lets whoever sits there in as Alice.",
            practice: &p::LOGOUT_REACHES_SCALEKIT,
        },
    },
    Lesson {
        name: "server-did-it",
        title: "The server did it",
        shows: "A logout that a server requests looks right and ends nothing: the cookie that names the session is in the browser.",
        steps: &[
            SIGN_IN,
            step(
                "Be the server: run `curl -si ENVIRONMENT/oidc/logout` in a terminal.",
                "logout.ended_nothing",
                "The answer looks well. The life of the session cookie goes on.",
                &[(
                    "user.logout",
                    "A session ended, so a browser was here. This step is for `curl`.",
                )],
            ),
            step(
                "Now press “Sign out” in the application.",
                "user.logout",
                "The same path, requested by the browser: this time the lives end.",
                &[(
                    "logout.ended_nothing",
                    "The request ended nothing. The application's server, or a script, sent it.",
                )],
            ),
        ],
        what_if: WhatIf {
            question: "What if the application's server calls the logout?",
            right: "The browser is redirected, and brings its cookie.",
            wrong: "The server calls, without a cookie, and is content with the answer. The session goes on, and the next sign-in asks nobody.",
            practice: &p::LOGOUT_BY_NAVIGATION,
        },
    },
    Lesson {
        name: "kept-cookie",
        title: "The kept cookie",
        shows: "A cookie is a copy. To take it from one browser ends nothing that the server still believes.",
        steps: &[
            SIGN_IN,
            step(
                "Copy the cookie of the application, not that of Scalekit: open the browser's developer tools on the application's \
                 page, Application or Storage, Cookies, the application's address, and copy the value of its session cookie. Then \
                 sign out.",
                "user.logout",
                "The session at Scalekit is over. Whether the application's is over too, nobody sees here.",
                &[("logout.ended_nothing", "The request ended nothing. The entry says why.")],
            ),
            step(
                "At the same place give the cookie its old value again, and open the dashboard. It must send you to sign in; if it \
                 shows you, the session lives on at the server, and the sign-out was wrong.",
                "authorization.requested",
                "The application did not believe the cookie, and sent the browser to sign in.",
                &[(
                    "token.refused",
                    "The application believed the cookie, and even tried to renew its tokens.",
                )],
            ),
        ],
        what_if: WhatIf {
            question: "What if the application clears the cookie and keeps the session?",
            right: "The copy opens nothing: the dashboard sends it to the sign-in.",
            wrong: "The copy opens the dashboard, as if nobody had signed out.",
            practice: &p::SESSION_DIES_ON_THE_SERVER,
        },
    },
    Lesson {
        name: "foreign-link",
        title: "A link on another site",
        shows: "Who may sign Alice out? She, by a button of the application, and nobody else.",
        steps: &[
            SIGN_IN,
            Step {
                act: "Follow this link: it stands on a page of another site, this one. The application asks; answer with its button.",
                link: Some("/logout"),
                awaits: "user.logout",
                look: "The logout came after the button, not after the link. If nobody asked, the link did it.",
                otherwise: &[(
                    "logout.ended_nothing",
                    "The request ended nothing. The entry says why.",
                )],
            },
            step("Sign in again.", "tokens.issued", "A new session, with a new cookie.", &[]),
        ],
        what_if: WhatIf {
            question: "What if a GET signs out?",
            right: "The link shows a question, and Alice stays signed in.",
            wrong: "The link signed her out. An image on any page would have done the same.",
            practice: &p::ONLY_THE_PERSON_SIGNS_OUT,
        },
    },
    Lesson {
        name: "everywhere",
        title: "Everywhere at once",
        shows: "A session ends at Scalekit, and the application hears of it from server to server, by a logout token.",
        steps: &[
            SIGN_IN,
            step(
                "Sign in as Alice in a private window too: that is her phone.",
                "tokens.issued",
                "A second session cookie, a second refresh token.",
                &[],
            ),
            step(
                "End all of her sessions: in the console, at one of them after the other, or by `curl -X POST FAKE/users/alice@acme.example/sessions/revoke`.",
                "user.logout",
                "The lives of one session ended, and no browser sent a request.",
                &[],
            ),
            step(
                "Wait for the logout token.",
                "delivery.succeeded",
                "Scalekit's server called the application's, which verified the token and ended the session that keeps its `sid`.",
                &[(
                    "delivery.failed",
                    "The application did not take the logout token. The entry has its status.",
                )],
            ),
            step(
                "Open the dashboard in the private window.",
                "authorization.requested",
                "The phone is out as well, at once and not after five minutes.",
                &[("token.refused", "The application noticed when it renewed, and not at once.")],
            ),
        ],
        what_if: WhatIf {
            question: "What if the application does not keep the `sid`?",
            right: "The logout token finds the session of each device, and ends it.",
            wrong: "The logout token is taken, and finds nothing. The phone stays signed in.",
            practice: &p::SESSION_KEEPS_SID,
        },
    },
];
