use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::thread;

use tempfile::{TempDir, tempdir};

use super::*;

const FILES: [&str; 3] = ["authority-key.pem", "authority.jks", "authority.pem"];

fn now() -> Timestamp {
    "2026-11-21T09:00:00Z".parse().unwrap()
}

fn prepare(folder: &TempDir) -> Result<Trust, TlsError> {
    let tls = Tls::by_authority_in(folder.path());
    tls.prepare(&[], now()).map(|(_, trust)| trust)
}

fn bytes(folder: &TempDir) -> Vec<Vec<u8>> {
    let read = |name| fs::read(folder.path().join(name)).unwrap();
    FILES.map(read).to_vec()
}

/// Returns the error, without the folder's name.
fn trust_or_error(folder: &TempDir, outcome: Result<Trust, TlsError>) -> String {
    let error = outcome.unwrap_err().to_string();
    error.replace(folder.path().to_str().unwrap(), "[folder]")
}

#[test]
fn an_authority_is_made_once_and_kept() {
    let folder = tempdir().unwrap();

    prepare(&folder).unwrap();
    let first = bytes(&folder);
    prepare(&folder).unwrap();

    assert_eq!(bytes(&folder), first);
}

#[test]
fn another_folder_has_another_authority() {
    let (one, other) = (tempdir().unwrap(), tempdir().unwrap());

    prepare(&one).unwrap();
    prepare(&other).unwrap();

    assert_ne!(bytes(&one), bytes(&other));
}

#[cfg(unix)]
#[test]
fn the_key_is_for_its_user_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let above = tempdir().unwrap();
    let folder = above.path().join("data/mock-idp");

    let tls = Tls::by_authority_in(&folder);
    tls.prepare(&[], now()).unwrap();

    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    assert_eq!(mode(&folder.join("authority-key.pem")), 0o600);
    assert_eq!(mode(&folder.join("authority.pem")), 0o644);
}

#[cfg(unix)]
#[test]
fn an_authority_that_others_may_use_is_refused() {
    use std::os::unix::fs::PermissionsExt as _;
    let exposed = |name: &str, mode: u32| {
        let folder = tempdir().unwrap();
        prepare(&folder).unwrap();
        fs::set_permissions(folder.path().join(name), fs::Permissions::from_mode(mode)).unwrap();
        trust_or_error(&folder, prepare(&folder))
    };

    insta::assert_snapshot!(exposed("authority-key.pem", 0o640), @"others may read or write the key of the TLS authority, [folder]/authority-key.pem (mode 640): run `chmod 600` on it, or, if they did so, delete it, and a new one is made");
    insta::assert_snapshot!(exposed("authority-key.pem", 0o604), @"others may read or write the key of the TLS authority, [folder]/authority-key.pem (mode 604): run `chmod 600` on it, or, if they did so, delete it, and a new one is made");
    insta::assert_snapshot!(exposed("", 0o777), @"others may write to the folder of the TLS authority, [folder] (mode 777), and so replace it: run `chmod go-w` on it, or name another folder");
}

#[test]
fn of_all_host_names_only_localhost_and_those_of_its_urls_are_believed() {
    let folder = tempdir().unwrap();
    let of = |host: &str| Name::of_host(host);
    let first = Authority::stored_in(folder.path(), &[of("idp.test")], now()).unwrap();
    let key = fs::read(folder.path().join("authority-key.pem")).unwrap();

    for host in ["localhost", "idp.localhost", "127.0.0.1", "::1", "192.0.2.1", "idp.test"] {
        assert!(first.is_believed_for(host), "{host}");
    }
    for host in ["scalekit.example", "test", "test.example"] {
        assert!(!first.is_believed_for(host), "{host}");
    }
    let second = Authority::stored_in(folder.path(), &[of("other.test")], now()).unwrap();
    for host in ["localhost", "idp.test", "other.test"] {
        assert!(second.is_believed_for(host), "{host}");
    }
    assert!(!second.is_believed_for("scalekit.example"));
    assert_eq!(fs::read(folder.path().join("authority-key.pem")).unwrap(), key);
}

