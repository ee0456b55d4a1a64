//! The table of tokens in PostgreSQL.

use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use sqlx::Row as _;
use sqlx::postgres::PgRow as Row;

use super::Postgres;
use crate::sealed::CookieHash;
use crate::store::sql_tokens::{self as sql, token_schema, token_table_in_sql};
use crate::store::tokens::{
    REPLACED_TOKEN_MEMORY, RefreshRecord, Rotation, Standing, TokenTable, TokensOf, before,
};
use crate::store::{StoreError, seconds};

type Transaction<'t> = sqlx::Transaction<'t, sqlx::Postgres>;

pub(super) const SCHEMA: &str = token_schema!("BYTEA", "BIGINT");

token_table_in_sql!(Postgres, "BEGIN");
