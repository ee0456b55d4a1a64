//! The words of the lessons, each explained in a clause.

use super::{Lesson, Step};

/// A word, and what it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Word {
    pub(crate) name: &'static str,
    pub(crate) is: &'static str,
    /// What a text has that uses it, in lower case.
    traces: &'static [&'static str],
}

const fn word(name: &'static str, traces: &'static [&'static str], is: &'static str) -> Word {
    Word { name, is, traces }
}

/// The words, in the order in which they are understood best.
const WORDS: [Word; 20] = [
    word(
        "Hosted page",
        &["hosted page"],
        "the page of Scalekit on which people choose or type who they are",
    ),
    word(
        "Callback",
        &["callback"],
        "the address of the application to which Scalekit sends the browser after a sign-in",
    ),
    word(
        "Code",
        &["the code", "a code", "its code", "no code"],
        "a text that the browser carries from Scalekit to the callback. The application's server exchanges it for tokens, once and within ten minutes",
    ),
    word(
        "`state`",
        &["`state`"],
        "a random text that the application sends along and gets back at the callback. If it is the same, this browser began the sign-in",
    ),
    word(
        "`nonce`",
        &["`nonce`"],
        "a random text that the application sends along and finds again in the ID token. If it is the same, the token is of this sign-in",
    ),
    word(
        "`code_challenge`",
        &["`code_challenge`", "verifier"],
        "the fingerprint (hash) of a random text, which is called verifier and stays at the application. Only whoever has the verifier can exchange the code",
    ),
    word("Client secret", &["client secret"], "the password of the application at Scalekit"),
    word("ID token", &["id token"], "a text that Scalekit signed, which says who signed in"),
    word(
        "Access token",
        &["access token"],
        "what the application shows to other services, on behalf of the person, for five minutes",
    ),
    word(
        "Refresh token",
        &["refresh token"],
        "what the application's server exchanges for the next access token, without the person",
    ),
    word(
        "Logout URL",
        &["logout url"],
        "the address at Scalekit that ends a session: `/oidc/logout`, with the hint and the page to return to",
    ),
    word(
        "Hint",
        &["hint"],
        "the ID token, sent along with a sign-out. It says which application sent the browser and whose sign-out that is, so that Scalekit may send the browser back there; it ends no session by itself",
    ),
    word(
        "Logout token",
        &["logout token"],
        "a message that Scalekit signed, from its server to the application's: this session is over",
    ),
    word(
        "`sid`",
        &["`sid`"],
        "the name of a session at Scalekit. ID tokens and logout tokens carry it",
    ),
    word(
        "Dashboard",
        &["dashboard"],
        "a page that the application shows to signed-in people alone",
    ),
    word(
        "GET and POST",
        &["a get ", "a post "],
        "two kinds of request. A browser sends a GET for a link or an image, and a POST for the button of a form",
    ),
    word(
        "Redirect",
        &["redirect"],
        "an answer that sends the browser on to another address. Its status is 302 or 303",
    ),
    word(
        "Status",
        &["status"],
        "the number with which the answer of a server begins. 200 is a page, what begins with 3 is a redirect, and what begins with 4 is a refusal",
    ),
    word(
        "Sealed cookie",
        &["sealed cookie"],
        "a cookie that does not name a session, but has all of it in itself, encrypted",
    ),
    word("`curl`", &["`curl`", "curl -"], "a program that sends requests without a browser"),
];

/// What each drawing shows, whatever its lesson is about.
const IN_EACH_DRAWING: &str = "`state`, the code, ID token, access token, refresh token";

/// What stands in the drawings, in the order in which a reader meets it.
pub(crate) const IN_DRAWINGS: [Word; 9] = [
    word(
        "Solid arrow",
        &[],
        "a request, with its number at the left. A blue one was sent by a server, every other one by a browser",
    ),
    word(
        "Dashed arrow",
        &[],
        "the answer, with its status and the address to which it leads the browser",
    ),
    word(
        "with, + and −",
        &[],
        "what a request carries; what an answer sets or gives; and what it clears, or what is used up with it",
    ),
    word("Red arrow, frame", &[], "what is wrong, and with which request"),
    word("App cookie", &[], "the application's cookie, which names a session at its server"),
    word(
        "App session",
        &[],
        "that session. No browser has it, so it lives on until the server ends it, whatever becomes of the cookie",
    ),
    word("Scalekit cookie", &[], "Scalekit's cookie, which names a session there"),
    word(
        "Login cookie",
        &[],
        "another cookie of the application, which binds `state` to this browser until the callback",
    ),
    word(
        "Hosted-page cookie",
        &[],
        "another cookie of Scalekit's, which binds its page to this browser until somebody has signed in",
    ),
];

impl Lesson {
    /// Returns the words that the lesson uses, and those that explain them in turn.
    pub(crate) fn words(&self) -> Vec<Word> {
        let what_if = &self.what_if;
        let remedy = what_if.practice.fix;
        let mut texts = vec![self.shows, what_if.question, what_if.right, what_if.wrong, remedy];
        texts.push(IN_EACH_DRAWING);
        for Step { act, line, look, otherwise, .. } in self.steps {
            texts.extend([*act, line.unwrap_or_default(), *look]);
            texts.extend(otherwise.iter().map(|(_, says)| *says));
        }
        let mut is_used = [false; WORDS.len()];
        while let Some(text) = texts.pop() {
            let text = text.to_lowercase();
            for (word, is_used) in WORDS.iter().zip(&mut is_used) {
                if !*is_used && word.traces.iter().any(|trace| text.contains(trace)) {
                    *is_used = true;
                    texts.push(word.is);
                }
            }
        }
        WORDS
            .into_iter()
            .zip(is_used)
            .filter_map(|(word, is_used)| is_used.then_some(word))
            .collect()
    }
}

/// The names of the entries that a lesson awaits, each with what it says.
const ENTRIES: [(&str, &str); 8] = [
    ("authorization.requested", "a request to sign in reached Scalekit"),
    ("user.login", "somebody signed in, and a session began at Scalekit"),
    ("authorization_code.redeemed", "the application exchanged its code"),
    ("tokens.issued", "the application got tokens"),
    ("refresh_token.rotated", "the application used its refresh token, and got a new one"),
    ("user.logout", "a session ended at Scalekit"),
    ("logout.ended_nothing", "a request reached the logout URL, and no session ended"),
    ("delivery.succeeded", "a message of Scalekit's server arrived at the application's"),
];

/// Returns what an entry of this name says, if a lesson awaits one.
pub(crate) fn meaning(event: &str) -> Option<&'static str> {
    ENTRIES.iter().find(|(name, _)| *name == event).map(|(_, says)| *says)
}
