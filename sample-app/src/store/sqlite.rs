//! The session store in SQLite: a file, or memory.

use std::{
    path::Path,
    time::{SystemTime, UNIX_EPOCH},
};

use serde::{Serialize, de::DeserializeOwned};
use sqlx::{
    Row as _, SqlitePool,
    sqlite::{
        SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteRow, SqliteSynchronous,
    },
};

use super::{SessionStore, StoreError, Stored};
use crate::{
    attempt::{ATTEMPTS_ALTOGETHER, ATTEMPTS_PER_BROWSER, BegunSignIn},
    session::{CookieHash, Session},
};

/// `sid` is there to end the sessions that Scalekit ends. `AUTOINCREMENT`, because the bound on
/// sign-ins counts on ids that only grow.
const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS sessions (
        key     BLOB    PRIMARY KEY,
        sid     TEXT,
        ends_at INTEGER NOT NULL,
        record  TEXT    NOT NULL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS sessions_by_sid ON sessions (sid);
    CREATE INDEX IF NOT EXISTS sessions_by_end ON sessions (ends_at);

    CREATE TABLE IF NOT EXISTS sign_ins (
        id      INTEGER PRIMARY KEY AUTOINCREMENT,
        browser BLOB    NOT NULL,
        state   TEXT    NOT NULL,
        ends_at INTEGER NOT NULL,
        record  TEXT    NOT NULL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS sign_ins_by_browser ON sign_ins (browser, state);
    CREATE INDEX IF NOT EXISTS sign_ins_by_end     ON sign_ins (ends_at);
";

/// Sessions in SQLite.
#[derive(Clone, Debug)]
pub struct Sqlite {
    pool: SqlitePool,
}

impl Sqlite {
    /// Sessions that end with the process.
    ///
    /// # Errors
    ///
    /// When SQLite cannot set up its tables.
    pub async fn in_memory() -> Result<Self, StoreError> {
        Self::connect(SqliteConnectOptions::new().in_memory(true)).await
    }

    /// Sessions in a file, which is made if need be, readable by its owner alone.
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

    /// One connection that never goes away: SQLite writes one thing at a time anyway, and a
    /// database in memory lives as long as its connection.
    async fn connect(options: SqliteConnectOptions) -> Result<Self, StoreError> {
        let pool = SqlitePoolOptions::new()
            .max_connections(1)
            .min_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
            .connect_with(options)
            .await?;
        sqlx::raw_sql(SCHEMA).execute(&pool).await?;
        Ok(Self { pool })
    }
}

impl SessionStore for Sqlite {
    fn begin<'a>(&'a self, key: CookieHash, session: &'a Session) -> Stored<'a, ()> {
        Box::pin(async move {
            sqlx::query("INSERT INTO sessions (key, sid, ends_at, record) VALUES (?, ?, ?, ?)")
                .bind(key.as_bytes())
                .bind(session.identity.sid.as_deref())
                .bind(seconds(session.ends_at))
                .bind(written(session)?)
                .execute(&self.pool)
                .await?;
            Ok(())
        })
    }

    fn load(&self, key: CookieHash) -> Stored<'_, Option<Session>> {
        Box::pin(async move {
            let row = sqlx::query("SELECT record FROM sessions WHERE key = ?").bind(key.as_bytes());
            row.fetch_optional(&self.pool).await?.map_or(Ok(None), |row| read(&row))
        })
    }

    fn replace<'a>(&'a self, key: CookieHash, session: &'a Session) -> Stored<'a, bool> {
        Box::pin(async move {
            let replaced = sqlx::query("UPDATE sessions SET record = ? WHERE key = ?")
                .bind(written(session)?)
                .bind(key.as_bytes())
                .execute(&self.pool)
                .await?;
            Ok(replaced.rows_affected() == 1)
        })
    }

    fn end(&self, key: CookieHash) -> Stored<'_, Option<Session>> {
        Box::pin(async move {
            let row = sqlx::query("DELETE FROM sessions WHERE key = ? RETURNING record")
                .bind(key.as_bytes());
            row.fetch_optional(&self.pool).await?.map_or(Ok(None), |row| read(&row))
        })
    }

    fn end_of_sid<'a>(&'a self, sid: &'a str) -> Stored<'a, u64> {
        Box::pin(async move {
            let ended = sqlx::query("DELETE FROM sessions WHERE sid = ?").bind(sid);
            Ok(ended.execute(&self.pool).await?.rows_affected())
        })
    }

    fn begin_sign_in<'a>(&'a self, browser: CookieHash, begun: &'a BegunSignIn) -> Stored<'a, ()> {
        Box::pin(async move {
            let mut transaction = self.pool.begin().await?;
            let kept = sqlx::query(
                "INSERT INTO sign_ins (browser, state, ends_at, record) VALUES (?, ?, ?, ?)",
            )
            .bind(browser.as_bytes())
            .bind(begun.attempt.state())
            .bind(seconds(begun.ends_at))
            .bind(written(begun)?)
            .execute(&mut *transaction)
            .await?;
            sqlx::query("DELETE FROM sign_ins WHERE id <= ?")
                .bind(kept.last_insert_rowid() - i64::from(ATTEMPTS_ALTOGETHER))
                .execute(&mut *transaction)
                .await?;
            sqlx::query(
                "DELETE FROM sign_ins WHERE id IN
                   (SELECT id FROM sign_ins WHERE browser = ? ORDER BY id DESC LIMIT -1 OFFSET ?)",
            )
            .bind(browser.as_bytes())
            .bind(ATTEMPTS_PER_BROWSER)
            .execute(&mut *transaction)
            .await?;
            Ok(transaction.commit().await?)
        })
    }

    fn take_sign_in<'a>(
        &'a self,
        browser: CookieHash,
        state: &'a str,
    ) -> Stored<'a, Option<BegunSignIn>> {
        Box::pin(async move {
            let row = sqlx::query(
                "DELETE FROM sign_ins WHERE browser = ? AND state = ? RETURNING record",
            )
            .bind(browser.as_bytes())
            .bind(state);
            row.fetch_optional(&self.pool).await?.map_or(Ok(None), |row| read(&row))
        })
    }

    fn sign_ins(&self, browser: CookieHash) -> Stored<'_, u32> {
        Box::pin(async move {
            let row = sqlx::query("SELECT count(*) FROM sign_ins WHERE browser = ?")
                .bind(browser.as_bytes());
            Ok(row.fetch_one(&self.pool).await?.try_get(0)?)
        })
    }

    fn forget_sign_ins(&self, browser: CookieHash) -> Stored<'_, ()> {
        Box::pin(async move {
            let forget =
                sqlx::query("DELETE FROM sign_ins WHERE browser = ?").bind(browser.as_bytes());
            forget.execute(&self.pool).await?;
            Ok(())
        })
    }

    fn sweep(&self, now: SystemTime) -> Stored<'_, ()> {
        Box::pin(async move {
            sqlx::query("DELETE FROM sign_ins WHERE ends_at <= ?")
                .bind(seconds(now))
                .execute(&self.pool)
                .await?;
            sqlx::query("DELETE FROM sessions WHERE ends_at <= ?")
                .bind(seconds(now))
                .execute(&self.pool)
                .await?;
            Ok(())
        })
    }
}

/// Makes the file before SQLite does, for its owner's eyes only; SQLite gives its journal the same
/// permissions.
fn make_private(path: &Path) -> Result<(), StoreError> {
    let mut options = std::fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?;
    Ok(())
}

fn written(record: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(record).map_err(|_| StoreError::Unwritable)
}

/// A record that this version of the app cannot read counts as none: the person signs in again.
fn read<T: DeserializeOwned>(row: &SqliteRow) -> Result<Option<T>, StoreError> {
    let record: String = row.try_get(0)?;
    let read = serde_json::from_str(&record);
    if read.is_err() {
        tracing::warn!("a record in the session store cannot be read");
    }
    Ok(read.ok())
}

fn seconds(time: SystemTime) -> i64 {
    let since_epoch = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since_epoch.as_secs()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests;
