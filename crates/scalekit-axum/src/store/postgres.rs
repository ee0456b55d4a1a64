//! The session store in PostgreSQL.

mod tokens;

use std::fmt;
use std::str::FromStr as _;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions, PgRow};
use sqlx::{PgPool, Row as _};
use url::Url;

use super::{
    RenewalLease, SealedSession, SealedSignIn, SessionStore, StoreError, TokenTable,
    VersionedRecord, seconds, sql_tokens,
};
use crate::attempt::{ATTEMPTS_ALTOGETHER, ATTEMPTS_PER_BROWSER};
use crate::sealed::CookieHash;

/// The most connections of one instance: a call takes a millisecond, and ten instances stay below the hundred
/// connections that PostgreSQL allows by default.
const MOST_CONNECTIONS: u32 = 8;

/// The longest wait for a connection: longer than a failover within a data centre lasts at its best, and short enough
/// for a person who waits for a page.
const LONGEST_WAIT: Duration = Duration::from_secs(3);

/// The parameters of a URL that are known. The driver would write others into the log, with their values.
const PARAMETERS: [&str; 13] = [
    "application_name",
    "dbname",
    "host",
    "hostaddr",
    "options",
    "password",
    "port",
    "sslcert",
    "sslkey",
    "sslmode",
    "sslrootcert",
    "statement-cache-capacity",
    "user",
];

/// The lock under which one of several instances that start together makes the tables: any number that nobody else
/// uses in this database.
const SCHEMA_LOCK: i64 = 0x7363_616c_656b_6974;

/// Only what must be found without a cookie is in the clear, as in SQLite. The names have a prefix, because the
/// database may be that of the application. Times are seconds since the epoch, by the clock of the application.
const SCHEMA: &str = "
    CREATE TABLE scalekit_sessions (
        key     BYTEA  PRIMARY KEY,
        sid     TEXT,
        sub     TEXT   NOT NULL,
        ends_at BIGINT NOT NULL,
        record  BYTEA  NOT NULL,
        version BIGINT NOT NULL DEFAULT 0,
        lease_holder TEXT,
        leased_until BIGINT
    );
    CREATE INDEX scalekit_sessions_by_sid ON scalekit_sessions (sid);
    CREATE INDEX scalekit_sessions_by_sub ON scalekit_sessions (sub);
    CREATE INDEX scalekit_sessions_by_end ON scalekit_sessions (ends_at);

    CREATE TABLE scalekit_sign_ins (
        id      BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        browser BYTEA  NOT NULL,
        state   BYTEA  NOT NULL,
        ends_at BIGINT NOT NULL,
        record  BYTEA  NOT NULL
    );
    CREATE INDEX scalekit_sign_ins_by_browser ON scalekit_sign_ins (browser, state);
    CREATE INDEX scalekit_sign_ins_by_end     ON scalekit_sign_ins (ends_at);

    CREATE TABLE scalekit_memory (
        hash    BYTEA  PRIMARY KEY,
        ends_at BIGINT NOT NULL
    );
    CREATE INDEX scalekit_memory_by_end ON scalekit_memory (ends_at);
";

/// Keeps a sign-in and drops those beyond the two bounds: `$5` altogether, counted by ids, and `$6` of this browser.
/// All parts see the table as it was before, hence without the new row.
const BEGIN_SIGN_IN: &str = "
    WITH kept AS (
        INSERT INTO scalekit_sign_ins (browser, state, ends_at, record) VALUES ($1, $2, $3, $4)
        RETURNING id
    ), flood AS (
        DELETE FROM scalekit_sign_ins WHERE id <= (SELECT id FROM kept) - $5
    )
    DELETE FROM scalekit_sign_ins WHERE id IN
        (SELECT id FROM scalekit_sign_ins WHERE browser = $1 ORDER BY id DESC OFFSET $6 - 1)
";

/// The session store in PostgreSQL: for any number of instances on any number of machines.
///
/// It makes its tables, `scalekit_sessions`, `scalekit_sign_ins`, `scalekit_memory`, `scalekit_refresh_tokens` and
/// `scalekit_auth_versions`, unless they are there; after that it needs no right but to read and write them.
#[derive(Clone)]
pub struct Postgres {
    pool: PgPool,
    most_sign_ins: u32,
}

