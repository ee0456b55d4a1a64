//! The tables of sessions and sign-ins in SQL, written once, as that of tokens is in `sql_tokens.rs`.

/// The tables of sessions, of begun sign-ins, and of what is remembered.
///
/// Only what must be found without a cookie is in the clear: `sid` and `sub`, to end sessions that end elsewhere, and
/// `ends_at`, for the sweep. `key`, `browser`, `state` and `hash` are hashes. Times are seconds since the epoch, by the
/// clock of the application. The ids of sign-ins only grow, because the bound on their number counts on that. The names
/// have a prefix, because the database may be that of the application.
///
/// The words for octets, numbers, ids and the options of a table are the database's own.
macro_rules! session_schema {
    ($octets:literal, $number:literal, $id:literal, $options:literal) => {
        concat!(
            "CREATE TABLE scalekit_sessions (
                key     ",
            $octets,
            " PRIMARY KEY,
                sid     TEXT,
                sub     TEXT NOT NULL,
                ends_at ",
            $number,
            " NOT NULL,
                record  ",
            $octets,
            " NOT NULL,
                version ",
            $number,
            " NOT NULL DEFAULT 0,
                lease_holder TEXT,
                leased_until ",
            $number,
            "
            ) ",
            $options,
            ";
            CREATE INDEX scalekit_sessions_by_sid ON scalekit_sessions (sid);
            CREATE INDEX scalekit_sessions_by_sub ON scalekit_sessions (sub);
            CREATE INDEX scalekit_sessions_by_end ON scalekit_sessions (ends_at);

            CREATE TABLE scalekit_sign_ins (
                id      ",
            $id,
            ",
                browser ",
            $octets,
            " NOT NULL,
                state   ",
            $octets,
            " NOT NULL,
                ends_at ",
            $number,
            " NOT NULL,
                record  ",
            $octets,
            " NOT NULL
            ) ",
            $options,
            ";
            CREATE INDEX scalekit_sign_ins_by_browser ON scalekit_sign_ins (browser, state);
            CREATE INDEX scalekit_sign_ins_by_end     ON scalekit_sign_ins (ends_at);

            CREATE TABLE scalekit_memory (
                hash    ",
            $octets,
            " PRIMARY KEY,
                ends_at ",
            $number,
            " NOT NULL
            ) ",
            $options,
            ";
            CREATE INDEX scalekit_memory_by_end ON scalekit_memory (ends_at);"
        )
    };
}

pub(super) const BEGIN: &str =
    "INSERT INTO scalekit_sessions (key, sid, sub, ends_at, record) VALUES ($1, $2, $3, $4, $5)";

pub(super) const LOAD: &str = "SELECT record, version FROM scalekit_sessions WHERE key = $1";

/// Takes a lease. PostgreSQL waits for whoever changes the row at the same time, and evaluates the condition anew at
/// what they leave.
pub(super) const LEASE: &str = "
    UPDATE scalekit_sessions SET lease_holder = $2, leased_until = $3
    WHERE key = $1 AND (leased_until IS NULL OR leased_until <= $4)
";

pub(super) const RETURN_LEASE: &str = "
    UPDATE scalekit_sessions SET lease_holder = NULL, leased_until = NULL
    WHERE key = $1 AND lease_holder = $2
";

pub(super) const REPLACE: &str = "
    UPDATE scalekit_sessions
    SET record = $3, version = version + 1, lease_holder = NULL, leased_until = NULL
    WHERE key = $1 AND version = $2
";

pub(super) const SET_RECORD: &str =
    "UPDATE scalekit_sessions SET record = $3 WHERE key = $1 AND version = $2";

pub(super) const END: &str = "DELETE FROM scalekit_sessions WHERE key = $1 RETURNING record";

pub(super) const END_OF_SID: &str = "DELETE FROM scalekit_sessions WHERE sid = $1";

pub(super) const END_OF_USER: &str = "DELETE FROM scalekit_sessions WHERE sub = $1";

pub(super) const BEGIN_SIGN_IN: &str = "
    INSERT INTO scalekit_sign_ins (browser, state, ends_at, record) VALUES ($1, $2, $3, $4)
    RETURNING id
