//! The session store in SQLite: a file, or memory.

mod tokens;

use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use async_trait::async_trait;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteRow, SqliteSynchronous,
};
use sqlx::{Row as _, SqlitePool};

use super::{
    RenewalLease, SealedSession, SealedSignIn, SessionStore, StoreError, TokenTable,
    VersionedRecord, seconds, sql_tokens,
};
use crate::attempt::{ATTEMPTS_ALTOGETHER, ATTEMPTS_PER_BROWSER};
use crate::sealed::CookieHash;

/// The version of [`SCHEMA`], which is stored in the file. Version 0 had tokens in the clear, version 1 no leases,
/// version 2 no memory.
const VERSION: i64 = 3;

/// Empties a file of another version. People have to sign in again.
const BEGIN_ANEW: &str = "
    DROP TABLE IF EXISTS sessions;
    DROP TABLE IF EXISTS sign_ins;
    DROP TABLE IF EXISTS memory;
";

/// Leaves no trace of what was dropped: otherwise its pages, with their tokens, would stay in the file.
const LEAVE_NO_TRACE: &str = "
    VACUUM;
    PRAGMA wal_checkpoint(TRUNCATE);
";

/// Only what must be found without a cookie is in the clear: `sid` and `sub`, to end sessions that end elsewhere, and
/// `ends_at`, for the sweep. `key`, `browser`, `state` and `hash` are hashes. `AUTOINCREMENT`, because the bound on sign-ins
/// counts on ids that only grow.
const SCHEMA: &str = "
    CREATE TABLE sessions (
        key     BLOB    PRIMARY KEY,
        sid     TEXT,
        sub     TEXT    NOT NULL,
        ends_at INTEGER NOT NULL,
        record  BLOB    NOT NULL,
        version INTEGER NOT NULL DEFAULT 0,
        lease_holder TEXT,
        leased_until INTEGER
    ) STRICT;
    CREATE INDEX sessions_by_sid ON sessions (sid);
    CREATE INDEX sessions_by_sub ON sessions (sub);
    CREATE INDEX sessions_by_end ON sessions (ends_at);

    CREATE TABLE sign_ins (
        id      INTEGER PRIMARY KEY AUTOINCREMENT,
        browser BLOB    NOT NULL,
        state   BLOB    NOT NULL,
        ends_at INTEGER NOT NULL,
        record  BLOB    NOT NULL
    ) STRICT;
    CREATE INDEX sign_ins_by_browser ON sign_ins (browser, state);
    CREATE INDEX sign_ins_by_end     ON sign_ins (ends_at);

    CREATE TABLE memory (
        hash    BLOB    PRIMARY KEY,
        ends_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX memory_by_end ON memory (ends_at);

    PRAGMA user_version = 3;
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
            sqlx::raw_sql(BEGIN_ANEW).execute(&mut *transaction).await?;
            sqlx::raw_sql(SCHEMA).execute(&mut *transaction).await?;
        }
        sqlx::raw_sql(tokens::SCHEMA).execute(&mut *transaction).await?;
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

#[async_trait]
impl SessionStore for Sqlite {
    async fn begin(&self, session: &SealedSession) -> Result<(), StoreError> {
        let insert = "INSERT INTO sessions (key, sid, sub, ends_at, record) VALUES (?, ?, ?, ?, ?)";
        sqlx::query(insert)
            .bind(session.key.as_bytes())
            .bind(session.sid.as_deref())
            .bind(session.sub.as_str())
            .bind(seconds(session.ends_at))
            .bind(session.record.as_slice())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    async fn load(&self, key: CookieHash) -> Result<Option<VersionedRecord>, StoreError> {
        let row = sqlx::query("SELECT record, version FROM sessions WHERE key = ?")
            .bind(key.as_bytes())
            .fetch_optional(&self.pool)
            .await?;
        let versioned = |row: &SqliteRow| -> Result<_, StoreError> {
            Ok(VersionedRecord { record: record(row)?, version: row.try_get(1)? })
        };
        row.as_ref().map(versioned).transpose()
    }

    async fn lease_renewal(
        &self,
        lease: &RenewalLease,
        now: SystemTime,
    ) -> Result<bool, StoreError> {
        let leased = sqlx::query(
            "UPDATE sessions SET lease_holder = ?, leased_until = ?
             WHERE key = ? AND (leased_until IS NULL OR leased_until <= ?)",
        )
        .bind(lease.holder.as_str())
        .bind(seconds(lease.until))
        .bind(lease.key.as_bytes())
        .bind(seconds(now))
        .execute(&self.pool)
        .await?;
        Ok(leased.rows_affected() == 1)
    }

    async fn return_lease(&self, lease: &RenewalLease) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE sessions SET lease_holder = NULL, leased_until = NULL
             WHERE key = ? AND lease_holder = ?",
        )
        .bind(lease.key.as_bytes())
        .bind(lease.holder.as_str())
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    async fn replace(
        &self,
        key: CookieHash,
        version: u64,
        record: &[u8],
    ) -> Result<bool, StoreError> {
        let replaced = sqlx::query(
            "UPDATE sessions
             SET record = ?, version = version + 1, lease_holder = NULL, leased_until = NULL
             WHERE key = ? AND version = ?",
        )
        .bind(record)
        .bind(key.as_bytes())
        .bind(i64::try_from(version).unwrap_or(i64::MAX))
        .execute(&self.pool)
        .await?;
        Ok(replaced.rows_affected() == 1)
    }

