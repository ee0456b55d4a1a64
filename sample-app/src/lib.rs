//! A small web app that signs people in with Scalekit, keeps them signed in, and signs them out: what an application
//! writes when it depends on [`scalekit_axum`].
//!
//! Read it in this order: [`Settings`], `routes` (the table, and a handler a page), `pages` (their look), `running`.

mod pages;
mod routes;
mod running;
mod settings;

pub use routes::app;
pub use running::{StartError, serve};
pub use scalekit_axum::{
    BACK_CHANNEL_LOGOUT_PATH, CALLBACK_PATH, Clock, Database, LOGGED_OUT_PATH, Strategy,
    WEBHOOKS_PATH,
};
pub use settings::Settings;
