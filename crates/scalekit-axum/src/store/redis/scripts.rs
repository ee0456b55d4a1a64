//! The scripts, in Lua. Redis runs one at a time.
//!
//! | key below `scalekit:` | |
//! |---|---|
//! | `session:<key>` | hash: `record`, `version`, `sub`, `sid`, `lease_holder`, `leased_until` |
//! | `sub:<sub>`, `sid:<sid>` | set: the keys of the sessions of a user, and of a session at Scalekit |
//! | `sessions-by-end` | sorted set: the keys of all sessions by their end, for the sweep |
//! | `sign-in:<browser><state>` | the record of a begun sign-in |
//! | `browser:<browser>` | sorted set: the states of a browser's sign-ins by their number |
//! | `sign-ins`, `sign-ins-by-end` | sorted sets: `<browser><state>` of all sign-ins by their number, and by their end |
//! | `sign-in-number` | the number of the latest sign-in |
//! | `memory` | sorted set: the hashes of what is remembered, by the time until when |
//!
//! Times are seconds since the epoch, by the clock of the application. Everything but `…-by-end`, `sign-ins`,
//! `sign-in-number` and `memory` has an expiry by the clock of Redis besides. Keys are arguments and no `KEYS`, because a script
//! finds most of them itself.

use redis::Script;

/// What several scripts do.
const COMMON: &str = r"
    local function named(name) return 'scalekit:' .. name end

    local function drop_session(key)
        local session = named('session:' .. key)
        local record, sub, sid = unpack(redis.call('HMGET', session, 'record', 'sub', 'sid'))
        redis.call('DEL', session)
        redis.call('ZREM', named('sessions-by-end'), key)
        if sub then redis.call('SREM', named('sub:' .. sub), key) end
        if sid then redis.call('SREM', named('sid:' .. sid), key) end
        return record
    end

    local function drop_sign_in(browser, state)
        local sign_in = named('sign-in:' .. browser .. state)
        local record = redis.call('GET', sign_in)
        redis.call('DEL', sign_in)
        redis.call('ZREM', named('browser:' .. browser), state)
        redis.call('ZREM', named('sign-ins'), browser .. state)
        redis.call('ZREM', named('sign-ins-by-end'), browser .. state)
        return record
    end

    -- A hash has 32 octets.
    local function drop_of_all(sign_ins)
        for _, sign_in in ipairs(sign_ins) do
            drop_sign_in(sign_in:sub(1, 32), sign_in:sub(33))
        end
    end
";

const BEGIN: &str = r"
    local key, record, sub, ends_at, lifetime, sid = unpack(ARGV)
    local session = named('session:' .. key)
    if redis.call('EXISTS', session) == 1 then return 0 end
    redis.call('HSET', session, 'record', record, 'version', 0, 'sub', sub)
    redis.call('PEXPIRE', session, lifetime)
    redis.call('ZADD', named('sessions-by-end'), ends_at, key)
    local function index(name)
        redis.call('SADD', name, key)
        redis.call('PEXPIRE', name, lifetime)
    end
    index(named('sub:' .. sub))
    if sid then
        redis.call('HSET', session, 'sid', sid)
        index(named('sid:' .. sid))
    end
    return 1
";

const LOAD: &str = r"
    return redis.call('HMGET', named('session:' .. ARGV[1]), 'record', 'version')
";

const LEASE_RENEWAL: &str = r"
    local key, holder, leased_until, now = unpack(ARGV)
    local session = named('session:' .. key)
    if redis.call('EXISTS', session) == 0 then return 0 end
    local held_until = redis.call('HGET', session, 'leased_until')
    if held_until and tonumber(held_until) > tonumber(now) then return 0 end
    redis.call('HSET', session, 'lease_holder', holder, 'leased_until', leased_until)
    return 1
";

const RETURN_LEASE: &str = r"
    local key, holder = unpack(ARGV)
    local session = named('session:' .. key)
    if redis.call('HGET', session, 'lease_holder') == holder then
        redis.call('HDEL', session, 'lease_holder', 'leased_until')
    end
";

const REPLACE: &str = r"
    local key, version, record = unpack(ARGV)
    local session = named('session:' .. key)
    if redis.call('HGET', session, 'version') ~= version then return 0 end
    redis.call('HSET', session, 'record', record)
    redis.call('HINCRBY', session, 'version', 1)
    redis.call('HDEL', session, 'lease_holder', 'leased_until')
    return 1