";

/// Drops the sign-ins beyond the bound on all, counted by ids.
pub(super) const DROP_FLOOD: &str = "DELETE FROM scalekit_sign_ins WHERE id <= $1";

/// Drops the sign-ins of a browser beyond its newest `$2`.
pub(super) const DROP_OLDEST: &str = "
    DELETE FROM scalekit_sign_ins WHERE browser = $1 AND id <=
        (SELECT id FROM scalekit_sign_ins WHERE browser = $1 ORDER BY id DESC LIMIT 1 OFFSET $2)
";

pub(super) const TAKE_SIGN_IN: &str =
    "DELETE FROM scalekit_sign_ins WHERE browser = $1 AND state = $2 RETURNING record";

pub(super) const SIGN_INS: &str = "SELECT count(*) FROM scalekit_sign_ins WHERE browser = $1";

pub(super) const FORGET_SIGN_INS: &str = "DELETE FROM scalekit_sign_ins WHERE browser = $1";

pub(super) const REMEMBER: &str =
    "INSERT INTO scalekit_memory (hash, ends_at) VALUES ($1, $2) ON CONFLICT DO NOTHING";

pub(super) const REMEMBERS: &str = "SELECT 1 FROM scalekit_memory WHERE hash = $1";

pub(super) const SWEEP: [&str; 3] = [
    "DELETE FROM scalekit_sign_ins WHERE ends_at <= $1",
    "DELETE FROM scalekit_sessions WHERE ends_at <= $1",
    "DELETE FROM scalekit_memory WHERE ends_at <= $1",
];

