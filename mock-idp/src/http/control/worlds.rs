//! `/_mock/worlds`: more environments in this process, each for one test.

use std::sync::Arc;

use axum::extract::{Extension, Path, RawQuery};
use axum::http::StatusCode;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::task::spawn_blocking;

use super::PREFIX;
use super::body::Body;
use super::operation::Operation;
use super::parameter::{LIMIT, PAGE_TOKEN, Parameter};
use super::query::Query;
use super::refusal::{ApiError, JournalledError};
use super::reply::{Created, Done, NextPage, Reply};
use crate::clock::Clock;
use crate::environment::{Client, ClientId, RegisteredUri};
use crate::http::here::Here;
use crate::idp::Changes;
use crate::rules::control::policies::PolicyChange;
use crate::rules::management::page::{List, Page};
use crate::seed::{Seed, SigningKey};
use crate::worlds::{self, Keeper, Limits, NewWorld, World, WorldError};

/// Longest request with a seed, in bytes: enough for a few thousand people.
const LARGEST_SEED: usize = 4 * 1024 * 1024;

type Worlds = Extension<Arc<dyn Keeper>>;

const QUERY: [Parameter; 2] = [LIMIT.parameter(), PAGE_TOKEN];

const ID: Parameter = Parameter::text("id", "The id of a world.");

pub(super) fn operations() -> [Operation; 3] {
    [list_operation(), create_operation(), delete_operation()]
}

fn list_operation() -> Operation {
    Operation::get(
        "/worlds",
        "listWorlds",
        "The environments of this process, in the order in which they were made",
        list,
    )
    .parameters(&QUERY)
    .replies("Each, and how many there may be.")
    .refuses(StatusCode::BAD_REQUEST, "The query is not of these parameters.")
}

fn create_operation() -> Operation {
    Operation::post(
        "/worlds",
        "createWorld",
        "Make an environment of one's own, at a port of its own",
        create,
    )
    .replies("It is there, and answers.")
    .refuses(
        StatusCode::BAD_REQUEST,
        "The seed is wrong, with a report of each mistake; or nothing that a world can begin with.",
    )
    .refuses(StatusCode::NOT_FOUND, "There is no world to copy of this id.")
    .refuses(StatusCode::TOO_MANY_REQUESTS, "There are as many as there may be.")
    .refuses(
        StatusCode::SERVICE_UNAVAILABLE,
        "The system has no port to give, or the process is about to end.",
    )
}

fn delete_operation() -> Operation {
    Operation::delete(
        "/worlds/{id}",
        "deleteWorld",
        "Drop a world: its port is free again, and its connections are cut",
        delete,
    )
    .description("A world may drop itself; it answers first.")
    .parameters(&[ID])
    .replies("It is gone.")
    .refuses(StatusCode::NOT_FOUND, "There is no world of this id.")
    .refuses(StatusCode::CONFLICT, "It is the first, which ends with its process.")
}

/// The origin of a new environment: a seed, by default the default one, or a copy of another environment.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "NewWorld")]
#[serde(deny_unknown_fields)]
struct Wanted {
    /// The text of a seed file, TOML; without it the default world. It names no files.
    seed: Option<String>,
    /// The id of a world to copy, sessions, keys, clock and all, in place of a seed.
    copy_of: Option<String>,
    /// The name in lists, of 200 characters at most.
    name: Option<String>,
    /// The time at which its clock stands still; not for a copy.
    frozen_at: Option<Timestamp>,
    /// The policies that differ from those of the seed, or of the copied world.
    #[serde(default)]
    policies: PolicyChange,
    /// The origin of its applications. The http and https URIs that they registered for redirects, for after a
    /// sign-out and for the beginning of a sign-in are moved to this origin, and keep their paths.
    #[schemars(example = &"http://localhost:4001")]
    redirect_base: Option<String>,
}

/// A page of the worlds, and their limits.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Worlds")]
struct WorldList {
    worlds: Vec<World>,
    #[serde(flatten)]
    next: NextPage,
    /// Most worlds besides the first.
    max_worlds: usize,
    /// Seconds of real time without a request after which a world is dropped, unless a handle has it; 0 means never.
    idle_seconds: u32,
}

#[derive(Debug, Serialize, JsonSchema)]
struct CreatedWorld {
    #[schemars(example = &"world_2")]
    id: String,
    name: Option<String>,
    environment_url: String,
    control_url: String,
    clients: Vec<ConfiguredClient>,
    webhook_secret: String,
    interceptor_secret: String,
    #[schemars(skip)]
    last_seq: u64,
}

/// The configuration of an application, its secret too, as `serve` prints it.
#[derive(Debug, Serialize, JsonSchema)]
struct ConfiguredClient {
    name: String,
    #[schemars(with = "String")]
    client_id: ClientId,
    /// The secret; a public client has none.
    client_secret: Option<String>,
    #[schemars(with = "Vec<String>")]
    redirect_uris: Vec<RegisteredUri>,
    #[schemars(with = "Vec<String>")]
    post_logout_redirect_uris: Vec<RegisteredUri>,
}

