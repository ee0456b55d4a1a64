//! The world of the stories: a fake Scalekit and the sample app, on different sites, under one clock.
//!
//! The fake is at `127.0.0.1` and the app at `localhost`: two sites, as in real life, so that cookies
//! and `Sec-Fetch-Site` mean what they mean there. Nothing leaves the machine, nothing sleeps, and
//! time passes when a story says so.
//!
//! # Which story shows what
//!
//! The rows of Scalekit's integration advice that apply to this app are listed in [`rows`], and the items of the three
//! documents that have code to copy in [`documents`], each with the story, test or page that shows it.

mod backend;
mod cases;
mod counts;
pub mod documents;
pub mod evidence;
mod hosted_pages;
mod management;
mod nginx;
mod portal;
mod proxy;
pub mod rows;
mod visits;
mod world;

pub use backend::{Backend, Reply};
pub use cases::Cases;
pub use hosted_pages::{send_code, type_code};
pub use management::{ACME, GLOBEX, Rest};
pub use nginx::{HOSTS, Site};
pub use portal::Portal;
pub use proxy::CuttableProxy;
pub use visits::logout_url_on_the_way_to;
pub use world::{CLIENT_NAME, World, strategies};
