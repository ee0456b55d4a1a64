//! The table of tokens in Redis.
//!
//! | key below `scalekit:` | |
//! |---|---|
//! | `refresh-token:<hash>` | hash: `jti`, `session`, `user_id`, `sid`, `issued_at`, `expires_at`, `revoked_at`, `replaced_by_jti`, `replaced_at` |
//! | `tokens-of:<session>` | set: the hashes of the tokens of a session |
//! | `valid-token-of:<session>` | the hash of the one that is neither replaced nor revoked |
//! | `token-sessions-of-user:<user>`, `token-sessions-of-sid:<sid>` | set: the sessions with tokens of a user, and of a session at Scalekit |
//! | `tokens-by-end` | sorted set: the hashes of all tokens by their end, for the sweep |
//! | `auth-version:<user>` | the number of a user's sign-outs everywhere |
//!
//! Times are seconds since the epoch, by the clock of the application. Everything but `tokens-by-end` has an expiry by
//! the clock of Redis besides.

use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use redis::Script;

use super::{LEEWAY, Redis, milliseconds};
use crate::sealed::CookieHash;
use crate::session::SESSION_MAX_AGE;
use crate::store::tokens::{
    REPLACED_TOKEN_MEMORY, RefreshRecord, Rotation, Standing, TokenTable, TokensOf,
};
use crate::store::{StoreError, seconds};

/// What several scripts do.
const COMMON: &str = r"
    local function named(name) return 'scalekit:' .. name end

    local function auth_version(user)
        return tonumber(redis.call('GET', named('auth-version:' .. user)) or 0)
    end

    local function add(set, member, lifetime)
        redis.call('SADD', set, member)
        redis.call('PEXPIRE', set, lifetime)
    end

    local function keep(hash, jti, session, user, issued_at, expires_at, lifetime, sid)
        local token = named('refresh-token:' .. hash)
        redis.call('HSET', token, 'jti', jti, 'session', session, 'user_id', user,
            'issued_at', issued_at, 'expires_at', expires_at)
        redis.call('PEXPIRE', token, lifetime)
        redis.call('ZADD', named('tokens-by-end'), expires_at, hash)
        add(named('tokens-of:' .. session), hash, lifetime)
        add(named('token-sessions-of-user:' .. user), session, lifetime)
        if sid then
            redis.call('HSET', token, 'sid', sid)
            add(named('token-sessions-of-sid:' .. sid), session, lifetime)
        end
        redis.call('SET', named('valid-token-of:' .. session), hash, 'PX', lifetime)
    end

    -- Returns 1 if the session had a valid token.
    local function revoke(session, now)
        local valid = redis.call('GET', named('valid-token-of:' .. session))
        if not valid then return 0 end
        local ends = redis.call('HGET', named('refresh-token:' .. valid), 'expires_at')
        if not ends or tonumber(ends) <= tonumber(now) then return 0 end
        for _, hash in ipairs(redis.call('SMEMBERS', named('tokens-of:' .. session))) do
            local token = named('refresh-token:' .. hash)
            if redis.call('EXISTS', token) == 1 then
                redis.call('HSET', token, 'revoked_at', now)
            end
        end
        redis.call('DEL', named('valid-token-of:' .. session))
        return 1
    end
";

const ISSUE: &str = r"
    local hash, jti, session, user, issued_at, expires_at, lifetime, sid = unpack(ARGV)
    if redis.call('EXISTS', named('refresh-token:' .. hash)) == 1 then return false end
    keep(hash, jti, session, user, issued_at, expires_at, lifetime, sid)
    return auth_version(user)
";

/// Returns the outcome, the version, and the hash of the session's token if it is not the given successor.
const ROTATE: &str = r"
    local presented, grace, kept_until = unpack(ARGV)
    local hash, jti, session, user, now, expires_at, lifetime, sid = unpack(ARGV, 4)
    local token = named('refresh-token:' .. presented)
    local ends, replaced_at, revoked_at =
        unpack(redis.call('HMGET', token, 'expires_at', 'replaced_at', 'revoked_at'))
    if ends and not revoked_at then
        if not replaced_at and tonumber(ends) > tonumber(now) then
            local kept = math.min(tonumber(ends), tonumber(kept_until))
            redis.call('HSET', token, 'replaced_by_jti', jti, 'replaced_at', now, 'expires_at', kept)
            redis.call('ZADD', named('tokens-by-end'), kept, presented)
            keep(hash, jti, session, user, now, expires_at, lifetime, sid)
            return { 'rotated', auth_version(user), '' }
        end
        local valid = redis.call('GET', named('valid-token-of:' .. session))
        if replaced_at and valid and tonumber(replaced_at) > tonumber(now) - tonumber(grace) then
            return { 'repeated', auth_version(user), valid }
        end
    end
    if revoke(session, now) == 1 then return { 'reused', 0, '' } end
    return { 'over', 0, '' }
";

const ACCEPTS: &str = r"
    local presented, now, grace = unpack(ARGV)
    local ends, replaced_at, revoked_at = unpack(redis.call('HMGET',
        named('refresh-token:' .. presented), 'expires_at', 'replaced_at', 'revoked_at'))
    if not ends or revoked_at or tonumber(ends) <= tonumber(now) then return 0 end
    if not replaced_at or tonumber(replaced_at) > tonumber(now) - tonumber(grace) then return 1 end
    return 0
";

const STANDING: &str = r"
    local session, user = unpack(ARGV)
    return { auth_version(user), redis.call('EXISTS', named('valid-token-of:' .. session)) }
";

const REVOKE: &str = "return revoke(ARGV[1], ARGV[2])";

