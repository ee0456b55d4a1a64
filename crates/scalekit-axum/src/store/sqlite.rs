//! The session store in SQLite: a file, or memory.

mod sessions;
mod tokens;

use std::io::ErrorKind;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions, SqliteSynchronous};
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

/// The most tries of an instance to turn a file into one with a write-ahead log: five seconds of them, as long as SQLite
/// itself waits for a lock by default here. Who turns it needs some milliseconds.
const MOST_TURNS: u32 = 1_000;

/// The time between two tries to turn it.
const TURN_PAUSE: Duration = Duration::from_millis(5);

/// The result code of SQLite for a lock that somebody else has; what is above the low octet says more about it.
const SQLITE_BUSY: u32 = 5;

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
        Self::set_up(connection(SqliteConnectOptions::new().in_memory(true)).await?).await
    }

    /// Opens a store in a file, which is made if it is missing, readable by its owner alone.
    ///
    /// # Errors
    ///
    /// When the file cannot be made, opened or written.
    pub async fn at(path: &Path) -> Result<Self, StoreError> {
        make_private(path)?;
        let options =
            SqliteConnectOptions::new().filename(path).synchronous(SqliteSynchronous::Normal);
        let pool = connection(options).await?;
        keep_a_write_ahead_log(&pool).await?;
        Self::set_up(pool).await
    }

    async fn set_up(pool: SqlitePool) -> Result<Self, StoreError> {
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

/// Opens one connection for good: SQLite has one writer at a time anyway, and a database in memory lives as long as its
/// connection.
async fn connection(options: SqliteConnectOptions) -> Result<SqlitePool, sqlx::Error> {
    SqlitePoolOptions::new()
        .max_connections(1)
        .min_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .connect_with(options)
        .await
}

/// Turns the file into one with a write-ahead log, which it stays. Of instances that turn a new file at once SQLite
/// refuses some without waiting for the others, whatever its timeout is; they try again, and find it turned.
async fn keep_a_write_ahead_log(pool: &SqlitePool) -> Result<(), sqlx::Error> {
    let mut tries = tokio::time::interval(TURN_PAUSE);
    let mut left = MOST_TURNS;
    loop {
        tries.tick().await;
        left -= 1;
        match sqlx::raw_sql("PRAGMA journal_mode = WAL").execute(pool).await {
            Err(error) if is_busy(&error) && left > 0 => {}
            turned => return turned.map(drop),
        }
    }
}

fn is_busy(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    code.and_then(|code| code.parse::<u32>().ok()).is_some_and(|code| code & 0xff == SQLITE_BUSY)
}

/// Makes the file before SQLite does, readable by its owner alone; SQLite gives its journal the same permissions.
///
/// A file that exists is not opened: POSIX drops all locks that a process has on a file as soon as the process closes
/// the file once, also those of another instance in this process. For the same reason one instance makes it at a time.
fn make_private(path: &Path) -> Result<(), StoreError> {
    static MAKING: Mutex<()> = Mutex::new(());
    let _one_at_a_time = MAKING.lock().unwrap_or_else(PoisonError::into_inner);
    let mut options = std::fs::OpenOptions::new();
    options.create_new(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error.into()),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