impl Postgres {
    /// Opens the store of a URL, `postgres://user:password@host:5432/database`, with the parameters of libpq:
    /// `sslmode=verify-full` demands TLS, `host=/run/postgresql` names the folder of a Unix socket.
    ///
    /// # Errors
    ///
    /// When the URL cannot be read, the server cannot be reached, or the tables cannot be made. No error repeats the
    /// URL, which has a password.
    pub async fn at(url: &str) -> Result<Self, StoreError> {
        Self::connect(options(url).ok_or(StoreError::Url("postgres"))?).await
    }

    async fn connect(options: PgConnectOptions) -> Result<Self, StoreError> {
        let pool = PgPoolOptions::new()
            .max_connections(MOST_CONNECTIONS)
            .acquire_timeout(LONGEST_WAIT)
            .connect_with(options)
            .await?;
        let mut transaction = pool.begin().await?;
        sqlx::query("SELECT pg_advisory_xact_lock($1)")
            .bind(SCHEMA_LOCK)
            .execute(&mut *transaction)
            .await?;
        for (is_there, schema) in [
            ("SELECT to_regclass('scalekit_memory') IS NOT NULL", SCHEMA),
            ("SELECT to_regclass('scalekit_auth_versions') IS NOT NULL", tokens::SCHEMA),
        ] {
            let is_there = sqlx::query(is_there).fetch_one(&mut *transaction).await?;
            if !is_there.try_get::<bool, _>(0)? {
                sqlx::raw_sql(schema).execute(&mut *transaction).await?;
            }
        }
        transaction.commit().await?;
        Ok(Self { pool, most_sign_ins: ATTEMPTS_ALTOGETHER })
    }

    /// Lowers the bound on sign-ins, so that a test can reach it.
    #[cfg(test)]
    pub(crate) fn with_most_sign_ins(self, most_sign_ins: u32) -> Self {
        Self { most_sign_ins, ..self }
    }
}

/// Reads a URL; `None` if it is none, or has a parameter that is not known.
fn options(url: &str) -> Option<PgConnectOptions> {
    let parsed = Url::parse(url).ok()?;
    let is_known = parsed.query_pairs().all(|(name, _)| PARAMETERS.contains(&&*name));
    is_known.then(|| PgConnectOptions::from_str(url).ok())?
}

#[async_trait]
impl SessionStore for Postgres {
    async fn begin(&self, session: &SealedSession) -> Result<(), StoreError> {
        let insert = "INSERT INTO scalekit_sessions (key, sid, sub, ends_at, record)
            VALUES ($1, $2, $3, $4, $5)";
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
        let row = sqlx::query("SELECT record, version FROM scalekit_sessions WHERE key = $1")
            .bind(key.as_bytes())
            .fetch_optional(&self.pool)
            .await?;
        let versioned = |row: &PgRow| -> Result<_, StoreError> {
            let version = u64::try_from(row.try_get::<i64, _>(1)?).unwrap_or_default();
            Ok(VersionedRecord { record: record(row)?, version })
        };
        row.as_ref().map(versioned).transpose()
    }

    /// Waits for whoever changes the row at the same time, and looks again at what they leave: PostgreSQL evaluates
    /// the condition anew under the row's lock.
    async fn lease_renewal(
        &self,
        lease: &RenewalLease,
        now: SystemTime,
    ) -> Result<bool, StoreError> {
        let leased = sqlx::query(
            "UPDATE scalekit_sessions SET lease_holder = $1, leased_until = $2
             WHERE key = $3 AND (leased_until IS NULL OR leased_until <= $4)",
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
            "UPDATE scalekit_sessions SET lease_holder = NULL, leased_until = NULL
             WHERE key = $1 AND lease_holder = $2",
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
            "UPDATE scalekit_sessions
             SET record = $1, version = version + 1, lease_holder = NULL, leased_until = NULL
             WHERE key = $2 AND version = $3",
        )
        .bind(record)
        .bind(key.as_bytes())
        .bind(i64::try_from(version).unwrap_or(i64::MAX))
        .execute(&self.pool)
        .await?;
        Ok(replaced.rows_affected() == 1)
    }

    async fn clear_record(&self, key: CookieHash, version: u64) -> Result<bool, StoreError> {
        let clear = "UPDATE scalekit_sessions SET record = '' WHERE key = $1 AND version = $2";
        let cleared = sqlx::query(clear)
            .bind(key.as_bytes())
            .bind(i64::try_from(version).unwrap_or(i64::MAX))
            .execute(&self.pool)
            .await?;
        Ok(cleared.rows_affected() == 1)
    }

