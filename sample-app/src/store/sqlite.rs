//! The session store in SQLite: a file, or memory.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteRow, SqliteSynchronous,
};
use sqlx::{Row as _, SqlitePool};

use super::{SealedSession, SealedSignIn, SessionStore, StoreError, Stored};
use crate::attempt::{ATTEMPTS_ALTOGETHER, ATTEMPTS_PER_BROWSER};
use crate::session::CookieHash;

/// The version of [`SCHEMA`], which is stored in the file. Version 0 had tokens in the clear.
const VERSION: i64 = 1;

/// Empties a file of another version without a trace: without `VACUUM` the dropped pages, with their tokens, would
/// stay in the file. People have to sign in again.
const BEGIN_ANEW: &str = "
    DROP TABLE IF EXISTS sessions;
    DROP TABLE IF EXISTS sign_ins;
    VACUUM;
    PRAGMA wal_checkpoint(TRUNCATE);
";

/// Only what must be found without a cookie is in the clear: `sid` and `sub`, to end sessions that end elsewhere, and
/// `ends_at`, for the sweep. `key`, `browser` and `state` are hashes. `AUTOINCREMENT`, because the bound on sign-ins
/// counts on ids that only grow.
const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS sessions (
        key     BLOB    PRIMARY KEY,
        sid     TEXT,
        sub     TEXT    NOT NULL,
        ends_at INTEGER NOT NULL,
        record  BLOB    NOT NULL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS sessions_by_sid ON sessions (sid);
    CREATE INDEX IF NOT EXISTS sessions_by_sub ON sessions (sub);
    CREATE INDEX IF NOT EXISTS sessions_by_end ON sessions (ends_at);

    CREATE TABLE IF NOT EXISTS sign_ins (
        id      INTEGER PRIMARY KEY AUTOINCREMENT,
        browser BLOB    NOT NULL,
        state   BLOB    NOT NULL,
        ends_at INTEGER NOT NULL,
        record  BLOB    NOT NULL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS sign_ins_by_browser ON sign_ins (browser, state);
    CREATE INDEX IF NOT EXISTS sign_ins_by_end     ON sign_ins (ends_at);

    PRAGMA user_version = 1;
";

/// The session store in SQLite.
#[derive(Clone, Debug)]
pub struct Sqlite {
    pool: SqlitePool,
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
        let version = sqlx::query("PRAGMA user_version").fetch_one(&pool).await?;
        if version.try_get::<i64, _>(0)? != VERSION {
            sqlx::raw_sql(BEGIN_ANEW).execute(&pool).await?;
        }
        sqlx::raw_sql(SCHEMA).execute(&pool).await?;
        Ok(Self { pool })
    }
}

impl SessionStore for Sqlite {
    fn begin<'a>(&'a self, session: &'a SealedSession) -> Stored<'a, ()> {
        Box::pin(async move {
            let insert =
                "INSERT INTO sessions (key, sid, sub, ends_at, record) VALUES (?, ?, ?, ?, ?)";
            sqlx::query(insert)
                .bind(session.key.as_bytes())
                .bind(session.sid.as_deref())
                .bind(session.sub.as_str())
                .bind(seconds(session.ends_at))
                .bind(session.record.as_slice())
                .execute(&self.pool)
                .await?;
            Ok(())
        })
    }

    fn load(&self, key: CookieHash) -> Stored<'_, Option<Vec<u8>>> {
        Box::pin(async move {
            let row = sqlx::query("SELECT record FROM sessions WHERE key = ?").bind(key.as_bytes());
            row.fetch_optional(&self.pool).await?.as_ref().map(record).transpose()
        })
    }

    fn replace<'a>(&'a self, key: CookieHash, record: &'a [u8]) -> Stored<'a, bool> {
        Box::pin(async move {
            let replaced = sqlx::query("UPDATE sessions SET record = ? WHERE key = ?")
                .bind(record)
                .bind(key.as_bytes())
                .execute(&self.pool)
                .await?;
            Ok(replaced.rows_affected() == 1)
        })
    }

    fn end(&self, key: CookieHash) -> Stored<'_, Option<Vec<u8>>> {
        Box::pin(async move {
            let row = sqlx::query("DELETE FROM sessions WHERE key = ? RETURNING record")
                .bind(key.as_bytes());
            row.fetch_optional(&self.pool).await?.as_ref().map(record).transpose()
        })
    }

    fn end_of_sid<'a>(&'a self, sid: &'a str) -> Stored<'a, u64> {
        Box::pin(async move {
            let ended = sqlx::query("DELETE FROM sessions WHERE sid = ?").bind(sid);
            Ok(ended.execute(&self.pool).await?.rows_affected())
        })
    }

    fn end_of_user<'a>(&'a self, sub: &'a str) -> Stored<'a, u64> {
        Box::pin(async move {
            let ended = sqlx::query("DELETE FROM sessions WHERE sub = ?").bind(sub);
            Ok(ended.execute(&self.pool).await?.rows_affected())
        })
    }

    fn begin_sign_in<'a>(&'a self, begun: &'a SealedSignIn) -> Stored<'a, ()> {
        Box::pin(async move {
            let mut transaction = self.pool.begin().await?;
            let kept = sqlx::query(
                "INSERT INTO sign_ins (browser, state, ends_at, record) VALUES (?, ?, ?, ?)",
            )
            .bind(begun.browser.as_bytes())
            .bind(begun.state.as_slice())
            .bind(seconds(begun.ends_at))
            .bind(begun.record.as_slice())
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
            .bind(begun.browser.as_bytes())
            .bind(ATTEMPTS_PER_BROWSER)
            .execute(&mut *transaction)
            .await?;
            Ok(transaction.commit().await?)
        })
    }

    fn take_sign_in(&self, browser: CookieHash, state: [u8; 32]) -> Stored<'_, Option<Vec<u8>>> {
        Box::pin(async move {
            let row = sqlx::query(
                "DELETE FROM sign_ins WHERE browser = ? AND state = ? RETURNING record",
            )
            .bind(browser.as_bytes())
            .bind(state.to_vec());
            row.fetch_optional(&self.pool).await?.as_ref().map(record).transpose()
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

/// Makes the file before SQLite does, readable by its owner alone; SQLite gives its journal the same permissions.
fn make_private(path: &Path) -> Result<(), StoreError> {
    let mut options = std::fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?;
    Ok(())
}

fn record(row: &SqliteRow) -> Result<Vec<u8>, StoreError> {
    Ok(row.try_get(0)?)
}

fn seconds(time: SystemTime) -> i64 {
    let since_epoch = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since_epoch.as_secs()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests;
