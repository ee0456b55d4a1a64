//! The lessons of a sign-out.

use practices as p;

use super::super::{Lesson, Step, WhatIf, Whose};
use super::{BEGIN, NOTHING, signs_out};

pub(super) const SIGN_OUT: Lesson = Lesson {
    name: "sign-out",
    title: "A sign-out, done right",
    shows: "Two sessions end: first the application's; then the application sends the browser to Scalekit, and Scalekit's \
            ends.",
    steps: &[
        BEGIN,
        Step {
            act: "Press “Sign out” in the application.",
            awaits: "user.logout",
            whose: Whose::Followed,
            look: "In the theatre three bars end at one arrow: Scalekit's cookie, the ID token and the refresh token. The \
                   access token lives on for its five minutes. Two things came with that request: the cookie, by which \
                   Scalekit finds the session, and the ID token as a hint, by which it knows which application sent the browser.",
            otherwise: &[
                (
                    "logout.ended_nothing",
                    "The request reached the logout URL, and no session ended. The entry says what was missing.",
                ),
                (
                    "logout.refused",
                    "Scalekit refused the sign-out, and its session goes on. The entry says why.",
                ),
                (
                    "authorization.requested",
                    "The next sign-in came, and no sign-out before it: the application ended its own session alone.",
                ),
            ],
            ..NOTHING
        },
        Step {
            act: "Press “Sign in” again.",
            awaits: "authorization.requested",
            look: "The hosted page is there, and somebody has to choose again. So the session at Scalekit is over.",
            ..NOTHING
        },
        Step {
            act: "Choose another person: Bob.",
            awaits: "user.login",
            whose: Whose::AnotherPerson,
            look: "Another person, another session. Only the access token of the person before lives on, for its five minutes.",
            otherwise: &[(
                "authorization_code.issued",
                "Nobody had to choose: the session of before goes on at Scalekit.",
            )],
            ..NOTHING
        },
    ],
    what_if: WhatIf {
        question: "What if the application ends its own session alone?",
        right: "The sign-out is answered with a redirect to Scalekit, status 303, and the session ends there too. At the \
                next sign-in somebody has to choose.",
        wrong: "The redirect leads to a page of the application that says “Signed out”, and Scalekit's cookie lives \
                on. At the next sign-in nobody has to choose: whoever sits there is Alice.",
        practice: &p::LOGOUT_REACHES_SCALEKIT,
    },
};

pub(super) const SERVER_DID_IT: Lesson = Lesson {
    name: "server-did-it",
    title: "The server did it",
    shows: "A sign-out at Scalekit that a server requests looks right and ends nothing, because only the browser has the \
            cookie by which Scalekit finds the session.",
    steps: &[
        BEGIN,
        Step {
            act: "Do what a server would do: run this line in a terminal.",
            line: Some("curl -si ENVIRONMENT/oidc/logout"),
            awaits: "logout.ended_nothing",
            whose: Whose::NoBrowser,
            look: "The first line of the answer has status 200, as if all were well. Its page says that no session ended, \
                   and in the theatre the bar of Scalekit's cookie goes on: `curl` has no cookie. An ID token beside it \
                   would change nothing, because the cookie alone decides.",
            otherwise: &[(
                "user.logout",
                "A session ended, so a browser was here. This step is for `curl`.",
            )],
            ..NOTHING
        },
        signs_out(
            "Now press “Sign out” in the application.",
            "The same path, but the browser requested it: the bars of both sessions end. (That of the access token goes on \
             to its own end, because nobody can call a signed token back.) So a server never requests the logout URL \
             itself. It answers the sign-out with a redirect to the logout URL, status 303, and the browser goes there.",
        ),
    ],
    what_if: WhatIf {
        question: "What if the application's server requests the logout URL?",
        right: "The server answers with a redirect, status 303, so the browser goes to Scalekit, with its cookie.",
        wrong: "The server requests the logout URL by itself, without a cookie, and takes the answer for a success. Scalekit's \
                cookie lives on, and at the next sign-in nobody has to choose.",
        practice: &p::LOGOUT_BY_NAVIGATION,
    },
};

/// Shows a copied cookie to the application.
const SHOW_THE_COPY: &str = "curl -sL -o /dev/null -w '%{http_code} %{url_effective}\\n' -b 'NAME=VALUE' APPLICATION/dashboard";

