//! The table of tokens in SQLite.

use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow as Row;

use super::Sqlite;
use crate::sealed::CookieHash;
use crate::store::sql_tokens::{self as sql, token_schema, token_table_in_sql};
use crate::store::tokens::{
    REPLACED_TOKEN_MEMORY, RefreshRecord, Rotation, Standing, TokenTable, TokensOf, before,
};
use crate::store::{StoreError, seconds};

type Transaction<'t> = sqlx::Transaction<'t, sqlx::Sqlite>;

pub(super) const SCHEMA: &str = token_schema!("BLOB", "INTEGER");

// With the lock on writing from the first statement on, so that no transaction has to give way to another half-way.
token_table_in_sql!(Sqlite, "BEGIN IMMEDIATE");
