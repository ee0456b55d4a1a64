//! An application's server, which keeps Scalekit's sessions by what Scalekit sends.

use std::collections::HashSet;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use axum::{Json, Router};
use e2e::World;
use scalekit::{
    Client, Decision, Error, LogoutToken, Trigger, WebhookDelivery, WebhookError, WebhookEvent,
    WebhookSecret,
};
use tokio::net::TcpListener;

/// A running server.
pub(super) struct Server {
    address: SocketAddr,
    application: Arc<Application>,
}

/// What the server knows.
struct Application {
    client: Client,
    webhooks: WebhookSecret,
    interceptors: WebhookSecret,
    /// Whether the store of sessions can be reached.
    has_store: AtomicBool,
    state: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    /// The ids of the webhooks that were carried out.
    seen: HashSet<String>,
    /// The sessions that are open here.
    open: HashSet<String>,
    /// The sessions that have ended. A login that comes after its logout does not open one of them again.
    ended: HashSet<String>,
    said: Vec<String>,
}

impl Server {
    /// Starts the server of the world's application.
    pub(super) async fn start(world: &World) -> Self {
        let secret = |text: &str| WebhookSecret::parse(text).expect("the fake's secrets are good");
        let application = Arc::new(Application {
            client: world.client_of(&world.client()),
            webhooks: secret(world.idp.webhook_secret().reveal()),
            interceptors: secret(world.idp.interceptor_secret().reveal()),
            has_store: AtomicBool::new(true),
            state: Mutex::default(),
        });
        let routes = Router::new()
            .route("/webhooks", post(webhook))
            .route("/backchannel-logout", post(back_channel_logout))
            .route("/interceptors", post(interceptor))
            .with_state(Arc::clone(&application));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let address = listener.local_addr().expect("a bound port");
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Self { address, application }
    }

    pub(super) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Returns what the server said since the last call, a sentence for each request.
    pub(super) fn said(&self) -> Vec<String> {
        std::mem::take(&mut self.application.state().said)
    }

    /// Returns the number of sessions that are open here.
    pub(super) fn open_sessions(&self) -> usize {
        self.application.state().open.len()
    }

    /// Makes the store of sessions reachable, or not.
    pub(super) fn has_store(&self, is_there: bool) {
        self.application.has_store.store(is_there, Ordering::SeqCst);
    }
}

impl Application {
    fn state(&self) -> MutexGuard<'_, Known> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn say(&self, sentence: impl Into<String>) {
        self.state().said.push(sentence.into());
    }

    fn carry_out(&self, delivery: &WebhookDelivery) -> Result<String, WebhookError> {
        let event = delivery.event()?;
        let mut state = self.state();
        if !state.seen.insert(delivery.id.clone()) {
            return Ok(format!("{} again", delivery.event_type));
        }
        Ok(match event {
            WebhookEvent::UserLogin { session_id, .. } if state.ended.contains(&session_id) => {
                "a login of a session that has ended".to_owned()
            }
            WebhookEvent::UserLogin { session_id, .. } => {
                state.open.insert(session_id);
                "opens a session".to_owned()
            }
            WebhookEvent::UserLogout { session_id, .. } => {
                let was_open = state.open.remove(&session_id);
                state.ended.insert(session_id);
                if was_open { "ends a session" } else { "ends a session that is not open" }
                    .to_owned()
            }
            _ => format!("nothing to do for {}", delivery.event_type),
        })
    }
}

async fn webhook(
    State(application): State<Arc<Application>>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let verified = application.client.verify_webhook(&application.webhooks, &headers, body);
    match verified.and_then(|delivery| application.carry_out(&delivery)) {
        Ok(sentence) => {
            application.say(sentence);
            StatusCode::CREATED
        }
        Err(error) => {
            application.say(error.to_string());
            StatusCode::UNAUTHORIZED
        }
    }
}

async fn back_channel_logout(
    State(application): State<Arc<Application>>,
    body: Bytes,
) -> StatusCode {
    let client = &application.client;
    let verified = match LogoutToken::from_form(body) {
        Ok(token) => client.verify_logout_token(&token).await,
        Err(error) => Err(Error::from(error)),
    };
    match verified {
        Ok(logout) if application.has_store.load(Ordering::SeqCst) => {
            let whose = |named: Option<String>| named.unwrap_or_default();
            application.say(format!("ends {} of {}", whose(logout.sid), whose(logout.sub)));
            StatusCode::OK
        }
        Ok(logout) => {
            client.release_logout_token(&logout).await.expect("the memory is of this process");
            application.say("cannot end anything now");
            StatusCode::SERVICE_UNAVAILABLE
        }
        Err(error) => {
            application.say(error.to_string());
            StatusCode::BAD_REQUEST
        }
    }
}

async fn interceptor(
    State(application): State<Arc<Application>>,
    headers: HeaderMap,
    body: Bytes,
) -> Json<Decision> {
    let verified = application.client.verify_interceptor(&application.interceptors, &headers, body);
    let decision = match verified {
        Ok(call) if call.trigger == Trigger::PreSessionCreation => {
            Decision::allow().claim("tier", "enterprise")
        }
        Ok(_) => Decision::deny("Nobody signs up here."),
        Err(error) => {
            application.say(error.to_string());
            Decision::deny("This did not work. Please try again later.")
        }
    };
    Json(decision)
}
