//! The table of tokens in SQL, written once: SQLite and PostgreSQL take the same statements, `$1` and `ON CONFLICT`
//! included.

/// The table of refresh tokens, and that of the versions of users. Times are seconds since the epoch, by the clock of
/// the application. `session` and `token_hash` are hashes.
///
/// The words for octets and numbers are the database's own.
macro_rules! token_schema {
    ($octets:literal, $number:literal) => {
        concat!(
            "CREATE TABLE IF NOT EXISTS scalekit_refresh_tokens (
                jti        TEXT PRIMARY KEY,
                session    ", $octets, " NOT NULL,
                user_id    TEXT NOT NULL,
                sid        TEXT,
                token_hash ", $octets, " NOT NULL UNIQUE,
                issued_at  ", $number, " NOT NULL,
                expires_at ", $number, " NOT NULL,
                revoked_at ", $number, ",
                replaced_by_jti TEXT
            );
            CREATE INDEX IF NOT EXISTS scalekit_refresh_tokens_by_session ON scalekit_refresh_tokens (session);
            CREATE INDEX IF NOT EXISTS scalekit_refresh_tokens_by_user ON scalekit_refresh_tokens (user_id);
            CREATE INDEX IF NOT EXISTS scalekit_refresh_tokens_by_sid ON scalekit_refresh_tokens (sid);
            CREATE INDEX IF NOT EXISTS scalekit_refresh_tokens_by_end ON scalekit_refresh_tokens (expires_at);

            CREATE TABLE IF NOT EXISTS scalekit_auth_versions (
                user_id TEXT PRIMARY KEY,
                version ", $number, " NOT NULL,
                ends_at ", $number, " NOT NULL
            );
            CREATE INDEX IF NOT EXISTS scalekit_auth_versions_by_end ON scalekit_auth_versions (ends_at);"
        )
    };
}