impl Wanted {
    fn new_world(self) -> Result<NewWorld, ApiError> {
        let mut world = match (self.seed, self.copy_of) {
            (None, None) => NewWorld::from(Seed::default()),
            (Some(text), None) => NewWorld::from(seed(&text)?),
            (None, Some(id)) if self.frozen_at.is_none() => NewWorld::copy_of(id),
            (None, Some(_)) => {
                let reason =
                    "a copy shows the time of what it is copied from; leave out `frozen_at`";
                return Err(ApiError::Malformed(reason.to_owned()));
            }
            (Some(_), Some(_)) => {
                let reason = "a world begins with a `seed` or is a `copy_of` another, and not both";
                return Err(ApiError::Malformed(reason.to_owned()));
            }
        };
        world.name = self.name;
        world.clock = self.frozen_at.map(Clock::frozen_at);
        world.changes = Changes { policies: self.policies, redirect_base: self.redirect_base };
        Ok(world)
    }
}

/// Reads a seed, which may not name files of this machine, because it comes over HTTP.
fn seed(text: &str) -> Result<Seed, ApiError> {
    if names_a_file(text) {
        let reason = "a seed that comes over HTTP names no files: write the key itself, `signing_key = { pem = \"…\" }`";
        return Err(ApiError::Malformed(reason.to_owned()));
    }
    Seed::from_toml(text).map_err(|error| ApiError::Malformed(error.to_string()))
}

/// Returns whether a seed names a file. It is called before the seed is checked, which would open the file.
fn names_a_file(text: &str) -> bool {
    toml::from_str::<Seed>(text)
        .is_ok_and(|seed| matches!(seed.environment.signing_key, SigningKey::PemFile(_)))
}

async fn create(
    Here(idp): Here,
    Extension(worlds): Worlds,
    Body(wanted): Body<Wanted, LARGEST_SEED>,
) -> Result<Created<CreatedWorld>, JournalledError> {
    let wanted = wanted.new_world().map_err(|error| error.noted(&idp))?;
    // A seed may generate a key, which takes long; other requests do not wait for it.
    let created = spawn_blocking(move || worlds.create(wanted)).await;
    let created = created.expect("nothing panics while a world is made");
    let created = created.map_err(|error| ApiError::from(error).noted(&idp))?;
    Ok(Created(CreatedWorld::of(&created)))
}

async fn list(
    Here(idp): Here,
    Extension(worlds): Worlds,
    RawQuery(query): RawQuery,
) -> Result<Reply<WorldList>, JournalledError> {
    let page = page(worlds.list(), query).map_err(|error| error.noted(&idp))?;
    let (items, next) = NextPage::after(page);
    let Limits { most, idle_seconds } = worlds.limits();
    Ok(Reply(WorldList { worlds: items, next, max_worlds: most, idle_seconds }))
}

fn page(worlds: Vec<World>, query: Option<String>) -> Result<Page<World>, ApiError> {
    let wanted = Query::read(query, &QUERY)?.page("worlds", &[])?;
    let numbered = worlds.into_iter().map(|world| (world.number(), world));
    Ok(List::oldest_first(numbered).page_for(&wanted)?)
}

async fn delete(
    Here(idp): Here,
    Extension(worlds): Worlds,
    Path(id): Path<String>,
) -> Result<Reply<Done>, JournalledError> {
    let removed = worlds.remove(&id).map_err(|error| ApiError::from(error).noted(&idp))?;
    let is_this_world = removed.idp.is(&idp);
    let ended = spawn_blocking(move || drop(removed.port));
    // A world that drops itself is answered first, because this connection ends with the world.
    if !is_this_world {
        ended.await.expect("nothing panics while a world ends");
    }
    Ok(Reply(Done {}))
}

impl CreatedWorld {
    fn of(created: &worlds::Created) -> Self {
        created.idp.read(|environment| {
            let environment_url = environment.issuer().to_owned();
            let settings = environment.settings();
            Self {
                id: created.id.clone(),
                name: created.name.clone(),
                control_url: format!("{environment_url}{PREFIX}"),
                environment_url,
                clients: environment.clients().map(ConfiguredClient::of).collect(),
                webhook_secret: settings.webhook_secret.text().reveal().to_owned(),
                interceptor_secret: settings.interceptor_secret.text().reveal().to_owned(),
                last_seq: 0,
            }
        })
    }
}

impl ConfiguredClient {
    fn of(client: &Client) -> Self {
        let secret = client.secrets().first();
        Self {
            name: client.name.clone(),
            client_id: client.id.clone(),
            client_secret: secret.map(|secret| secret.secret.reveal().to_owned()),
            redirect_uris: client.redirect_uris.clone(),
            post_logout_redirect_uris: client.post_logout_redirect_uris.clone(),
        }
    }
}

impl From<WorldError> for ApiError {
    fn from(error: WorldError) -> Self {
        let reason = error.to_string();
        match error {
            WorldError::TooMany { .. } => Self::TooMany(reason),
            WorldError::NoSuchWorld { .. } => Self::NotFound(reason),
            WorldError::First { .. } => Self::Conflict(reason),
            WorldError::Seed(_) | WorldError::Changes(_) | WorldError::NameTooLong(_) => {
                Self::Malformed(reason)
            }
            WorldError::Listen(_) | WorldError::Over => Self::Unavailable(reason),
        }
    }
}