/// Revokes the tokens of a `user` or a `sid`.
const REVOKE_OF: &str = r"
    local kind, id, now = unpack(ARGV)
    local revoked = 0
    for _, session in ipairs(redis.call('SMEMBERS', named('token-sessions-of-' .. kind .. ':' .. id))) do
        revoked = revoked + revoke(session, now)
    end
    return revoked
";

const RAISE_AUTH_VERSION: &str = r"
    local user, lifetime = unpack(ARGV)
    redis.call('INCR', named('auth-version:' .. user))
    redis.call('PEXPIRE', named('auth-version:' .. user), lifetime)
";

/// Drops some of what is over, and returns how much.
const SWEEP: &str = r"
    local now, most = unpack(ARGV)
    local over = redis.call('ZRANGEBYSCORE', named('tokens-by-end'), '-inf', now, 'LIMIT', 0, most)
    for _, hash in ipairs(over) do
        local token = named('refresh-token:' .. hash)
        local session, user, sid = unpack(redis.call('HMGET', token, 'session', 'user_id', 'sid'))
        redis.call('DEL', token)
        redis.call('ZREM', named('tokens-by-end'), hash)
        if session then
            redis.call('SREM', named('tokens-of:' .. session), hash)
            if redis.call('GET', named('valid-token-of:' .. session)) == hash then
                redis.call('DEL', named('valid-token-of:' .. session))
            end
            if redis.call('EXISTS', named('tokens-of:' .. session)) == 0 then
                redis.call('SREM', named('token-sessions-of-user:' .. user), session)
                if sid then redis.call('SREM', named('token-sessions-of-sid:' .. sid), session) end
            end
        end
    end
    return #over
";

/// The scripts with their hashes, by which Redis knows them after the first call.
pub(super) struct TokenScripts {
    issue: Script,
    rotate: Script,
    accepts: Script,
    standing: Script,
    revoke: Script,
    revoke_of: Script,
    raise_auth_version: Script,
    pub(super) sweep: Script,
}

impl TokenScripts {
    pub(super) fn new() -> Self {
        let script = |body: &str| Script::new(&format!("{COMMON}{body}"));
        Self {
            issue: script(ISSUE),
            rotate: script(ROTATE),
            accepts: script(ACCEPTS),
            standing: script(STANDING),
            revoke: script(REVOKE),
            revoke_of: script(REVOKE_OF),
            raise_auth_version: script(RAISE_AUTH_VERSION),
            sweep: script(SWEEP),
        }
    }
}

/// The longest time that a key is needed.
const LIFETIME: Duration = SESSION_MAX_AGE.saturating_add(LEEWAY);

/// Appends the arguments of `keep`.
macro_rules! keeping {
    ($script:ident, $token:ident) => {
        $script
            .arg(&$token.token_hash[..])
            .arg(&$token.jti)
            .arg($token.session.as_bytes())
            .arg(&$token.user_id)
            .arg(seconds($token.issued_at))
            .arg(seconds($token.expires_at))
            .arg(milliseconds(LIFETIME))
            .arg($token.sid.as_deref())
    };
}

#[async_trait]
impl TokenTable for Redis {
    async fn issue(&self, token: &RefreshRecord) -> Result<u64, StoreError> {
        let mut issue = self.token_scripts.issue.prepare_invoke();
        let version: Option<u64> = self.run(keeping!(issue, token)).await?;
        version.ok_or_else(|| StoreError::Database("there is such a token".into()))
    }

    async fn rotate(
        &self,
        presented: [u8; 32],
        successor: &RefreshRecord,
        grace: Duration,
    ) -> Result<Rotation, StoreError> {
        let mut rotate = self.token_scripts.rotate.arg(&presented[..]);
        rotate.arg(grace.as_secs()).arg(seconds(successor.issued_at + REPLACED_TOKEN_MEMORY));
        let (outcome, auth_version, current): (String, u64, Vec<u8>) =
            self.run(keeping!(rotate, successor)).await?;
        Ok(match (outcome.as_str(), current.try_into()) {
            ("rotated", _) => Rotation::Rotated { auth_version },
            ("repeated", Ok(current)) => Rotation::Repeated { current, auth_version },
            ("reused", _) => Rotation::Reused,
            _ => Rotation::Over,
        })
    }

    async fn accepts(
        &self,
        presented: [u8; 32],
        now: SystemTime,
        grace: Duration,
    ) -> Result<bool, StoreError> {
        let mut accepts = self.token_scripts.accepts.arg(&presented[..]);
        self.read(accepts.arg(seconds(now)).arg(grace.as_secs())).await
    }

    async fn standing(&self, session: CookieHash, user_id: &str) -> Result<Standing, StoreError> {
        let mut standing = self.token_scripts.standing.arg(session.as_bytes());
        let (auth_version, is_live) = self.read(standing.arg(user_id)).await?;
        Ok(Standing { auth_version, is_live })
    }

    async fn revoke(&self, tokens: TokensOf<'_>, now: SystemTime) -> Result<u64, StoreError> {
        let scripts = &self.token_scripts;
        match tokens {
            TokensOf::Session(key) => {
                self.run(scripts.revoke.arg(key.as_bytes()).arg(seconds(now))).await
            }
            TokensOf::Sid(sid) => {
                self.run(scripts.revoke_of.arg("sid").arg(sid).arg(seconds(now))).await
            }
            TokensOf::User(id) => {
                self.run(scripts.revoke_of.arg("user").arg(id).arg(seconds(now))).await
            }
        }
    }

    /// Keeps the number for as long as a session can last, by the clock of Redis.
    async fn raise_auth_version(&self, user_id: &str, _: SystemTime) -> Result<(), StoreError> {
        let mut raise = self.token_scripts.raise_auth_version.arg(user_id);
        self.run(raise.arg(milliseconds(LIFETIME))).await
    }
}