pub(super) const INSERT: &str = "
    INSERT INTO scalekit_refresh_tokens (jti, session, user_id, sid, token_hash, issued_at, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
";

pub(super) const AUTH_VERSION: &str =
    "SELECT COALESCE((SELECT version FROM scalekit_auth_versions WHERE user_id = $1), 0)";

/// Marks a valid token as replaced. PostgreSQL waits for whoever changes the row at the same time, and evaluates the
/// condition anew at what they leave.
pub(super) const REPLACE: &str = "
    UPDATE scalekit_refresh_tokens
    SET replaced_by_jti = $2, expires_at = CASE WHEN expires_at < $3 THEN expires_at ELSE $3 END
    WHERE token_hash = $1 AND replaced_by_jti IS NULL AND revoked_at IS NULL AND expires_at > $4
";

/// Returns the valid token of a session whose presented token was replaced after `$2`.
pub(super) const REPLACED_LATELY: &str = "
    SELECT live.token_hash FROM scalekit_refresh_tokens AS presented
    JOIN scalekit_refresh_tokens AS successor ON successor.jti = presented.replaced_by_jti
    JOIN scalekit_refresh_tokens AS live ON live.session = presented.session
    WHERE presented.token_hash = $1 AND presented.revoked_at IS NULL AND successor.issued_at > $2
        AND live.replaced_by_jti IS NULL AND live.revoked_at IS NULL
";

pub(super) const ACCEPTS: &str = "
    SELECT 1 FROM scalekit_refresh_tokens AS presented
    LEFT JOIN scalekit_refresh_tokens AS successor ON successor.jti = presented.replaced_by_jti
    WHERE presented.token_hash = $1 AND presented.revoked_at IS NULL AND presented.expires_at > $2
        AND (presented.replaced_by_jti IS NULL OR successor.issued_at > $3)
";

pub(super) const STANDING: &str = "
    SELECT COALESCE((SELECT version FROM scalekit_auth_versions WHERE user_id = $2), 0),
        EXISTS (SELECT 1 FROM scalekit_refresh_tokens
                WHERE session = $1 AND revoked_at IS NULL AND replaced_by_jti IS NULL)
";

pub(super) const REVOKE_OF_SESSION: &str = "
    UPDATE scalekit_refresh_tokens SET revoked_at = $2
    WHERE session = $1 AND revoked_at IS NULL AND expires_at > $2 RETURNING replaced_by_jti IS NULL
";

pub(super) const REVOKE_OF_SID: &str = "
    UPDATE scalekit_refresh_tokens SET revoked_at = $2
    WHERE sid = $1 AND revoked_at IS NULL AND expires_at > $2 RETURNING replaced_by_jti IS NULL
";

pub(super) const REVOKE_OF_USER: &str = "
    UPDATE scalekit_refresh_tokens SET revoked_at = $2
    WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > $2 RETURNING replaced_by_jti IS NULL
";

pub(super) const RAISE_AUTH_VERSION: &str = "
    INSERT INTO scalekit_auth_versions (user_id, version, ends_at) VALUES ($1, 1, $2)
    ON CONFLICT (user_id) DO UPDATE SET version = scalekit_auth_versions.version + 1, ends_at = $2
";

/// What the sweep of the store drops besides.
pub(super) const SWEEP: [&str; 2] = [
    "DELETE FROM scalekit_refresh_tokens WHERE expires_at <= $1",
    "DELETE FROM scalekit_auth_versions WHERE ends_at <= $1",
];

/// Implements `TokenTable` for a store with a `pool`. `$begin` begins a transaction that may write.
macro_rules! token_table_in_sql {
    ($store:ty, $begin:literal) => {
        #[async_trait]
        impl TokenTable for $store {
            async fn issue(&self, token: &RefreshRecord) -> Result<u64, StoreError> {
                let mut transaction = self.pool.begin_with($begin).await?;
                insert(&mut transaction, token).await?;
                let version = auth_version(&mut transaction, &token.user_id).await?;
                transaction.commit().await?;
                Ok(version)
            }

            async fn rotate(
                &self,
                presented: [u8; 32],
                successor: &RefreshRecord,
                grace: Duration,
            ) -> Result<Rotation, StoreError> {
                let now = successor.issued_at;
                let mut transaction = self.pool.begin_with($begin).await?;
                let replaced = sqlx::query(sql::REPLACE)
                    .bind(presented.to_vec())
                    .bind(successor.jti.as_str())
                    .bind(seconds(now + REPLACED_TOKEN_MEMORY))
                    .bind(seconds(now))
                    .execute(&mut *transaction)
                    .await?;
                let rotation = if replaced.rows_affected() == 1 {
                    insert(&mut transaction, successor).await?;
                    let auth_version = auth_version(&mut transaction, &successor.user_id).await?;
                    Rotation::Rotated { auth_version }
                } else if let Some(current) =
                    replaced_lately(&mut transaction, presented, now, grace).await?
                {
                    let auth_version = auth_version(&mut transaction, &successor.user_id).await?;
                    Rotation::Repeated { current, auth_version }
                } else {
                    let tokens = TokensOf::Session(successor.session);
                    match revoke(&mut transaction, tokens, now).await? {
                        0 => Rotation::Over,
                        _ => Rotation::Reused,
                    }
                };
                transaction.commit().await?;
                Ok(rotation)
            }

            async fn accepts(
                &self,
                presented: [u8; 32],
                now: SystemTime,
                grace: Duration,
            ) -> Result<bool, StoreError> {
                let row = sqlx::query(sql::ACCEPTS)
                    .bind(presented.to_vec())
                    .bind(seconds(now))
                    .bind(seconds(before(now, grace)))
                    .fetch_optional(&self.pool);
                Ok(row.await?.is_some())
            }

            async fn standing(
                &self,
                session: CookieHash,
                user_id: &str,
            ) -> Result<Standing, StoreError> {
                let row = sqlx::query(sql::STANDING)
                    .bind(session.as_bytes())
                    .bind(user_id)
                    .fetch_one(&self.pool)
                    .await?;
                Ok(Standing { auth_version: version(&row)?, is_live: row.try_get(1)? })
            }

            async fn revoke(
                &self,
                tokens: TokensOf<'_>,
                now: SystemTime,
            ) -> Result<u64, StoreError> {
                let mut transaction = self.pool.begin_with($begin).await?;
                let revoked = revoke(&mut transaction, tokens, now).await?;
                transaction.commit().await?;
                Ok(revoked)
            }

            async fn raise_auth_version(
                &self,
                user_id: &str,
                until: SystemTime,
            ) -> Result<(), StoreError> {
                let raise = sqlx::query(sql::RAISE_AUTH_VERSION).bind(user_id).bind(seconds(until));
                raise.execute(&self.pool).await?;
                Ok(())
            }
        }

        async fn insert(
            transaction: &mut Transaction<'_>,
            token: &RefreshRecord,
        ) -> Result<(), StoreError> {
            sqlx::query(sql::INSERT)
                .bind(token.jti.as_str())
                .bind(token.session.as_bytes())
                .bind(token.user_id.as_str())
                .bind(token.sid.as_deref())
                .bind(token.token_hash.to_vec())
                .bind(seconds(token.issued_at))
                .bind(seconds(token.expires_at))
                .execute(&mut **transaction)
                .await?;
            Ok(())
        }

        async fn auth_version(
            transaction: &mut Transaction<'_>,
            user_id: &str,
        ) -> Result<u64, StoreError> {
            let row = sqlx::query(sql::AUTH_VERSION).bind(user_id);
            version(&row.fetch_one(&mut **transaction).await?)
        }

        async fn replaced_lately(
            transaction: &mut Transaction<'_>,
            presented: [u8; 32],
            now: SystemTime,
            grace: Duration,
        ) -> Result<Option<[u8; 32]>, StoreError> {
            let row = sqlx::query(sql::REPLACED_LATELY)
                .bind(presented.to_vec())
                .bind(seconds(before(now, grace)))
                .fetch_optional(&mut **transaction)
                .await?;
            let hash = |row: &Row| row.try_get::<Vec<u8>, _>(0);
            let hash = row.as_ref().map(hash).transpose()?;
            Ok(hash.and_then(|hash| hash.try_into().ok()))
        }

        /// Revokes until nothing is left. PostgreSQL does not see a successor that another transaction is inserting,
        /// but waits for that transaction, because it holds the row of the predecessor; the next look sees the successor.
        async fn revoke(
            transaction: &mut Transaction<'_>,
            tokens: TokensOf<'_>,
            now: SystemTime,
        ) -> Result<u64, StoreError> {
            let mut revoked = 0;
            loop {
                let query = match tokens {
                    TokensOf::Session(key) => {
                        sqlx::query(sql::REVOKE_OF_SESSION).bind(key.as_bytes().to_vec())
                    }
                    TokensOf::Sid(sid) => sqlx::query(sql::REVOKE_OF_SID).bind(sid.to_owned()),
                    TokensOf::User(id) => sqlx::query(sql::REVOKE_OF_USER).bind(id.to_owned()),
                };
                let rows = query.bind(seconds(now)).fetch_all(&mut **transaction).await?;
                if rows.is_empty() {
                    return Ok(revoked);
                }
                for row in rows {
                    revoked += u64::from(row.try_get::<bool, _>(0)?);
                }
            }
        }

        fn version(row: &Row) -> Result<u64, StoreError> {
            Ok(u64::try_from(row.try_get::<i64, _>(0)?).unwrap_or_default())
        }
    };
}

pub(super) use {token_schema, token_table_in_sql};
