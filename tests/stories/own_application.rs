//! An application of somebody's own on `scalekit-axum`, with a state of its own, routes below a path, and permissions.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::Router;
use axum::extract::{FromRef, State};
use axum::response::{Html, Redirect};
use axum::routing::get;
use mock_idp::{MockIdp, Seed, seed};
use scalekit_axum::{Auth, Client, HasPermission, Permission, ProvenForm, Sqlite};
use serde::Deserialize;
use tokio::net::TcpListener;
use url::Url;
use user_agent::{Fetch, UserAgent};

const ADMIN: &str = "alice@acme.example";
const MEMBER: &str = "bob@acme.example";

#[derive(Clone, FromRef)]
struct Application {
    auth: Auth,
    invoices: Arc<AtomicU32>,
}

struct ReadInvoices;

impl Permission for ReadInvoices {
    const NAME: &'static str = "invoices:read";
}

struct WriteInvoices;

impl Permission for WriteInvoices {
    const NAME: &'static str = "invoices:write";
    const REFUSAL: &'static str = "Only accountants write invoices";
}

#[derive(Deserialize)]
struct NewInvoice {
    amount: u32,
}

async fn list(
    State(invoices): State<Arc<AtomicU32>>,
    reader: HasPermission<ReadInvoices>,
) -> Html<String> {
    let (sum, token) = (invoices.load(Ordering::Relaxed), reader.session.csrf.secret());
    Html(format!(
        "<!doctype html><title>Invoices</title><h1>{sum} in all</h1>
         <form method=post><input type=hidden name=csrf_token value={token}>
         <input name=amount value=7><button>Add</button></form>"
    ))
}

async fn add(
    State(invoices): State<Arc<AtomicU32>>,
    ProvenForm(_writer, new): ProvenForm<NewInvoice, HasPermission<WriteInvoices>>,
) -> Redirect {
    invoices.fetch_add(new.amount, Ordering::Relaxed);
    Redirect::to("/billing/invoices")
}

async fn router(idp: &MockIdp, origin: &Url) -> Router {
    let us = idp.client("Billing");
    let client = Client::builder(idp.environment_url(), &us.client_id)
        .client_secret(us.client_secret.expect("a web client has a secret").as_str())
        .build();
    let auth = Auth::builder(client.expect("the settings are right"))
        .redirect_uri(origin.join("/auth/callback").expect("a URL"))
        .post_logout_redirect_uri(origin.join("/logged-out").expect("a URL"))
        .store(Sqlite::in_memory().await.expect("a database in memory"))
        .build()
        .expect("the parts are right");
    let billing = Router::new().route("/invoices", get(list).post(add));
    Router::new()
        .nest("/billing", billing)
        .merge(auth.routes())
        .layer(auth.layer())
        .with_state(Application { auth, invoices: Arc::default() })
}

/// Starts the fake and the application, and returns the address of its one page.
async fn billing() -> (MockIdp, Url) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let origin: Url = format!("http://localhost:{port}/").parse().expect("a URL");
    let client = seed::Client::web("Billing")
        .secret("test_billing_secret_not_for_production")
        .redirect_uri(origin.join("/auth/callback").expect("a URL"))
        .post_logout_redirect_uri(origin.join("/logged-out").expect("a URL"));
    let idp = MockIdp::builder().seed(Seed::default().client(client)).strict().start();
    let idp = idp.expect("the seed is right");
    tokio::spawn(axum::serve(listener, router(&idp, &origin).await).into_future());
    (idp, origin.join("/billing/invoices").expect("a URL"))
}

/// Returns a browser in which this person has opened the page, and signed in on the way.
async fn browser_of(email: &str, idp: &MockIdp, page: &Url) -> UserAgent {
    let mut browser = UserAgent::new();
    idp.sign_in_next_as(email).expect("the person is in the seed");
    let landed = browser.open(page.as_str()).await.unwrap();
    assert_eq!((landed.status(), landed.url()), (200, page), "it remembers the whole path");
    browser
}

#[tokio::test]
async fn a_permission_opens_a_form_and_people_without_it_are_refused_and_stay() {
    let (idp, page) = billing().await;
    let mut admin = browser_of(ADMIN, &idp, &page).await;
    let mut member = browser_of(MEMBER, &idp, &page).await;

    let refused = member.press("Add").await.unwrap();
    assert_eq!((refused.status(), &*refused.heading()), (403, "Only accountants write invoices"));
    let added = admin.press("Add").await.unwrap();
    assert_eq!(&*added.heading(), "7 in all");
    let still = member.open(page.as_str()).await.unwrap();
    assert_eq!((still.status(), &*still.heading()), (200, "7 in all"));
}

#[tokio::test]
async fn a_form_without_its_token_or_its_fields_changes_nothing() {
    let (idp, page) = billing().await;
    let mut admin = browser_of(ADMIN, &idp, &page).await;
    let token = admin.page().unwrap().attributes("input[name=csrf_token]", "value").unwrap();
    let post = |fields: &[(&str, &str)]| Fetch::post(page.path()).form(fields);

    let unproven = admin.fetch(post(&[("amount", "7")])).await.unwrap();
    let fields = [("amount", "x"), ("csrf_token", token[0].as_str())];
    let malformed = admin.fetch(post(&fields)).await.unwrap();

    assert_eq!((unproven.status(), malformed.status()), (403, 400));
    let seen = admin.open(page.as_str()).await.unwrap();
    assert_eq!(&*seen.heading(), "0 in all");
}

#[tokio::test]
async fn the_plain_pages_sign_out_too() {
    let (idp, page) = billing().await;
    let mut browser = browser_of(MEMBER, &idp, &page).await;
    let kept = browser.jar();

    browser.open(page.join("/logout").unwrap().as_str()).await.unwrap();
    assert_eq!(&*browser.page().unwrap().heading(), "You are signed out");

    browser.restore(&kept);
    let api = Fetch::get(page.path());
    assert_eq!(browser.fetch(api).await.unwrap().status(), 401);
}
