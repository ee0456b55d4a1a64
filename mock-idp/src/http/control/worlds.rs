//! `/_mock/worlds`: more environments in this process, each for one test.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, Path, RawQuery, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::task::spawn_blocking;

use super::query::Query;
use super::{PREFIX, Problem, body};
use crate::clock::Clock;
use crate::environment::{Client, Environment};
use crate::http::refusal::NO_STORE;
use crate::idp::{Changes, Idp};
use crate::rules::control::policies::PolicyChange;
use crate::rules::management::page::List;
use crate::seed::{Seed, SigningKey};
use crate::worlds::{Created, Keeper, NewWorld, WorldError};

/// Longest request that brings a seed, in bytes: that of a few thousand people.
const LARGEST_SEED: usize = 4 * 1024 * 1024;

type Worlds = Extension<Arc<dyn Keeper>>;

/// What the new one begins with: a seed, the default one if none is there; or what another is now.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ask {
    /// The text of a seed file.
    seed: Option<String>,
    /// The id of another world.
    copy_of: Option<String>,
    /// What lists call it.
    name: Option<String>,
    /// Lets its clock stand still at this time.
    frozen_at: Option<Timestamp>,
    /// Policies that are otherwise than in the seed or the other world.
    #[serde(default)]
    policies: PolicyChange,
    /// The origin that the applications' redirects are moved to.
    redirect_base: Option<String>,
}

impl Ask {
    fn understood(self) -> Result<NewWorld, Problem> {
        let mut world = match (self.seed, self.copy_of) {
            (None, None) => NewWorld::from(Seed::default()),
            (Some(text), None) => NewWorld::from(seed(&text)?),
            (None, Some(id)) if self.frozen_at.is_none() => NewWorld::copy_of(id),
            (None, Some(_)) => {
                let why = "a copy shows the time of what it is copied from; leave out `frozen_at`";
                return Err(Problem::Malformed(why.to_owned()));
            }
            (Some(_), Some(_)) => {
                let why = "a world begins with a `seed` or is a `copy_of` another, and not both";
                return Err(Problem::Malformed(why.to_owned()));
            }
        };
        world.name = self.name;
        world.clock = self.frozen_at.map(Clock::frozen_at);
        world.changes = Changes { policies: self.policies, redirect_base: self.redirect_base };
        Ok(world)
    }
}

/// A seed that comes over HTTP names no files of this machine.
fn seed(text: &str) -> Result<Seed, Problem> {
    let malformed = |why: String| Problem::Malformed(why);
    if names_a_file(text) {
        let why = "a seed that comes over HTTP names no files: write the key itself, `signing_key = { pem = \"…\" }`";
        return Err(malformed(why.to_owned()));
    }
    Seed::from_toml(text).map_err(|why| malformed(why.to_string()))
}

/// Asked before the seed is checked, which would open the file.
fn names_a_file(text: &str) -> bool {
    toml::from_str::<Seed>(text)
        .is_ok_and(|seed| matches!(seed.environment.signing_key, SigningKey::PemFile(_)))
}

pub(super) async fn post(
    State(idp): State<Idp>,
    Extension(worlds): Worlds,
    request: Request,
) -> Response {
    let asked = body::read::<Ask>(request, LARGEST_SEED).await;
    let asked = match asked.and_then(Ask::understood) {
        Ok(asked) => asked,
        Err(problem) => return problem.noted(&idp),
    };
    // A key that is generated takes its time, and others want to be answered meanwhile.
    let created = spawn_blocking(move || worlds.create(asked)).await;
    match created.expect("nothing panics while a world is made") {
        Ok(created) => (StatusCode::CREATED, NO_STORE, Json(told(&created))).into_response(),
        Err(why) => Problem::from(why).noted(&idp),
    }
}

pub(super) async fn list(
    State(idp): State<Idp>,
    Extension(worlds): Worlds,
    RawQuery(query): RawQuery,
) -> Response {
    let wanted =
        Query::read(query, &["limit", "page_token"]).and_then(|query| query.page("worlds", &[]));
    let listed = wanted.and_then(|wanted| {
        let numbered = worlds.list().into_iter().map(|world| (world.number(), world));
        Ok(List::oldest_first(numbered).page_for(&wanted)?)
    });
    match listed {
        Ok(page) => {
            let limits = worlds.limits();
            let mut body = page.named("worlds");
            body["max_worlds"] = limits.most.into();
            body["idle_seconds"] = limits.idle_seconds.into();
            (NO_STORE, Json(body)).into_response()
        }
        Err(problem) => problem.noted(&idp),
    }
}

pub(super) async fn delete(
    State(idp): State<Idp>,
    Extension(worlds): Worlds,
    Path(id): Path<String>,
) -> Response {
    let removed = match worlds.remove(&id) {
        Ok(removed) => removed,
        Err(why) => return Problem::from(why).noted(&idp),
    };
    let is_this_one = removed.idp.is(&idp);
    let ended = spawn_blocking(move || drop(removed.port));
    // Whoever drops the world that answers has the answer first: its connection is one of those that end.
    if !is_this_one {
        ended.await.expect("nothing panics while a world ends");
    }
    (NO_STORE, Json(json!({}))).into_response()
}

fn told(created: &Created) -> Value {
    created.idp.read(|environment| {
        let url = environment.issuer();
        let settings = environment.settings();
        json!({
            "id": created.id,
            "name": created.name,
            "environment_url": url,
            "control_url": format!("{url}{PREFIX}"),
            "clients": clients(environment),
            "webhook_secret": settings.webhook_secret.text().reveal(),
            "interceptor_secret": settings.interceptor_secret.text().reveal(),
            "last_seq": 0,
        })
    })
}

/// What each has to be configured with; here secrets are told, as `serve` prints them.
fn clients(environment: &Environment) -> Vec<Value> {
    let told = |client: &Client| {
        let secret = client.secrets().first();
        json!({
            "name": client.name,
            "client_id": client.id,
            "client_secret": secret.map(|one| one.secret.reveal()),
            "redirect_uris": client.redirect_uris,
            "post_logout_redirect_uris": client.post_logout_redirect_uris,
        })
    };
    environment.clients().map(told).collect()
}

impl From<WorldError> for Problem {
    fn from(why: WorldError) -> Self {
        let told = why.to_string();
        match why {
            WorldError::TooMany { .. } => Self::TooMany(told),
            WorldError::NoSuchWorld { .. } => Self::NotFound(told),
            WorldError::First { .. } => Self::Conflict(told),
            WorldError::Seed(_) | WorldError::Changes(_) => Self::Malformed(told),
            WorldError::Listen(_) | WorldError::Over => Self::Unavailable(told),
        }
    }
}
