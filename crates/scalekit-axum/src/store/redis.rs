//! The session store in Redis.

mod scripts;
mod tokens;

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{
    Client, ErrorKind, FromRedisValue, RedisError, ScriptInvocation, ServerErrorKind,
    TlsCertificates,
};
use url::Url;

use self::scripts::Scripts;
use self::tokens::TokenScripts;
use super::authority::authority;
use super::{
    RenewalLease, SealedSession, SealedSignIn, SessionStore, StoreError, TokenTable,
    VersionedRecord, seconds,
};
use crate::attempt::{ATTEMPT_LIFETIME, ATTEMPTS_ALTOGETHER, ATTEMPTS_PER_BROWSER};
use crate::sealed::CookieHash;
use crate::session::SESSION_MAX_AGE;

/// The longest wait for a connection, and for an answer: far longer than Redis takes, and short enough for a person
/// who waits for a page.
const LONGEST_WAIT: Duration = Duration::from_secs(3);

/// How much later than the record's own end Redis drops it by itself. The sweep comes first, by the application's
/// clock; Redis drops what is left when no instance runs.
const LEEWAY: Duration = Duration::from_hours(1);

/// The most records that one step of the sweep drops, in about a millisecond, during which Redis serves nobody else.
const SWEPT_AT_ONCE: u64 = 200;

/// The session store in Redis or Valkey: for any number of instances on any number of machines.
///
/// Every key begins with `scalekit:`. Each call is a script, which Redis runs alone.
///
/// It is as durable as the server is configured: one that keeps its data in memory only signs everybody out when it
/// restarts, so set `appendonly yes`, and `maxmemory-policy noeviction`. After a failover to a replica that lagged
/// behind, the last sessions may be missing, and one that had just ended may be back; where that matters, take
/// PostgreSQL. A Redis Cluster does not work, because the keys of one call are not on one of its nodes.
#[derive(Clone)]
pub struct Redis {
    connection: ConnectionManager,
    scripts: Arc<Scripts>,
    token_scripts: Arc<TokenScripts>,
    most_sign_ins: u32,
}

impl Redis {
    /// Opens the store of a URL: `redis://user:password@host:6379/0`, `rediss://…` with TLS, or
    /// `redis+unix:///run/redis.sock?db=0&user=…&pass=…`.
    ///
    /// With TLS the server is verified by the roots of the system, or by the authority in `?sslrootcert=/path/ca.pem`
    /// alone.
    ///
    /// # Errors
    ///
    /// When the URL cannot be read, or the server cannot be reached; [`StoreError::Unverified`] for an `sslrootcert`
    /// without TLS. No error repeats the URL, which has a password.
    pub async fn at(url: &str) -> Result<Self, StoreError> {
        let client = client(url)?;
        // Two attempts, so that nobody waits long for a server that is down; the next request begins two more.
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(LONGEST_WAIT))
            .set_response_timeout(Some(LONGEST_WAIT))
            .set_number_of_retries(1);
        let connection = ConnectionManager::new_with_config(client, config).await?;
        let (scripts, token_scripts) = (Arc::new(Scripts::new()), Arc::new(TokenScripts::new()));
        Ok(Self { connection, scripts, token_scripts, most_sign_ins: ATTEMPTS_ALTOGETHER })
    }

    /// Lowers the bound on sign-ins, so that a test can reach it.
    #[cfg(test)]
    pub(crate) fn with_most_sign_ins(self, most_sign_ins: u32) -> Self {
        Self { most_sign_ins, ..self }
    }

    /// Runs a script. If the server refused the connection, nothing has been sent: the connection before was lost,
    /// and the next attempt makes a new one.
    async fn run<T: FromRedisValue>(&self, script: &ScriptInvocation<'_>) -> Result<T, StoreError> {
        let mut connection = self.connection.clone();
        let outcome = match script.invoke_async(&mut connection).await {
            Err(error) if error.is_connection_refusal() => {
                script.invoke_async(&mut connection).await
            }
            settled => settled,
        };
        Ok(outcome?)
    }

    /// Runs a script that changes nothing, a second time if the connection was lost meanwhile.
    async fn read<T: FromRedisValue>(
        &self,
        script: &ScriptInvocation<'_>,
    ) -> Result<T, StoreError> {
        match self.run(script).await {
            Err(StoreError::Unavailable(_)) => self.run(script).await,
            settled => settled,
        }
    }
}

/// Reads a URL.
fn client(url: &str) -> Result<Client, StoreError> {
    let unreadable = || StoreError::Url("redis");
    let parsed = Url::parse(url).map_err(|_| unreadable())?;
    let client = match authority(&parsed)? {
        None => Client::open(url),
        Some(_) if parsed.scheme() != "rediss" => return Err(StoreError::Unverified("rediss:")),
        authority => {
            let certificates = TlsCertificates { client_tls: None, root_cert: authority };
            Client::build_with_tls(url, certificates)
        }
    };
    client.map_err(|_| unreadable())
}

