//! The session store in PostgreSQL.

mod sessions;
mod tokens;

use std::fmt;
use std::str::FromStr as _;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions, PgSslMode};
use sqlx::{PgPool, Row as _};
use url::Url;

use super::StoreError;
use super::authority::authority;
use crate::attempt::ATTEMPTS_ALTOGETHER;

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
    /// `host=/run/postgresql` names the folder of a Unix socket.
    ///
    /// `sslmode=verify-full` demands TLS and verifies the server by the roots of Mozilla, which are built in, and by the
    /// authority in `sslrootcert=/path/ca.pem`, if there is one. Without an `sslmode` the server decides whether there is
    /// TLS, and nobody verifies who it is.
    ///
    /// # Errors
    ///
    /// When the URL cannot be read, the server cannot be reached, or the tables cannot be made;
    /// [`StoreError::Unverified`] for an `sslrootcert` without `sslmode=verify-full` or `verify-ca`. No error repeats the
    /// URL, which has a password.
    pub async fn at(url: &str) -> Result<Self, StoreError> {
        Self::connect(options(url)?).await
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
            ("SELECT to_regclass('scalekit_memory') IS NOT NULL", sessions::SCHEMA),
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

/// Reads a URL, which has no parameter but those that are known.
fn options(url: &str) -> Result<PgConnectOptions, StoreError> {
    let unreadable = || StoreError::Url("postgres");
    let parsed = Url::parse(url).map_err(|_| unreadable())?;
    if !parsed.query_pairs().all(|(name, _)| PARAMETERS.contains(&&*name)) {
        return Err(unreadable());
    }
    let options = PgConnectOptions::from_str(url).map_err(|_| unreadable())?;
    let verifies = matches!(options.get_ssl_mode(), PgSslMode::VerifyCa | PgSslMode::VerifyFull);
    if authority(&parsed)?.is_some() && !verifies {
        return Err(StoreError::Unverified("sslmode=verify-full"));
    }
    Ok(options)
}

impl fmt::Debug for Postgres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Postgres")
    }
}