    async fn clear_record(&self, key: CookieHash, version: u64) -> Result<bool, StoreError> {
        let cleared = sqlx::query("UPDATE sessions SET record = x'' WHERE key = ? AND version = ?")
            .bind(key.as_bytes())
            .bind(i64::try_from(version).unwrap_or(i64::MAX))
            .execute(&self.pool)
            .await?;
        Ok(cleared.rows_affected() == 1)
    }

    async fn end(&self, key: CookieHash) -> Result<Option<Vec<u8>>, StoreError> {
        let row =
            sqlx::query("DELETE FROM sessions WHERE key = ? RETURNING record").bind(key.as_bytes());
        row.fetch_optional(&self.pool).await?.as_ref().map(record).transpose()
    }

    async fn end_of_sid(&self, sid: &str) -> Result<u64, StoreError> {
        let ended = sqlx::query("DELETE FROM sessions WHERE sid = ?").bind(sid);
        Ok(ended.execute(&self.pool).await?.rows_affected())
    }

    async fn end_of_user(&self, sub: &str) -> Result<u64, StoreError> {
        let ended = sqlx::query("DELETE FROM sessions WHERE sub = ?").bind(sub);
        Ok(ended.execute(&self.pool).await?.rows_affected())
    }

    async fn begin_sign_in(&self, begun: &SealedSignIn) -> Result<(), StoreError> {
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
            .bind(kept.last_insert_rowid() - i64::from(self.most_sign_ins))
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
    }

    async fn take_sign_in(
        &self,
        browser: CookieHash,
        state: [u8; 32],
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let row =
            sqlx::query("DELETE FROM sign_ins WHERE browser = ? AND state = ? RETURNING record")
                .bind(browser.as_bytes())
                .bind(state.to_vec());
        row.fetch_optional(&self.pool).await?.as_ref().map(record).transpose()
    }

    async fn sign_ins(&self, browser: CookieHash) -> Result<u32, StoreError> {
        let row =
            sqlx::query("SELECT count(*) FROM sign_ins WHERE browser = ?").bind(browser.as_bytes());
        Ok(row.fetch_one(&self.pool).await?.try_get(0)?)
    }

    async fn forget_sign_ins(&self, browser: CookieHash) -> Result<(), StoreError> {
        let forget = sqlx::query("DELETE FROM sign_ins WHERE browser = ?").bind(browser.as_bytes());
        forget.execute(&self.pool).await?;
        Ok(())
    }

    async fn remember(&self, hash: [u8; 32], until: SystemTime) -> Result<bool, StoreError> {
        let kept =
            sqlx::query("INSERT INTO memory (hash, ends_at) VALUES (?, ?) ON CONFLICT DO NOTHING")
                .bind(hash.to_vec())
                .bind(seconds(until))
                .execute(&self.pool)
                .await?;
        Ok(kept.rows_affected() == 1)
    }

    async fn remembers(&self, hash: [u8; 32]) -> Result<bool, StoreError> {
        let row = sqlx::query("SELECT 1 FROM memory WHERE hash = ?").bind(hash.to_vec());
        Ok(row.fetch_optional(&self.pool).await?.is_some())
    }

    async fn sweep(&self, now: SystemTime) -> Result<(), StoreError> {
        for over in [
            "DELETE FROM sign_ins WHERE ends_at <= ?",
            "DELETE FROM sessions WHERE ends_at <= ?",
            "DELETE FROM memory WHERE ends_at <= ?",
        ]
        .into_iter()
        .chain(sql_tokens::SWEEP)
        {
            sqlx::query(over).bind(seconds(now)).execute(&self.pool).await?;
        }
        Ok(())
    }

    fn token_table(self: Arc<Self>) -> Option<Arc<dyn TokenTable>> {
        Some(self)
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

#[cfg(test)]
mod tests;
