//! `/_mock/console/events`: tells a page that something changed, by server-sent events.

use std::convert::Infallible;
use std::future::pending;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::timeout;

use super::Visitor;
use crate::http::refusal::NO_STORE;
use crate::idp::{Idp, Watch};

/// Where a page listens, below the control API's path.
pub(in crate::http) const PATH: &str = "/console/events";

/// Shortest time between two events. A sign-in writes several entries, and a page that is loaded again for each would
/// slow it.
const SHORTEST_PAUSE: Duration = Duration::from_millis(500);

/// How often a comment shows that the connection lives, while nothing happens: proxies cut what is silent for a minute.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// A page that listens.
struct Listener {
    watch: Watch,
    /// Given back when the page goes away.
    _place: OwnedSemaphorePermit,
}

/// Follows what changes, for as long as the page is there.
pub(in crate::http) async fn follow(State(idp): State<Idp>, visitor: Visitor) -> Response {
    let Ok(place) = visitor.console.live.clone().try_acquire_owned() else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let listener = Listener { watch: idp.watch(), _place: place };
    let changes = stream::unfold(listener, async |mut listener| {
        listener.watch.changed().await;
        // What changes meanwhile is seen by the page's next look.
        let _ = timeout(SHORTEST_PAUSE, pending::<()>()).await;
        listener.watch.see();
        Some((Ok::<_, Infallible>(Event::default().event("changed").data("{}")), listener))
    });
    let events = Sse::new(changes).keep_alive(KeepAlive::new().interval(KEEP_ALIVE));
    (NO_STORE, events).into_response()
}