#[async_trait]
impl SessionStore for Redis {
    async fn begin(&self, session: &SealedSession) -> Result<(), StoreError> {
        let mut begin = self.scripts.begin.arg(session.key.as_bytes());
        begin.arg(&session.record).arg(&session.sub).arg(seconds(session.ends_at));
        begin.arg(milliseconds(SESSION_MAX_AGE + LEEWAY)).arg(session.sid.as_deref());
        if self.run(&begin).await? {
            return Ok(());
        }
        Err(StoreError::Database("there is a session of this cookie".into()))
    }

    async fn load(&self, key: CookieHash) -> Result<Option<VersionedRecord>, StoreError> {
        let found: (Option<Vec<u8>>, Option<u64>) =
            self.read(&self.scripts.load.arg(key.as_bytes())).await?;
        Ok(match found {
            (Some(record), Some(version)) => Some(VersionedRecord { record, version }),
            _ => None,
        })
    }

    async fn lease_renewal(
        &self,
        lease: &RenewalLease,
        now: SystemTime,
    ) -> Result<bool, StoreError> {
        let mut take = self.scripts.lease_renewal.arg(lease.key.as_bytes());
        self.run(take.arg(&lease.holder).arg(seconds(lease.until)).arg(seconds(now))).await
    }

    async fn return_lease(&self, lease: &RenewalLease) -> Result<(), StoreError> {
        let mut give_back = self.scripts.return_lease.arg(lease.key.as_bytes());
        self.run(give_back.arg(&lease.holder)).await
    }

    async fn replace(
        &self,
        key: CookieHash,
        version: u64,
        record: &[u8],
    ) -> Result<bool, StoreError> {
        self.run(self.scripts.replace.arg(key.as_bytes()).arg(version).arg(record)).await
    }

    async fn clear_record(&self, key: CookieHash, version: u64) -> Result<bool, StoreError> {
        self.run(self.scripts.clear_record.arg(key.as_bytes()).arg(version)).await
    }

    async fn end(&self, key: CookieHash) -> Result<Option<Vec<u8>>, StoreError> {
        self.run(&self.scripts.end.arg(key.as_bytes())).await
    }

    async fn end_of_sid(&self, sid: &str) -> Result<u64, StoreError> {
        self.run(self.scripts.end_of.arg("sid").arg(sid)).await
    }

    async fn end_of_user(&self, sub: &str) -> Result<u64, StoreError> {
        self.run(self.scripts.end_of.arg("sub").arg(sub)).await
    }

    async fn begin_sign_in(&self, begun: &SealedSignIn) -> Result<(), StoreError> {
        let mut keep = self.scripts.begin_sign_in.arg(begun.browser.as_bytes());
        keep.arg(&begun.state[..]).arg(&begun.record).arg(seconds(begun.ends_at));
        keep.arg(milliseconds(ATTEMPT_LIFETIME + LEEWAY));
        self.run(keep.arg(ATTEMPTS_PER_BROWSER).arg(self.most_sign_ins)).await
    }

    async fn take_sign_in(
        &self,
        browser: CookieHash,
        state: [u8; 32],
    ) -> Result<Option<Vec<u8>>, StoreError> {
        self.run(self.scripts.take_sign_in.arg(browser.as_bytes()).arg(&state[..])).await
    }

    async fn sign_ins(&self, browser: CookieHash) -> Result<u32, StoreError> {
        self.read(&self.scripts.sign_ins.arg(browser.as_bytes())).await
    }

    async fn forget_sign_ins(&self, browser: CookieHash) -> Result<(), StoreError> {
        self.run(&self.scripts.forget_sign_ins.arg(browser.as_bytes())).await
    }

    async fn remember(&self, hash: [u8; 32], until: SystemTime) -> Result<bool, StoreError> {
        let mut remember = self.scripts.remember.arg(&hash[..]);
        self.run(remember.arg(seconds(until))).await
    }

    async fn remembers(&self, hash: [u8; 32]) -> Result<bool, StoreError> {
        self.read(&self.scripts.remembers.arg(&hash[..])).await
    }

    async fn sweep(&self, now: SystemTime) -> Result<(), StoreError> {
        let mut step = self.scripts.sweep.arg(seconds(now));
        step.arg(SWEPT_AT_ONCE);
        while self.run::<u64>(&step).await? > 0 {}
        let mut step = self.token_scripts.sweep.arg(seconds(now));
        step.arg(SWEPT_AT_ONCE);
        while self.run::<u64>(&step).await? > 0 {}
        Ok(())
    }

    fn token_table(self: Arc<Self>) -> Option<Arc<dyn TokenTable>> {
        Some(self)
    }
}

impl fmt::Debug for Redis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Redis")
    }
}

/// Keeps the text of the error, and not the values that its `Debug` might show.
impl From<RedisError> for StoreError {
    fn from(error: RedisError) -> Self {
        let text = error.to_string().into();
        let is_away = match error.kind() {
            ErrorKind::Io
            | ErrorKind::Server(
                ServerErrorKind::BusyLoading
                | ServerErrorKind::ClusterDown
                | ServerErrorKind::MasterDown
                | ServerErrorKind::ReadOnly
                | ServerErrorKind::TryAgain,
            ) => true,
            _ => error.is_timeout() || error.is_connection_dropped(),
        };
        if is_away { Self::Unavailable(text) } else { Self::Database(text) }
    }
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
