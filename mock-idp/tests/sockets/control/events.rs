//! Pages that go on by themselves, the console and the theatre: they come back where they were, as many as may watch, and
//! end with the fake.

use std::io::{BufRead as _, BufReader, Read as _};

use mock_idp::MockIdp;
use reqwest::Method;
use reqwest::blocking::{Client, RequestBuilder, Response};

use crate::http::{Fake, PATIENCE, sent};

/// Pages that may watch one environment at once.
const MOST_WATCHING: usize = 64;

/// Where pages watch, below the environment URL.
const PAGES: [&str; 2] = ["/_mock/console/events", "/_mock/theatre/events"];

/// A connection on which events come.
pub(crate) struct Following(pub(crate) BufReader<Response>);

impl Following {
    pub(crate) fn open(request: RequestBuilder) -> Self {
        let answer = request.send().expect("it answers");
        assert_eq!(answer.status(), 200);
        Self(BufReader::new(answer))
    }

    fn at(fake: &Fake, page: &str) -> Self {
        Self::open(fake.request(Method::GET, page))
    }

    /// Returns the lines of the next event.
    pub(crate) fn event(&mut self) -> String {
        let mut event = String::new();
        while !event.ends_with("\n\n") {
            let read = self.0.read_line(&mut event).expect("it goes on");
            assert_ne!(read, 0, "it ended: {event}");
        }
        event.trim_end().to_owned()
    }

    /// Reads to the end, which comes before anybody loses patience.
    pub(crate) fn ends(&mut self) {
        let read = self.0.read(&mut [0; 1]);
        let is_late = |error: &std::io::Error| error.kind() == std::io::ErrorKind::TimedOut;
        assert!(read.as_ref().map_or_else(|error| !is_late(error), |read| *read == 0), "{read:?}");
    }
}

fn back(fake: &Fake, page: &str, id: &str) -> RequestBuilder {
    fake.request(Method::GET, page).header("last-event-id", id)
}

/// Polls until a page may watch again. There is no event for it: the fake learns in its own time that a page was closed.
fn is_admitted(fake: &Fake, page: &str) -> bool {
    let looks = 10_000;
    (0..looks).any(|_| {
        let answer = fake.request(Method::GET, page).send().expect("it answers");
        answer.status() == 200
    })
}

#[test]
fn a_page_that_comes_back_is_notified_at_once_of_what_it_missed_and_of_nothing_else() {
    for page in PAGES {
        let fake = Fake::start();
        fake.get("/keys");
        let mut first = Following::at(&fake, page);
        fake.get("/oidc/logout");
        assert_eq!(first.event(), "id: 2\ndata: {}", "{page}");
        drop(first);
        fake.get("/nowhere");

        let mut behind = Following::open(back(&fake, page, "2"));
        let mut abreast = Following::open(back(&fake, page, "3"));

        assert_eq!(behind.event(), "id: 3\ndata: {}", "{page}");
        fake.get("/nowhere");
        assert_eq!(abreast.event(), "id: 4\ndata: {}", "{page}");
    }
}

#[test]
fn a_reset_is_an_event_and_another_one_for_whoever_was_away() {
    for page in PAGES {
        let fake = Fake::start();
        fake.get("/nowhere");
        let mut watching = Following::at(&fake, page);

        fake.idp.reset();

        assert_eq!(watching.event(), "event: reset\nid: 0\ndata: {}", "{page}");
        let mut away = Following::open(back(&fake, page, "1"));
        assert_eq!(away.event(), "id: 0\ndata: {}", "{page}");
    }
}

#[test]
fn the_number_of_an_event_is_a_number() {
    let fake = Fake::start();
    for page in PAGES {
        let answer = sent(back(&fake, page, "the last"));

        assert_eq!(answer.status, 400, "{page}");
        assert!(answer.body.contains("Last-Event-ID is the number of an exchange"), "{answer}");
    }
}

#[test]
fn one_page_more_than_may_watch_is_refused_until_one_is_closed() {
    let fake = Fake::start();
    let mut pages: Vec<_> =
        (0..MOST_WATCHING).map(|index| Following::at(&fake, PAGES[index % 2])).collect();

    for page in PAGES {
        let refused = fake.get(page);
        assert_eq!(refused.status, 429, "{page}");
        assert!(refused.body.contains("64 pages watch this environment"), "{refused}");
    }
    pages.pop();

    assert!(is_admitted(&fake, PAGES[0]));
    let mut other = pages.pop().expect("a page");
    fake.get("/nowhere");
    assert!(other.event().starts_with("id: "), "the others go on");
}

#[test]
fn a_fake_that_is_dropped_ends_its_pages() {
    for page in PAGES {
        let idp = MockIdp::start();
        let client = Client::builder().timeout(PATIENCE).build().expect("a client");
        let url = format!("{}{page}", idp.environment_url());
        let mut watching = Following::open(client.get(url));

        drop(idp);

        watching.ends();
    }
}