";

const CLEAR_RECORD: &str = r"
    local key, version = unpack(ARGV)
    local session = named('session:' .. key)
    if redis.call('HGET', session, 'version') ~= version then return 0 end
    redis.call('HSET', session, 'record', '')
    return 1
";

const END: &str = "return drop_session(ARGV[1])";

/// Ends the sessions of a `sub` or a `sid`.
const END_OF: &str = r"
    local kind, id = unpack(ARGV)
    local ended = 0
    for _, key in ipairs(redis.call('SMEMBERS', named(kind .. ':' .. id))) do
        if drop_session(key) then ended = ended + 1 end
    end
    return ended
";

const BEGIN_SIGN_IN: &str = r"
    local browser, state, record, ends_at, lifetime, most_of_browser, most = unpack(ARGV)
    local of_browser = named('browser:' .. browser)
    local number = redis.call('INCR', named('sign-in-number'))
    redis.call('SET', named('sign-in:' .. browser .. state), record, 'PX', lifetime)
    redis.call('ZADD', of_browser, number, state)
    redis.call('PEXPIRE', of_browser, lifetime)
    redis.call('ZADD', named('sign-ins'), number, browser .. state)
    redis.call('ZADD', named('sign-ins-by-end'), ends_at, browser .. state)
    for _, oldest in ipairs(redis.call('ZRANGE', of_browser, 0, -1 - most_of_browser)) do
        drop_sign_in(browser, oldest)
    end
    drop_of_all(redis.call('ZRANGE', named('sign-ins'), 0, -1 - most))
";

const TAKE_SIGN_IN: &str = "return drop_sign_in(ARGV[1], ARGV[2])";

const SIGN_INS: &str = "return redis.call('ZCARD', named('browser:' .. ARGV[1]))";

const FORGET_SIGN_INS: &str = r"
    local browser = ARGV[1]
    for _, state in ipairs(redis.call('ZRANGE', named('browser:' .. browser), 0, -1)) do
        drop_sign_in(browser, state)
    end
";

const REMEMBER: &str = r"
    local hash, ends_at = unpack(ARGV)
    return redis.call('ZADD', named('memory'), 'NX', ends_at, hash)
";

const REMEMBERS: &str = r"
    if redis.call('ZSCORE', named('memory'), ARGV[1]) then return 1 end
    return 0
";

/// Drops some of what is over, and returns how much.
const SWEEP: &str = r"
    local now, most = unpack(ARGV)
    local function over(name)
        return redis.call('ZRANGEBYSCORE', named(name), '-inf', now, 'LIMIT', 0, most)
    end
    local sessions, sign_ins = over('sessions-by-end'), over('sign-ins-by-end')
    for _, key in ipairs(sessions) do drop_session(key) end
    drop_of_all(sign_ins)
    local memories = over('memory')
    for _, hash in ipairs(memories) do redis.call('ZREM', named('memory'), hash) end
    return #sessions + #sign_ins + #memories
";

/// The scripts with their hashes, by which Redis knows them after the first call.
pub(super) struct Scripts {
    pub(super) begin: Script,
    pub(super) load: Script,
    pub(super) lease_renewal: Script,
    pub(super) return_lease: Script,
    pub(super) replace: Script,
    pub(super) clear_record: Script,
    pub(super) end: Script,
    pub(super) end_of: Script,
    pub(super) begin_sign_in: Script,
    pub(super) take_sign_in: Script,
    pub(super) sign_ins: Script,
    pub(super) forget_sign_ins: Script,
    pub(super) remember: Script,
    pub(super) remembers: Script,
    pub(super) sweep: Script,
}

impl Scripts {
    pub(super) fn new() -> Self {
        let script = |body: &str| Script::new(&format!("{COMMON}{body}"));
        Self {
            begin: script(BEGIN),
            load: script(LOAD),
            lease_renewal: script(LEASE_RENEWAL),
            return_lease: script(RETURN_LEASE),
            replace: script(REPLACE),
            clear_record: script(CLEAR_RECORD),
            end: script(END),
            end_of: script(END_OF),
            begin_sign_in: script(BEGIN_SIGN_IN),
            take_sign_in: script(TAKE_SIGN_IN),
            sign_ins: script(SIGN_INS),
            forget_sign_ins: script(FORGET_SIGN_INS),
            remember: script(REMEMBER),
            remembers: script(REMEMBERS),
            sweep: script(SWEEP),
        }
    }
}