#[test]
fn an_authority_of_an_earlier_version_is_kept_with_a_warning() {
    let folder = tempdir().unwrap();
    assert_eq!(prepare(&folder).unwrap().warning(), None);
    let mut earlier = certificate::authority(&[]);
    earlier.name_constraints = None;
    let key = fs::read_to_string(folder.path().join("authority-key.pem")).unwrap();
    let earlier = earlier.self_signed(&rcgen::KeyPair::from_pem(&key).unwrap()).unwrap().pem();
    fs::write(folder.path().join("authority.pem"), &earlier).unwrap();
    fs::remove_file(folder.path().join("authority-names")).unwrap();

    let tls = Tls::by_authority_in(folder.path());
    let (_, trust) = tls.prepare(&[Name::of_host("idp.test")], now()).unwrap();

    assert_eq!(fs::read_to_string(folder.path().join("authority.pem")).unwrap(), earlier);
    let warning = trust.warning().unwrap().replace(folder.path().to_str().unwrap(), "[folder]");
    insta::assert_snapshot!(warning, @"the TLS authority [folder]/authority.pem was made by an earlier version and vouches for every host, not for `localhost` alone; delete this file, and a new authority is made");
}

impl Authority {
    /// Returns whether a client that trusts the authority accepts a certificate of it for `host`.
    fn is_believed_for(&self, host: &str) -> bool {
        let issued = self.issue(&[Name::of_host(host)], now());
        issued.is_ok_and(|identity| self.judge_for(host, &identity.chain[0], now()).is_ok())
    }
}

#[test]
fn those_who_start_at_once_have_one_authority() {
    let folder = tempdir().unwrap();

    let seen: HashSet<Vec<u8>> = thread::scope(|scope| {
        let starting: Vec<_> = (0..8)
            .map(|_| {
                scope.spawn(|| {
                    let trust = prepare(&folder).unwrap();
                    fs::read(trust.authority().unwrap()).unwrap()
                })
            })
            .collect();
        let started = starting.into_iter().map(|thread| thread.join().unwrap());
        started.collect()
    });

    assert_eq!(seen.len(), 1);
}

#[test]
fn one_who_was_stopped_half_way_is_made_good() {
    for missing in FILES {
        let folder = tempdir().unwrap();
        prepare(&folder).unwrap();
        fs::remove_file(folder.path().join(missing)).unwrap();
        fs::write(folder.path().join("authority-key.pem.new"), "half a k").unwrap();

        prepare(&folder).unwrap();

        assert!(folder.path().join(missing).exists(), "{missing}");
        assert!(!folder.path().join("authority-key.pem.new").exists());
    }
}

#[test]
fn a_damaged_authority_says_what_to_do() {
    let damage = |name: &str, content: &[u8]| {
        let folder = tempdir().unwrap();
        prepare(&folder).unwrap();
        fs::write(folder.path().join(name), content).unwrap();
        trust_or_error(&folder, prepare(&folder))
    };
    let other = tempdir().unwrap();
    prepare(&other).unwrap();
    let others = &bytes(&other)[0];

    insta::assert_snapshot!(damage("authority-key.pem", b"what?"), @"the TLS authority [folder]/authority-key.pem is damaged (PEM error: malformedframing); delete this file, and a new authority is made");
    insta::assert_snapshot!(damage("authority-key.pem", b"\xFF"), @"the TLS authority [folder]/authority-key.pem is damaged (PEM error: malformedframing); delete this file, and a new authority is made");
    insta::assert_snapshot!(damage("authority-key.pem", others), @"the TLS authority [folder]/authority.pem is damaged (invalid peer certificate: BadSignature); delete this file, and a new authority is made");
    insta::assert_snapshot!(damage("authority.pem", b""), @"the TLS authority [folder]/authority.pem is damaged (no items found); delete this file, and a new authority is made");
}

