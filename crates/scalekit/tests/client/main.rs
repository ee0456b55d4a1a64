//! The client against servers of every kind: good ones, broken ones and dishonest ones.

mod access_tokens;
mod broken_servers;
mod callbacks;
mod forged_id_tokens;
mod idp_initiated;
mod interceptors;
mod keys;
mod logout_tokens;
mod machines;
mod management;
mod profile;
mod refresh;
mod rotation;
mod settings;
mod sign_in;
mod sign_out;
mod signing;
mod webhooks;
mod world;
