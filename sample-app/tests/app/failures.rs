//! Failures of the app itself: a store that fails, and one that panics.

use std::time::SystemTime;

use axum::http::{Method, StatusCode};
use sample_app::{CookieHash, SealedSession, SealedSignIn, SessionStore, StoreError, Stored};

use crate::world::{self, Browser, OWN_LINK, OWN_SCRIPT};

/// A store whose calls all fail or panic.
#[derive(Clone, Copy)]
enum BrokenStore {
    Fails,
    Panics,
}

impl BrokenStore {
    fn fail<T: Send>(self) -> Stored<'static, T> {
        Box::pin(async move {
            match self {
                Self::Fails => Err(StoreError::Unwritable),
                Self::Panics => panic!("a detail for nobody to see"),
            }
        })
    }
}

impl SessionStore for BrokenStore {
    fn begin<'a>(&'a self, _: &'a SealedSession) -> Stored<'a, ()> {
        self.fail()
    }

    fn load(&self, _: CookieHash) -> Stored<'_, Option<Vec<u8>>> {
        self.fail()
    }

    fn replace<'a>(&'a self, _: CookieHash, _: &'a [u8]) -> Stored<'a, bool> {
        self.fail()
    }

    fn end(&self, _: CookieHash) -> Stored<'_, Option<Vec<u8>>> {
        self.fail()
    }

    fn end_of_sid<'a>(&'a self, _: &'a str) -> Stored<'a, u64> {
        self.fail()
    }

    fn end_of_user<'a>(&'a self, _: &'a str) -> Stored<'a, u64> {
        self.fail()
    }

    fn begin_sign_in<'a>(&'a self, _: &'a SealedSignIn) -> Stored<'a, ()> {
        self.fail()
    }

    fn take_sign_in(&self, _: CookieHash, _: [u8; 32]) -> Stored<'_, Option<Vec<u8>>> {
        self.fail()
    }

    fn sign_ins(&self, _: CookieHash) -> Stored<'_, u32> {
        self.fail()
    }

    fn forget_sign_ins(&self, _: CookieHash) -> Stored<'_, ()> {
        self.fail()
    }

    fn sweep(&self, _: SystemTime) -> Stored<'_, ()> {
        self.fail()
    }
}

fn browser_of(store: BrokenStore) -> Browser {
    let settings = world::settings("https://acme.scalekit.com", sample_app::Clock::system());
    let app = sample_app::app_with_store(settings, store).expect("the settings are right");
    let mut browser = Browser::of(app);
    browser.cookies.insert("session".to_owned(), "A".repeat(43));
    browser
}

#[tokio::test]
async fn people_see_a_calm_page_and_no_detail() {
    for store in [BrokenStore::Fails, BrokenStore::Panics] {
        for path in ["/", "/dashboard", "/login", "/logout", "/logged-out"] {
            let answer = browser_of(store).get(path).await;

            assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{path}");
            assert_eq!(answer.heading(), "Something went wrong");
            assert!(!answer.body.contains("detail"));
            assert_eq!(answer.header("cache-control"), "no-store");
        }
    }
}

#[tokio::test]
async fn scripts_get_json_and_no_detail() {
    for store in [BrokenStore::Fails, BrokenStore::Panics] {
        for (path, headers) in [("/api/me", &[][..]), ("/dashboard", &OWN_SCRIPT)] {
            let answer = browser_of(store).get_with(path, headers).await;

            assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{path}");
            insta::allow_duplicates! {
                insta::assert_snapshot!(answer.body, @r#"{"error":"broken","message":"This is our fault, and it has been logged. Please try again."}"#);
            }
            assert_eq!(answer.header("cache-control"), "no-store");
        }
    }
}

#[tokio::test]
async fn a_sign_out_that_failed_does_not_pretend() {
    for store in [BrokenStore::Fails, BrokenStore::Panics] {
        for method in [Method::GET, Method::POST] {
            let answer = browser_of(store).send(method, "/logout", &OWN_LINK, "csrf_token=x").await;

            assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
            assert!(answer.set_cookies().is_empty() && answer.location().is_empty());
        }
    }
}
