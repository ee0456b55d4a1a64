//! Failures of the app itself: a store that fails, and one that panics.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use axum::http::{Method, StatusCode};
use scalekit_axum::{
    CookieHash, RefreshRecord, RenewalLease, Rotation, SealedSession, SealedSignIn, SessionStore,
    Standing, StoreError, TokenTable, TokensOf, VersionedRecord,
};

use super::world::{Browser, OWN_LINK, OWN_SCRIPT, World};

/// A store whose calls all fail or panic.
#[derive(Clone, Copy)]
pub(crate) enum BrokenStore {
    Fails,
    Panics,
}

impl BrokenStore {
    fn fail<T>(self) -> Result<T, StoreError> {
        match self {
            Self::Fails => Err(StoreError::Unwritable),
            Self::Panics => panic!("a detail for nobody to see"),
        }
    }
}

#[async_trait]
impl SessionStore for BrokenStore {
    async fn begin(&self, _: &SealedSession) -> Result<(), StoreError> {
        self.fail()
    }

    async fn load(&self, _: CookieHash) -> Result<Option<VersionedRecord>, StoreError> {
        self.fail()
    }

    async fn lease_renewal(&self, _: &RenewalLease, _: SystemTime) -> Result<bool, StoreError> {
        self.fail()
    }

    async fn return_lease(&self, _: &RenewalLease) -> Result<(), StoreError> {
        self.fail()
    }

    async fn replace(&self, _: CookieHash, _: u64, _: &[u8]) -> Result<bool, StoreError> {
        self.fail()
    }

    async fn clear_record(&self, _: CookieHash, _: u64) -> Result<bool, StoreError> {
        self.fail()
    }

    async fn end(&self, _: CookieHash) -> Result<Option<Vec<u8>>, StoreError> {
        self.fail()
    }

    async fn end_of_sid(&self, _: &str) -> Result<u64, StoreError> {
        self.fail()
    }

    async fn end_of_user(&self, _: &str) -> Result<u64, StoreError> {
        self.fail()
    }

    async fn begin_sign_in(&self, _: &SealedSignIn) -> Result<(), StoreError> {
        self.fail()
    }

    async fn take_sign_in(
        &self,
        _: CookieHash,
        _: [u8; 32],
    ) -> Result<Option<Vec<u8>>, StoreError> {
        self.fail()
    }

    async fn sign_ins(&self, _: CookieHash) -> Result<u32, StoreError> {
        self.fail()
    }

    async fn forget_sign_ins(&self, _: CookieHash) -> Result<(), StoreError> {
        self.fail()
    }

    async fn remember(&self, _: [u8; 32], _: SystemTime) -> Result<bool, StoreError> {
        self.fail()
    }

    async fn remembers(&self, _: [u8; 32]) -> Result<bool, StoreError> {
        self.fail()
    }

    async fn sweep(&self, _: SystemTime) -> Result<(), StoreError> {
        self.fail()
    }

    fn token_table(self: Arc<Self>) -> Option<Arc<dyn TokenTable>> {
        Some(self)
    }
}

#[async_trait]
impl TokenTable for BrokenStore {
    async fn issue(&self, _: &RefreshRecord) -> Result<u64, StoreError> {
        self.fail()
    }

    async fn rotate(
        &self,
        _: [u8; 32],
        _: &RefreshRecord,
        _: Duration,
    ) -> Result<Rotation, StoreError> {
        self.fail()
    }

    async fn accepts(&self, _: [u8; 32], _: SystemTime, _: Duration) -> Result<bool, StoreError> {
        self.fail()
    }

    async fn standing(&self, _: CookieHash, _: &str) -> Result<Standing, StoreError> {
        self.fail()
    }

    async fn revoke(&self, _: TokensOf<'_>, _: SystemTime) -> Result<u64, StoreError> {
        self.fail()
    }

    async fn raise_auth_version(&self, _: &str, _: SystemTime) -> Result<(), StoreError> {
        self.fail()
    }
}

/// Returns a browser with a session, whose store is broken from now on.
async fn browser_of(store: BrokenStore) -> Browser {
    let world = World::start().await;
    let auth = world.settings().with_store(store).expect("the settings are right");
    world.signed_in().await.at(&sample_app::app(auth))
}

#[tokio::test]
async fn people_see_a_calm_page_and_no_detail() {
    for store in [BrokenStore::Fails, BrokenStore::Panics] {
        for path in ["/", "/dashboard", "/login", "/logout", "/logged-out"] {
            let answer = browser_of(store).await.get(path).await;

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
            let answer = browser_of(store).await.get_with(path, headers).await;

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
            let answer =
                browser_of(store).await.send(method, "/logout", &OWN_LINK, "csrf_token=x").await;

            assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
            assert!(answer.set_cookies().is_empty() && answer.location().is_empty());
        }
    }
}
