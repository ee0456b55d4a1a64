//! The session store in SQLite: a file, or memory.

mod sessions;
mod tokens;

use std::path::Path;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Row as _, SqlitePool};

use super::StoreError;
use crate::attempt::ATTEMPTS_ALTOGETHER;

/// The version of the tables, which is stored in the file. Version 0 had tokens in the clear, version 1 no leases,
/// version 2 no memory, version 3 other names.
const VERSION: i64 = 4;

const SET_VERSION: &str = "PRAGMA user_version = 4";

/// Empties a file of another version. People have to sign in again. The versions of users stay, by which access tokens
/// that somebody kept are refused.
const BEGIN_ANEW: &str = "
    DROP TABLE IF EXISTS sessions;
    DROP TABLE IF EXISTS sign_ins;
    DROP TABLE IF EXISTS memory;
    DROP TABLE IF EXISTS scalekit_refresh_tokens;
";

/// Leaves no trace of what was dropped: otherwise its pages, with their tokens, would stay in the file.
const LEAVE_NO_TRACE: &str = "
    VACUUM;
    PRAGMA wal_checkpoint(TRUNCATE);
";

/// The session store in SQLite: for one machine, and any number of processes on it that open the same file.
#[derive(Clone, Debug)]
pub struct Sqlite {
    pool: SqlitePool,
    most_sign_ins: u32,
}

impl Sqlite {
    /// Opens a store in memory, which ends with the process.
    ///
    /// # Errors
    ///
    /// When SQLite cannot set up its tables.
    pub async fn in_memory() -> Result<Self, StoreError> {
        Self::connect(SqliteConnectOptions::new().in_memory(true)).await
    }

    /// Opens a store in a file, which is made if it is missing, readable by its owner alone.
    ///
    /// # Errors
    ///
    /// When the file cannot be made, opened or written.
    pub async fn at(path: &Path) -> Result<Self, StoreError> {
        make_private(path)?;
        let options = SqliteConnectOptions::new()
            .filename(path)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal);
        Self::connect(options).await
    }

    /// Opens one connection for good: SQLite has one writer at a time anyway, and a database in memory lives as long
    /// as its connection.
    async fn connect(options: SqliteConnectOptions) -> Result<Self, StoreError> {
        let pool = SqlitePoolOptions::new()
            .max_connections(1)
            .min_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
            .connect_with(options)
            .await?;
        // At once, so that of two instances that start together one sets the file up, and the other finds it.
        let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await?;
        let version = sqlx::query("PRAGMA user_version").fetch_one(&mut *transaction).await?;
        let is_of_another_version = version.try_get::<i64, _>(0)? != VERSION;
        if is_of_another_version {
            for statements in [BEGIN_ANEW, sessions::SCHEMA, tokens::SCHEMA, SET_VERSION] {
                sqlx::raw_sql(statements).execute(&mut *transaction).await?;
            }
        }
        transaction.commit().await?;
        if is_of_another_version {
            sqlx::raw_sql(LEAVE_NO_TRACE).execute(&pool).await?;
        }
        Ok(Self { pool, most_sign_ins: ATTEMPTS_ALTOGETHER })
    }

    /// Lowers the bound on sign-ins, so that a test can reach it.
    #[cfg(test)]
    pub(crate) fn with_most_sign_ins(self, most_sign_ins: u32) -> Self {
        Self { most_sign_ins, ..self }
    }
}

/// Makes the file before SQLite does, readable by its owner alone; SQLite gives its journal the same permissions.
fn make_private(path: &Path) -> Result<(), StoreError> {
    let mut options = std::fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?;
    Ok(())
}

#[cfg(test)]
mod tests;
