//! The fake as its clients see it: through sockets, byte for byte.

mod authorize;
mod browser;
mod bytes;
mod command;
mod control;
mod cors;
mod discovery;
mod echo;
mod embedding;
mod grpc;
mod http;
mod introspect;
mod invitation;
mod journal;
mod log;
mod login;
mod logout;
mod management;
mod order;
mod receiver;
mod revoke;
mod routes;
mod tls;
mod token;
mod upstream;
mod userinfo;
