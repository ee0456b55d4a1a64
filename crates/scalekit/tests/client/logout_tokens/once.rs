//! A logout token is accepted once: by a client, its clones, and the processes that share a store.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use scalekit::{Error, LogoutToken, StoreError, UsedTokens, VerificationError};
use serde_json::json;
use tokio::task::JoinSet;

use super::{claims, header, outcome, verified};
use crate::signing::{FIRST, SECOND};
use crate::world::{World, at, publishing};

#[tokio::test]
async fn a_token_is_accepted_once_by_all_clones_of_a_client() {
    let world = World::start().await;
    let token = FIRST.sign(&claims(&world));

    let mut callers = JoinSet::new();
    for _ in 0..20 {
        let (client, token) = (world.client.clone(), LogoutToken::from(&*token));
        callers.spawn(async move { client.verify_logout_token(&token).await.is_ok() });
    }

    let accepted = callers.join_all().await.into_iter().filter(|accepted| *accepted).count();
    assert_eq!(accepted, 1);
    insta::assert_snapshot!(outcome(&world, &token).await, @"not to be trusted: the token was used before, by its `jti`");
}

#[tokio::test]
async fn a_token_that_could_not_be_carried_out_is_accepted_again() {
    let world = World::start().await;
    let token = FIRST.sign(&claims(&world));
    let logout = verified(&world, &token).await.expect("an honest token");

    world.client.release_logout_token(&logout).await.expect("no store");

    assert!(verified(&world, &token).await.is_ok());
    assert!(verified(&world, &token).await.is_err());
}

#[tokio::test]
async fn a_refused_token_does_not_use_up_the_name_of_an_honest_one() {
    let world = World::start().await;
    let mut forged = claims(&world);
    forged["nonce"] = json!("n-0S6");

    for token in [FIRST.sign(&forged), SECOND.sign_under(&header(), &claims(&world))] {
        assert!(verified(&world, &token).await.is_err());
    }

    assert!(verified(&world, &FIRST.sign(&claims(&world))).await.is_ok());
}

#[tokio::test]
async fn a_token_is_remembered_for_as_long_as_it_is_good() {
    let world = World::start().await;
    let token = FIRST.sign(&claims(&world));
    assert!(verified(&world, &token).await.is_ok());

    world.advance(Duration::from_secs(149));
    let within_the_leeway = outcome(&world, &token).await;
    world.advance(Duration::from_secs(1));
    let after_it = outcome(&world, &token).await;

    insta::assert_snapshot!([within_the_leeway, after_it].join("\n"), @"
    not to be trusted: the token was used before, by its `jti`
    not to be trusted: the token expired 30 s ago
    ");
}

/// A store that two processes share, and that can fail.
#[derive(Clone, Default)]
struct Store {
    used: Arc<Mutex<Vec<(String, SystemTime)>>>,
    is_down: Arc<AtomicBool>,
}

impl UsedTokens for Store {
    async fn claim(&self, id: &str, until: SystemTime) -> Result<bool, StoreError> {
        if self.is_down.load(Ordering::SeqCst) {
            return Err("connection refused".into());
        }
        let mut used = self.used.lock().map_err(|_| "poisoned")?;
        let is_new = used.iter().all(|(held, _)| held != id);
        if is_new {
            used.push((id.to_owned(), until));
        }
        Ok(is_new)
    }

    async fn release(&self, id: &str) -> Result<(), StoreError> {
        self.used.lock().map_err(|_| "poisoned")?.retain(|(held, _)| held != id);
        Ok(())
    }
}

#[tokio::test]
async fn two_processes_with_one_store_accept_a_token_once() {
    let store = Store::default();
    let one = World::with_settings(|settings| settings.used_tokens(store.clone())).await;
    publishing(&[FIRST.jwk()]).mount(&one.idp).await;
    let issuer = one.idp.uri();
    let other =
        World::with_settings(|settings| settings.issuer(&issuer).used_tokens(store.clone())).await;
    publishing(&[FIRST.jwk()]).mount(&other.idp).await;
    let token = FIRST.sign(&claims(&one));

    assert!(verified(&one, &token).await.is_ok());

    let again = verified(&other, &token).await;
    assert!(matches!(again, Err(Error::Untrusted(VerificationError::Replayed))), "{again:?}");
    let used = store.used.lock().expect("nobody panics").clone();
    assert_eq!(used, [("tkn_1".to_owned(), at(one.now() + 150))]);
}

#[tokio::test]
async fn a_store_that_is_down_is_an_outage() {
    let store = Store::default();
    let world = World::with_settings(|settings| settings.used_tokens(store.clone())).await;
    publishing(&[FIRST.jwk()]).mount(&world.idp).await;
    let token = FIRST.sign(&claims(&world));

    store.is_down.store(true, Ordering::SeqCst);
    let error = verified(&world, &token).await.expect_err("nobody remembers");
    store.is_down.store(false, Ordering::SeqCst);

    assert!(error.is_transient());
    insta::assert_snapshot!(error, @"the memory of used tokens is unavailable: connection refused");
    assert!(verified(&world, &token).await.is_ok());
}
