//! The tables of sessions and sign-ins in SQLite.

use std::sync::Arc;
use std::time::SystemTime;

use async_trait::async_trait;
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow as Row;

use super::Sqlite;
use crate::attempt::ATTEMPTS_PER_BROWSER;
use crate::sealed::CookieHash;
use crate::store::sql_sessions::{self as sql, session_schema, session_store_in_sql};
use crate::store::{
    RenewalLease, SealedSession, SealedSignIn, SessionStore, StoreError, TokenTable,
    VersionedRecord, seconds, sql_tokens,
};

pub(super) const SCHEMA: &str =
    session_schema!("BLOB", "INTEGER", "INTEGER PRIMARY KEY AUTOINCREMENT", "STRICT");

// With the lock on writing from the first statement on, so that tabs wait for each other.
session_store_in_sql!(Sqlite, "BEGIN IMMEDIATE", None);
