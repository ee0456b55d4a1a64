//! User contexts that were used and have nothing left of that: a new one costs more than all that happens in it.

use std::sync::Mutex;

use serde_json::json;
use user_agent::Error;

use super::process::{Chromium, lock};

/// A user context, and its window.
#[derive(Clone, Debug)]
pub(super) struct Room {
    pub(super) user: String,
    pub(super) window: String,
}

/// The rooms in which nobody is.
#[derive(Debug, Default)]
pub(super) struct Rooms(Mutex<Vec<Room>>);

impl Rooms {
    /// Returns a room in which nothing is left of anybody; `None` if there is none.
    pub(super) fn take(&self) -> Option<Room> {
        lock(&self.0).pop()
    }

    fn put(&self, room: Room) {
        lock(&self.0).push(room);
    }
}

/// Removes what a user left: windows, cookies, and what was stored of answers. Their pages had no script, so that there is
/// nothing else. If that fails, the context is removed.
pub(super) async fn clear(chromium: Chromium, user: String, windows: Vec<String>) {
    let mut windows = windows.into_iter();
    let room = windows.next().map(|window| Room { user: user.clone(), window });
    let others = windows.collect();
    if let Some(room) = room
        && empty(&chromium, &room, others).await.is_ok()
    {
        chromium.forget_traffic(&room.window);
        return chromium.rooms().put(room);
    }
    remove(&chromium, user).await;
}

/// Removes a user context with all that is in it.
pub(super) async fn remove(chromium: &Chromium, user: String) {
    // If it fails, the end of the process ends the context as well.
    let _ = chromium.call("browser.removeUserContext", json!({ "userContext": user })).await;
}

async fn empty(chromium: &Chromium, room: &Room, others: Vec<String>) -> Result<(), Error> {
    for window in others {
        // It may be closed already.
        let _ = chromium.call("browsingContext.close", json!({ "context": window })).await;
    }
    chromium.call_of_window(&room.window, "Network.clearBrowserCache", json!({})).await?;
    let cookies = json!({
        "method": "Storage.clearCookies",
        "params": { "browserContextId": room.user },
    });
    chromium.call("goog:cdp.sendCommand", cookies).await.map(drop)
}
