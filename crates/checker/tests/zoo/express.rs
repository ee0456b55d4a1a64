//! An application as the Express blocks of Scalekit's documents make it: its tokens are in two cookies, it renews where the access
//! token is no good, and no page says who is signed in.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use checker::{Options, Outcome, Report};
use serde_json::Value;

use crate::bare::{self, Answer, Known, Request};
use crate::world;

/// What differs between one application and the next.
#[derive(Clone, Copy, Debug)]
struct Express {
    same_site: &'static str,
    lands_at: &'static str,
}

/// The documents' own.
const DOCUMENTED: Express = Express { same_site: "Lax", lands_at: "/dashboard" };

/// The access tokens that were issued: what is none of them, no signature of Scalekit's is on.
type Issued = Arc<Mutex<HashSet<String>>>;

impl Express {
    async fn answer(self, issued: Issued, known: Known, request: Request) -> Option<Answer> {
        Some(match request.path() {
            "/" => Answer::page("200 OK", "<a href=/login>Sign in</a>"),
            "/login" => known.authorization(),
            "/auth/callback" => {
                let tokens = known.exchange(&request.code()?).await?;
                self.keep(&issued, &tokens, Answer::redirect(self.lands_at))?
            }
            "/dashboard" => self.dashboard(&issued, &known, &request).await?,
            _ => Answer::page("404 Not Found", "There is no such page."),
        })
    }

    async fn dashboard(self, issued: &Issued, known: &Known, request: &Request) -> Option<Answer> {
        let page = Answer::page("200 OK", "<h1>Dashboard</h1>");
        let access = request.cookie("accessToken").unwrap_or_default();
        if issued.lock().ok()?.contains(access) {
            return Some(page);
        }
        let Some(refresh) = request.cookie("refreshToken") else {
            return Some(Answer::redirect("/"));
        };
        match known.renew(refresh).await {
            Some(tokens) => self.keep(issued, &tokens, page),
            None => Some(Answer::redirect("/")),
        }
    }

    /// Puts tokens into cookies.
    fn keep(self, issued: &Issued, tokens: &Value, mut answer: Answer) -> Option<Answer> {
        issued.lock().ok()?.insert(tokens["access_token"].as_str()?.to_owned());
        for (cookie, token) in [("accessToken", "access_token"), ("refreshToken", "refresh_token")]
        {
            let (value, same_site) = (tokens[token].as_str()?, self.same_site);
            answer =
                answer.setting(format!("{cookie}={value}; Path=/; HttpOnly; SameSite={same_site}"));
        }
        Some(answer)
    }

    /// Returns what a check says of one row.
    async fn outcome(self, slug: &str) -> Outcome {
        self.report(&[slug]).await.row(slug).expect("a row").outcome.clone()
    }

    /// Checks some rows.
    async fn report(self, slugs: &[&str]) -> Report {
        let issued = Issued::default();
        let answer = move |known, request| self.answer(Arc::clone(&issued), known, request);
        let (idp, app) = bare::start(answer).await;
        let slugs = slugs.iter().map(|slug| (*slug).to_owned()).collect();
        let options = Options { slugs, ..world::options(&idp, &app) };
        checker::check(options).await.expect("a check")
    }
}

#[tokio::test]
async fn an_honest_renewal_beside_a_forged_access_token_lets_nobody_become_another_person() {
    assert_eq!(DOCUMENTED.outcome("person-from-verified-token").await, Outcome::Holds);
}

#[tokio::test]
async fn where_every_sign_in_ends_at_a_page_that_is_not_there_no_tab_is_stuck() {
    let lost = Express { lands_at: "/dashboard/profile", ..DOCUMENTED };

    assert_eq!(lost.outcome("two-tabs-sign-in").await, Outcome::Holds);
}

#[tokio::test]
async fn a_strict_session_is_found_though_the_guard_sends_to_a_page_that_everybody_sees() {
    let strict = Express { same_site: "Strict", ..DOCUMENTED };

    let outcome = strict.outcome("same-site-is-lax").await;

    let what = outcome.breach().map(|breach| breach.what.as_str());
    let said = "accessToken and refreshToken are SameSite=Strict, so the page after the callback does not get them, and shows nobody";
    assert_eq!(what, Some(said), "{outcome:?}");
    assert_eq!(DOCUMENTED.outcome("same-site-is-lax").await, Outcome::Holds);
}

#[tokio::test]
async fn a_strict_session_is_not_judged_by_a_page_that_is_the_same_for_everybody() {
    for lands_at in ["/", "/dashboard/profile"] {
        let strict = Express { same_site: "Strict", lands_at };

        let outcome = strict.outcome("same-site-is-lax").await;
        let why = "the page after the callback does not show whether somebody is signed in";
        assert_eq!(outcome, Outcome::NotTried(why.to_owned()), "{lands_at}");
    }
}

#[tokio::test]
async fn who_verifies_nothing_is_not_praised_for_the_leeway_of_its_clocks() {
    let slugs = ["id-token-is-verified", "issuer-is-configuration", "clocks-have-leeway"];

    let report = DOCUMENTED.report(&slugs).await;

    let [verified, issuer, clocks] =
        slugs.map(|slug| report.row(slug).expect("a row").outcome.as_str());
    assert_eq!([verified, issuer, clocks], ["broken", "follows_from", "not_tried"], "{report}");
    let why = report.row("clocks-have-leeway").and_then(|row| row.outcome.reason());
    assert_eq!(why.map(|why| why.ends_with(": see id-token-is-verified")), Some(true), "{report}");
}

#[tokio::test]
async fn pages_that_are_no_errors_do_not_show_that_errors_are_generic() {
    let outcome = DOCUMENTED.outcome("errors-are-generic").await;

    let why = "no sign-in that failed led to a page of the application";
    assert_eq!(outcome, Outcome::NotTried(why.to_owned()));
}
