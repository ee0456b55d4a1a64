//! The questions that come up again and again.

use crate::Question;

/// The questions, each with the command that shows its answer.
pub static QUESTIONS: &[Question] = &[
    Question {
        question: "What is the least that a sign-out does where a session is kept on the server?",
        answer: "It ends the session's record, clears the cookie with the attributes that it was set with, and sends the browser \
                 to Scalekit's logout with the ID token. Then a protected page is requested again, and refused.",
        command: "kept-cookie",
    },
    Question {
        question: "And where the application keeps tokens?",
        answer: "It revokes the refresh token, clears its cookie and the state of the page, and lets the access token run out, \
                 which takes minutes. The browser still has to go to Scalekit.",
        command: "postgres",
    },
    Question {
        question: "Why does my cookie stay?",
        answer: "Because the line that clears it names another cookie. Name, path and domain together are its identity: a \
                 deletion at `/` leaves the cookie at `/api` alone.",
        command: "cookies",
    },
    Question {
        question: "Is a sign-out a GET or a POST?",
        answer: "A POST with a token of the form. A link, an image, a prefetch or a crawler can send a GET, and none of them is \
                 the person.",
        command: "forged-sign-out",
    },
    Question {
        question: "Do access tokens have to be revoked?",
        answer: "Seldom: they live for five minutes. What has to stop at once looks the session up besides the token, or keeps a \
                 list of ended sessions for that long.",
        command: "sign-outs",
    },
    Question {
        question: "May a token be in local storage?",
        answer: "No refresh token: every script of the page can read it and take it away. An `HttpOnly` cookie or the server is \
                 the place. A front end without a server keeps its tokens in memory.",
        command: "secrets-in-the-log",
    },
    Question {
        question: "Why does it work here and not in production?",
        answer: "Look at seven places: the cookie's domain, `Secure` without https, `SameSite`, the headers of the proxy, CORS \
                 with credentials, two cookies of one name, and instances that do not share their sessions.",
        command: "check",
    },
    Question {
        question: "How does somebody sign out of all devices?",
        answer: "By another button. It ends every session of the person in the application, or raises a version that each token \
                 carries, and ends those at Scalekit by the management API. Other applications hear of it by logout tokens.",
        command: "redis",
    },
];