pub(super) const KEPT_COOKIE: Lesson = Lesson {
    name: "kept-cookie",
    title: "The kept cookie",
    shows: "The application's cookie only names a session, which the application's server remembers. A cookie can be \
            copied, so a sign-out that only takes it from the browser leaves each copy as good as before.",
    steps: &[
        BEGIN,
        Step {
            line: Some(SHOW_THE_COPY),
            ..signs_out(
                "Copy the application's cookie, not Scalekit's: on a page of the application open the browser's developer \
                 tools (F12), there Application or Storage, then Cookies and the application's address, and copy name and \
                 value of its session cookie. Put them in the place of NAME and VALUE, and run the line. It must print 200 \
                 and the address of the dashboard: the copy is good. Then sign out in the browser.",
                "The session at Scalekit is over. Whether that of the application is over too, Scalekit does not see. \
                 Nor did it see whether the line printed 200: only whoever ran it did, and without that the next step proves \
                 nothing.",
            )
        },
        Step {
            act: "Run the same line again, with the same copy. `curl` follows each redirect, and prints the status and the \
                  address of the page at which it ends. An address of Scalekit is right: the application led to the \
                  sign-in. (The status beside it is 403, because Scalekit's page is for browsers, which keep cookies.) The \
                  dashboard with status 200 is wrong: the application's server did not end the session.",
            line: Some(SHOW_THE_COPY),
            awaits: "authorization.requested",
            whose: Whose::NoBrowser,
            look: "If the line printed 200 before the sign-out: the application does not believe the copy any more, and leads \
                   to the sign-in. If it did not, or NAME and VALUE still stand in it, nothing is proved: begin again.",
            otherwise: &[(
                "token.refused",
                "The application believed the copy, and even tried to renew its tokens.",
            )],
            ..NOTHING
        },
    ],
    what_if: WhatIf {
        question: "What if the application clears the cookie and keeps the session?",
        right: "The app session ends at the sign-out. The copy opens nothing: it is answered with a redirect to \
                the sign-in, status 303, which `curl` would follow to Scalekit.",
        wrong: "The browser's cookie is cleared all the same, and the app session lives on. The copy opens the \
                dashboard with status 200, as if Alice had never signed out.",
        practice: &p::SESSION_DIES_ON_THE_SERVER,
    },
};

pub(super) const FOREIGN_LINK: Lesson = Lesson {
    name: "foreign-link",
    title: "A link on another site",
    shows: "Who may sign somebody out? That person alone, by a button of the application.",
    steps: &[
        BEGIN,
        Step {
            link: Some("/logout"),
            ..signs_out(
                "Follow this link to the application's sign-out. It stands on a page of another site, this one. The \
                 application shows a question: answer it with its button.",
                "The session ended at the button and not at the link. If there was no button, the link did it, and any \
                 site can sign people out.",
            )
        },
        Step {
            act: "Sign in again, as Alice.",
            awaits: "tokens.issued",
            look: "A new session, with new cookies.",
            ..NOTHING
        },
    ],
    what_if: WhatIf {
        question: "What if a GET signs out?",
        right: "The link shows a question with status 200, and both bars go on: Alice stays signed in.",
        wrong: "The link signs Alice out: both bars end. An image on any page would do the same, without a click.",
        practice: &p::ONLY_THE_PERSON_SIGNS_OUT,
    },
};

pub(super) const EVERYWHERE: Lesson = Lesson {
    name: "everywhere",
    title: "Everywhere at once",
    shows: "A session ends at Scalekit while no browser is there. Scalekit's server lets the application's server know, by \
            a logout token.",
    steps: &[
        BEGIN,
        Step {
            act: "Sign in as Alice in a private window too, which shares no cookies with this one. Take it for her phone.",
            link: Some("/"),
            awaits: "tokens.issued",
            whose: Whose::SamePerson,
            look: "In the theatre a second bar of Scalekit's cookie began, and a second one of each token.",
            ..NOTHING
        },
        Step {
            act: "End all sessions of this person: run this line in a terminal, or press “End” beside each of them in the \
                  console. (“Let it expire” ends a session too, and is another entry.)",
            line: Some("curl -X POST 'FAKE/users/PERSON/sessions/revoke'"),
            awaits: "user.logout",
            whose: Whose::Followed,
            look: "The entry says “revoked”: the bars of a session ended, and no browser took part. “Signed out” would \
                   mean that somebody pressed the button.",
            ..NOTHING
        },
        Step {
            act: "Only watch: Scalekit's server sends a logout token for each session.",
            awaits: "delivery.succeeded",
            look: "The application's server verified the logout token, and ended the session that has the same `sid`.",
            otherwise: &[(
                "delivery.failed",
                "The application's server did not accept the logout token. The entry has the status of its answer.",
            )],
            ..NOTHING
        },
        Step {
            act: "Open the dashboard in the private window.",
            awaits: "authorization.requested",
            look: "The phone is signed out too: at once, and not only when its access token expires.",
            otherwise: &[(
                "token.refused",
                "The application noticed it only when it wanted new tokens, and not at once.",
            )],
            ..NOTHING
        },
    ],
    what_if: WhatIf {
        question: "What if the application does not keep the `sid`?",
        right: "Each logout token finds the app session of a device by its `sid`, and ends it. The phone's next request \
                leads to the sign-in.",
        wrong: "The application accepts each logout token, and finds no session for it. The bars of both app sessions go \
                on, and the phone stays signed in.",
        practice: &p::SESSION_KEEPS_SID,
    },
};