/// Implements `SessionStore` for a store with a `pool` and the bound `most_sign_ins`. `$begin` begins a transaction that
/// may write; `$queue` is a statement by which the tabs of one browser, of which `$1` is the number, wait for each other,
/// if the transaction does not see to that by itself. Otherwise each would keep what it does not see the others keep.
macro_rules! session_store_in_sql {
    ($store:ty, $begin:literal, $queue:expr) => {
        #[async_trait]
        impl SessionStore for $store {
            async fn begin(&self, session: &SealedSession) -> Result<(), StoreError> {
                sqlx::query(sql::BEGIN)
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
                let row = sqlx::query(sql::LOAD).bind(key.as_bytes());
                let versioned = |row: &Row| -> Result<_, StoreError> {
                    let version = u64::try_from(row.try_get::<i64, _>(1)?).unwrap_or_default();
                    Ok(VersionedRecord { record: record(row)?, version })
                };
                row.fetch_optional(&self.pool).await?.as_ref().map(versioned).transpose()
            }

            async fn lease_renewal(
                &self,
                lease: &RenewalLease,
                now: SystemTime,
            ) -> Result<bool, StoreError> {
                let leased = sqlx::query(sql::LEASE)
                    .bind(lease.key.as_bytes())
                    .bind(lease.holder.as_str())
                    .bind(seconds(lease.until))
                    .bind(seconds(now))
                    .execute(&self.pool)
                    .await?;
                Ok(leased.rows_affected() == 1)
            }

            async fn return_lease(&self, lease: &RenewalLease) -> Result<(), StoreError> {
                let returned = sqlx::query(sql::RETURN_LEASE)
                    .bind(lease.key.as_bytes())
                    .bind(lease.holder.as_str());
                returned.execute(&self.pool).await?;
                Ok(())
            }

            async fn replace(
                &self,
                key: CookieHash,
                version: u64,
                record: &[u8],
            ) -> Result<bool, StoreError> {
                self.put(sql::REPLACE, key, version, record).await
            }

            async fn clear_record(
                &self,
                key: CookieHash,
                version: u64,
            ) -> Result<bool, StoreError> {
                self.put(sql::SET_RECORD, key, version, &[]).await
            }

            async fn end(&self, key: CookieHash) -> Result<Option<Vec<u8>>, StoreError> {
                let row = sqlx::query(sql::END).bind(key.as_bytes());
                row.fetch_optional(&self.pool).await?.as_ref().map(record).transpose()
            }

            async fn end_of_sid(&self, sid: &str) -> Result<u64, StoreError> {
                let ended = sqlx::query(sql::END_OF_SID).bind(sid);
                Ok(ended.execute(&self.pool).await?.rows_affected())
            }

            async fn end_of_user(&self, sub: &str) -> Result<u64, StoreError> {
                let ended = sqlx::query(sql::END_OF_USER).bind(sub);
                Ok(ended.execute(&self.pool).await?.rows_affected())
            }

            async fn begin_sign_in(&self, begun: &SealedSignIn) -> Result<(), StoreError> {
                const QUEUE: Option<&str> = $queue;
                let mut transaction = self.pool.begin_with($begin).await?;
                if let Some(queue) = QUEUE {
                    let number = begun.browser.number();
                    sqlx::query(queue).bind(number).execute(&mut *transaction).await?;
                }
                let kept = sqlx::query(sql::BEGIN_SIGN_IN)
                    .bind(begun.browser.as_bytes())
                    .bind(begun.state.as_slice())
                    .bind(seconds(begun.ends_at))
                    .bind(begun.record.as_slice())
                    .fetch_one(&mut *transaction)
                    .await?;
                sqlx::query(sql::DROP_FLOOD)
                    .bind(kept.try_get::<i64, _>(0)? - i64::from(self.most_sign_ins))
                    .execute(&mut *transaction)
                    .await?;
                sqlx::query(sql::DROP_OLDEST)
                    .bind(begun.browser.as_bytes())
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
                let row =
                    sqlx::query(sql::TAKE_SIGN_IN).bind(browser.as_bytes()).bind(state.to_vec());
                row.fetch_optional(&self.pool).await?.as_ref().map(record).transpose()
            }

            async fn sign_ins(&self, browser: CookieHash) -> Result<u32, StoreError> {
                let row = sqlx::query(sql::SIGN_INS).bind(browser.as_bytes());
                let count: i64 = row.fetch_one(&self.pool).await?.try_get(0)?;
                Ok(u32::try_from(count).unwrap_or(u32::MAX))
            }

            async fn forget_sign_ins(&self, browser: CookieHash) -> Result<(), StoreError> {
                let forget = sqlx::query(sql::FORGET_SIGN_INS).bind(browser.as_bytes());
                forget.execute(&self.pool).await?;
                Ok(())
            }

            async fn remember(
                &self,
                hash: [u8; 32],
                until: SystemTime,
            ) -> Result<bool, StoreError> {
                let kept = sqlx::query(sql::REMEMBER).bind(hash.to_vec()).bind(seconds(until));
                Ok(kept.execute(&self.pool).await?.rows_affected() == 1)
            }

            async fn remembers(&self, hash: [u8; 32]) -> Result<bool, StoreError> {
                let row = sqlx::query(sql::REMEMBERS).bind(hash.to_vec());
                Ok(row.fetch_optional(&self.pool).await?.is_some())
            }

            async fn sweep(&self, now: SystemTime) -> Result<(), StoreError> {
                for over in sql::SWEEP.into_iter().chain(sql_tokens::SWEEP) {
                    sqlx::query(over).bind(seconds(now)).execute(&self.pool).await?;
                }
                Ok(())
            }

            fn token_table(self: Arc<Self>) -> Option<Arc<dyn TokenTable>> {
                Some(self)
            }
        }

        impl $store {
            /// Puts a record in the place of another of this version, and says whether there was such a one.
            async fn put(
                &self,
                statement: &'static str,
                key: CookieHash,
                version: u64,
                record: &[u8],
            ) -> Result<bool, StoreError> {
                let put = sqlx::query(statement)
                    .bind(key.as_bytes())
                    .bind(i64::try_from(version).unwrap_or(i64::MAX))
                    .bind(record)
                    .execute(&self.pool)
                    .await?;
                Ok(put.rows_affected() == 1)
            }
        }

        fn record(row: &Row) -> Result<Vec<u8>, StoreError> {
            Ok(row.try_get(0)?)
        }
    };
}

pub(super) use {session_schema, session_store_in_sql};