#[test]
fn a_folder_that_cannot_be_is_refused() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("file"), "").unwrap();

    let tls = Tls::by_authority_in(folder.path().join("file/below"));
    let outcome = tls.prepare(&[], now()).map(|(_, trust)| trust);

    insta::assert_snapshot!(trust_or_error(&folder, outcome), @"cannot keep the TLS authority in [folder]/file/below/lock: Not a directory (os error 20)");
}

#[test]
fn a_machine_without_the_time_is_refused() {
    let folder = tempdir().unwrap();
    for clock in ["1970-01-02T00:00:00Z", "2049-06-01T00:00:00Z"] {
        let tls = Tls::by_authority_in(folder.path());

        let outcome = tls.prepare(&[], clock.parse().unwrap());

        assert!(matches!(outcome, Err(TlsError::Clock { .. })), "{clock}");
    }
}

#[test]
fn files_that_are_given_are_used_or_refused() {
    let folder = tempdir().unwrap();
    let trust = prepare(&folder).unwrap();
    let certificate = trust.authority().unwrap();
    let with = |certificate: &Path, key: &Path| {
        let tls = Tls::with_files(certificate, key);
        tls.prepare(&[], now()).map(|(_, trust)| trust)
    };
    let key = folder.path().join("authority-key.pem");
    let other = tempdir().unwrap();
    prepare(&other).unwrap();
    let others = other.path().join("authority-key.pem");

    let good = with(certificate, &key).unwrap();

    assert_eq!((good.authority(), good.environment()), (None, Vec::new()));
    insta::assert_snapshot!(trust_or_error(&folder, with(certificate, &others)), @"cannot answer TLS with [folder]/authority.pem: keys may not be consistent: KeyMismatch");
    insta::assert_snapshot!(trust_or_error(&folder, with(&key, &key)), @"cannot answer TLS with [folder]/authority-key.pem: there is no certificate in it");
    insta::assert_snapshot!(trust_or_error(&folder, with(certificate, certificate)), @"cannot answer TLS with [folder]/authority.pem: no items found");
    insta::assert_snapshot!(trust_or_error(&folder, with(&folder.path().join("x"), &key)), @"cannot answer TLS with [folder]/x: I/O error: No such file or directory (os error 2)");
}

#[test]
fn every_sdk_has_a_variable_for_the_authority() {
    let folder = tempdir().unwrap();
    let spaced = folder.path().join("a b");
    let tls = Tls::by_authority_in(&spaced);

    let (_, trust) = tls.prepare(&[], now()).unwrap();

    let lines = trust.environment().into_iter().map(|(variable, value)| {
        let value = value.replace(folder.path().to_str().unwrap(), "/data");
        format!("{variable}={value}\n")
    });
    insta::assert_snapshot!(lines.collect::<String>(), @r#"
    NODE_EXTRA_CA_CERTS=/data/a b/authority.pem
    GRPC_DEFAULT_SSL_ROOTS_FILE_PATH=/data/a b/authority.pem
    REQUESTS_CA_BUNDLE=/data/a b/authority.pem
    SSL_CERT_FILE=/data/a b/authority.pem
    JAVA_TOOL_OPTIONS="-Djavax.net.ssl.trustStore=/data/a b/authority.jks"
    "#);
}

/// `keytool -list` and the Java Virtual Machine have read this file; the test keeps the format.
#[test]
fn a_trust_store_is_one_that_java_reads() {
    let epoch = Timestamp::from_millisecond(0x0102_0304).unwrap();

    let store = trust_store::of(b"certificate", epoch);

    insta::assert_snapshot!(store.escape_ascii(), @r"\xfe\xed\xfe\xed\x00\x00\x00\x02\x00\x00\x00\x01\x00\x00\x00\x02\x00\x08mock-idp\x00\x00\x00\x00\x01\x02\x03\x04\x00\x05X.509\x00\x00\x00\x0bcertificate\xd6gi:)0\xe0\xd9\xa0Q\x0e\xb0\x87py\xe6s\xec\x85\xb2");
}