    async fn end(&self, key: CookieHash) -> Result<Option<Vec<u8>>, StoreError> {
        let row = sqlx::query("DELETE FROM scalekit_sessions WHERE key = $1 RETURNING record")
            .bind(key.as_bytes());
        row.fetch_optional(&self.pool).await?.as_ref().map(record).transpose()
    }

    async fn end_of_sid(&self, sid: &str) -> Result<u64, StoreError> {
        let ended = sqlx::query("DELETE FROM scalekit_sessions WHERE sid = $1").bind(sid);
        Ok(ended.execute(&self.pool).await?.rows_affected())
    }

    async fn end_of_user(&self, sub: &str) -> Result<u64, StoreError> {
        let ended = sqlx::query("DELETE FROM scalekit_sessions WHERE sub = $1").bind(sub);
        Ok(ended.execute(&self.pool).await?.rows_affected())
    }

    /// Tabs of one browser wait for each other; otherwise each would keep what it does not see the others keep.
    async fn begin_sign_in(&self, begun: &SealedSignIn) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin().await?;
        sqlx::query("SELECT pg_advisory_xact_lock($1)")
            .bind(lock_of(begun.browser))
            .execute(&mut *transaction)
            .await?;
        sqlx::query(BEGIN_SIGN_IN)
            .bind(begun.browser.as_bytes())
            .bind(begun.state.as_slice())
            .bind(seconds(begun.ends_at))
            .bind(begun.record.as_slice())
            .bind(i64::from(self.most_sign_ins))
            .bind(i64::from(ATTEMPTS_PER_BROWSER))
            .execute(&mut *transaction)
            .await?;
        Ok(transaction.commit().await?)
    }

    async fn take_sign_in(
        &self,
        browser: CookieHash,
        state: [u8; 32],
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let take = "DELETE FROM scalekit_sign_ins WHERE browser = $1 AND state = $2
            RETURNING record";
        let row = sqlx::query(take).bind(browser.as_bytes()).bind(state.to_vec());
        row.fetch_optional(&self.pool).await?.as_ref().map(record).transpose()
    }

    async fn sign_ins(&self, browser: CookieHash) -> Result<u32, StoreError> {
        let row = sqlx::query("SELECT count(*) FROM scalekit_sign_ins WHERE browser = $1")
            .bind(browser.as_bytes());
        let count: i64 = row.fetch_one(&self.pool).await?.try_get(0)?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    async fn forget_sign_ins(&self, browser: CookieHash) -> Result<(), StoreError> {
        let forget = sqlx::query("DELETE FROM scalekit_sign_ins WHERE browser = $1");
        forget.bind(browser.as_bytes()).execute(&self.pool).await?;
        Ok(())
    }

    async fn remember(&self, hash: [u8; 32], until: SystemTime) -> Result<bool, StoreError> {
        let kept = sqlx::query(
            "INSERT INTO scalekit_memory (hash, ends_at) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        )
        .bind(hash.to_vec())
        .bind(seconds(until))
        .execute(&self.pool)
        .await?;
        Ok(kept.rows_affected() == 1)
    }

    async fn remembers(&self, hash: [u8; 32]) -> Result<bool, StoreError> {
        let row = sqlx::query("SELECT 1 FROM scalekit_memory WHERE hash = $1").bind(hash.to_vec());
        Ok(row.fetch_optional(&self.pool).await?.is_some())
    }

    async fn sweep(&self, now: SystemTime) -> Result<(), StoreError> {
        for over in [
            "DELETE FROM scalekit_sign_ins WHERE ends_at <= $1",
            "DELETE FROM scalekit_sessions WHERE ends_at <= $1",
            "DELETE FROM scalekit_memory WHERE ends_at <= $1",
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

impl fmt::Debug for Postgres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Postgres")
    }
}

fn record(row: &PgRow) -> Result<Vec<u8>, StoreError> {
    Ok(row.try_get(0)?)
}

/// Returns the number of a browser's lock, of which no other browser has the same but by chance.
fn lock_of(browser: CookieHash) -> i64 {
    let bytes = browser.as_bytes().first_chunk().copied().unwrap_or_default();
    i64::from_be_bytes(bytes)
}
