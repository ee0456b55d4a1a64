//! The tables of sessions and sign-ins in PostgreSQL.

use std::sync::Arc;
use std::time::SystemTime;

use async_trait::async_trait;
use sqlx::Row as _;
use sqlx::postgres::PgRow as Row;

use super::Postgres;
use crate::attempt::ATTEMPTS_PER_BROWSER;
use crate::sealed::CookieHash;
use crate::store::sql_sessions::{self as sql, session_schema, session_store_in_sql};
use crate::store::{
    RenewalLease, SealedSession, SealedSignIn, SessionStore, StoreError, TokenTable,
    VersionedRecord, seconds, sql_tokens,
};

pub(super) const SCHEMA: &str =
    session_schema!("BYTEA", "BIGINT", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "");

session_store_in_sql!(Postgres, "BEGIN", Some("SELECT pg_advisory_xact_lock($1)"));
