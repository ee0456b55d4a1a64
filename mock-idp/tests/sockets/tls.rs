//! One port for all: TLS or not, HTTP/1.1 or HTTP/2.

use std::fs;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;

use mock_idp::{MockIdp, Seed, StartError, Tls, TlsError};
use reqwest::Version;
use reqwest::blocking::{Client, ClientBuilder};
use reqwest::redirect::Policy;
use tempfile::{TempDir, tempdir};
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use crate::http::{ALICE, AUTHORIZE, Fake, PATIENCE, builder, client};

fn folder() -> TempDir {
    tempdir().expect("a folder")
}

/// Returns a client that trusts this fake's authority, and no other.
fn trusting(idp: &MockIdp) -> ClientBuilder {
    let authority = idp.trust().expect("it answers TLS").authority();
    let pem = fs::read(authority.expect("the authority is ours")).expect("a PEM file");
    Client::builder()
        .tls_certs_only(reqwest::Certificate::from_pem_bundle(&pem).expect("a certificate"))
        .redirect(Policy::none())
        .timeout(PATIENCE)
}

/// Returns a connection of TLS that trusts these authorities and offers these protocols.
fn handshake(roots: RootCertStore, protocols: &[&str]) -> ClientConnection {
    let mut config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("the provider knows them")
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = protocols.iter().map(|name| name.as_bytes().into()).collect();
    let name = "localhost".try_into().expect("a name");
    ClientConnection::new(Arc::new(config), name).expect("a name")
}

fn connected(idp: &MockIdp) -> TcpStream {
    let stream = TcpStream::connect(idp.address()).expect("it listens");
    let limited = stream.set_read_timeout(Some(PATIENCE));
    limited.expect("a time limit");
    stream
}

/// Returns the first line for a client that offers these protocols, and sends HTTP/1.1.
fn offering(idp: &MockIdp, protocols: &[&str]) -> io::Result<String> {
    let authority = idp.trust().expect("it answers TLS").authority();
    let authority = CertificateDer::from_pem_file(authority.expect("the authority is ours"));
    let mut roots = RootCertStore::empty();
    let added = roots.add(authority.expect("a certificate"));
    added.expect("an authority");
    let mut stream = StreamOwned::new(handshake(roots, protocols), connected(idp));
    stream.write_all(b"GET /keys HTTP/1.1\r\nHost: idp\r\nConnection: close\r\n\r\n")?;
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line)?;
    Ok(line.trim_end().to_owned())
}

#[test]
fn one_port_speaks_it_all() {
    let folder = folder();
    let idp = Fake::start_with_tls(folder.path()).idp;
    let port = idp.address().port();
    let (plain, tls) =
        (format!("http://localhost:{port}/keys"), format!("https://localhost:{port}/keys"));
    let knowing = trusting(&idp).http2_prior_knowledge();

    let clients = [
        (trusting(&idp).build(), &plain),
        (knowing.build(), &plain),
        (trusting(&idp).http1_only().build(), &tls),
        (trusting(&idp).build(), &tls),
    ];

    let answered = clients.map(|(client, url)| {
        let answer = client.expect("a client").get(url).send();
        let answer = answer.expect("it answers");
        (answer.status().as_u16(), answer.version())
    });
    assert_eq!(
        answered,
        [
            (200, Version::HTTP_11),
            (200, Version::HTTP_2),
            (200, Version::HTTP_11),
            (200, Version::HTTP_2)
        ]
    );
}

#[test]
fn who_negotiates_nothing_gets_http_1() {
    let folder = folder();
    let idp = Fake::start_with_tls(folder.path()).idp;

    assert_eq!(offering(&idp, &[]).expect("an answer"), "HTTP/1.1 200 OK");
    assert_eq!(offering(&idp, &["spdy/1", "http/1.1"]).expect("an answer"), "HTTP/1.1 200 OK");
    let refused = offering(&idp, &["spdy/1"]).unwrap_err().to_string();
    assert!(refused.contains("NoApplicationProtocol"), "{refused}");
}

#[test]
fn the_certificate_is_for_every_name_of_the_fake() {
    let folder = folder();
    let tls = Tls::by_authority_in(folder.path());
    let idp = MockIdp::builder().tls(tls).public_url("https://idp.example:8443");
    let idp = idp.start().expect("a port");
    let port = idp.address().port();
    let at = |host: &str| {
        let client = trusting(&idp)
            .resolve("idp.example", idp.address())
            .resolve("evil.example", idp.address());
        let client = client.build().expect("a client");
        client.get(format!("https://{host}:{port}/keys")).send()
    };

    for host in ["localhost", "127.0.0.1", "idp.example"] {
        assert!(at(host).is_ok(), "{host}");
    }
    assert!(at("evil.example").is_err());
    assert_eq!(idp.environment_url(), "https://idp.example:8443");
}

#[test]
fn a_sign_in_over_tls_has_an_issuer_and_a_cookie_to_match() {
    let folder = folder();
    let fake = Fake::start_with_tls(folder.path());
    let url = fake.idp.environment_url().to_owned();
    fake.idp.sign_in_next_as(ALICE).expect("she exists");
    let client = trusting(&fake.idp).build().expect("a client");

    let answer = client.get(format!("{url}{AUTHORIZE}")).send().expect("an answer");
    let discovery = client.get(format!("{url}/.well-known/openid-configuration"));
    let discovery: serde_json::Value = discovery.send().unwrap().json().expect("JSON");

    assert_eq!(url, format!("https://localhost:{}", fake.idp.address().port()));
    assert_eq!(discovery["issuer"], *url);
    let cookie = answer.headers()["set-cookie"].to_str().expect("text");
    assert!(cookie.ends_with("; HttpOnly; SameSite=Lax; Secure"), "{cookie}");
}

#[test]
fn a_sign_in_over_http_beside_tls_has_a_cookie_that_http_carries() {
    let folder = folder();
    let fake = Fake::start_with_tls(folder.path());
    let request = fake.page(AUTHORIZE);

    let answer = fake.post("/login/as", &format!("request={request}&user={ALICE}"));

    let cookie = answer.header("set-cookie").expect("a cookie");
    assert!(fake.idp.environment_url().starts_with("https:"));
    assert!(cookie.ends_with("; HttpOnly; SameSite=Lax"), "{cookie}");
    let logged_out = fake.get_with(&answer.cookie(), "/oidc/logout");
    let cleared = logged_out.header("set-cookie").expect("it is taken away");
    assert!(cleared.ends_with("; HttpOnly; SameSite=Lax"), "{cleared}");
    let story = fake.idp.journal();
    assert!(story.contains("user.logout"), "{story}");
}

/// The Python SDK gets tokens at the environment URL, and calls gRPC over TLS even if that URL is http.
#[test]
fn an_environment_url_may_stay_http() {
    let folder = folder();
    let tls = Tls::by_authority_in(folder.path());
    let builder = builder(Seed::default()).tls(tls);
    let fake = Fake::built(builder.public_url("http://127.0.0.1:8080"));
    fake.idp.sign_in_next_as(ALICE).expect("she exists");

    let answer = fake.get(AUTHORIZE);
    let client = trusting(&fake.idp).build().expect("a client");
    let port = fake.idp.address().port();
    let over_tls = client.get(format!("https://127.0.0.1:{port}/keys")).send();

    assert_eq!(answer.status, 302);
    assert!(!answer.header("set-cookie").expect("a cookie").contains("Secure"));
    assert_eq!(over_tls.expect("it answers").status(), 200);
}

#[test]
fn a_client_that_does_not_trust_it_is_explained_in_the_journal() {
    let folder = folder();
    let fake = Fake::start_with_tls(folder.path());

    let mut stream = connected(&fake.idp);
    let mut connection = handshake(RootCertStore::empty(), &[]);
    let refused = connection.complete_io(&mut stream);
    // The fake closes the connection after it has journalled the reason.
    let _ = stream.read_to_end(&mut Vec::new());

    assert!(refused.is_err());
    insta::assert_snapshot!(fake.idp.journal(), @"00:00  connection.refused           tls_handshake: a client refused the certificate (received fatal alert: UnknownCA): the client may not trust its authority, or call it by another name");
}

/// Java's own client sends no alert if it does not trust a certificate.
#[test]
fn a_client_that_leaves_is_explained_in_the_journal() {
    let folder = folder();
    let fake = Fake::start_with_tls(folder.path());

    let mut stream = connected(&fake.idp);
    let mut connection = handshake(RootCertStore::empty(), &[]);
    connection.write_tls(&mut stream).expect("it reads");
    stream.shutdown(Shutdown::Write).expect("it is connected");
    let _ = stream.read_to_end(&mut Vec::new());

    insta::assert_snapshot!(fake.idp.journal(), @"00:00  connection.refused           tls_handshake: a client left in the middle of its TLS handshake: the client may not trust its authority, or call it by another name");
}

#[test]
fn a_client_that_expects_tls_where_there_is_none_is_explained_in_the_journal() {
    let fake = Fake::start();
    let url = format!("https://{}/keys", fake.idp.address());

    let refused = client().get(url).send();

    assert!(refused.is_err());
    assert!(fake.idp.trust().is_none());
    insta::assert_snapshot!(fake.idp.journal(), @"00:00  connection.refused           tls_off: a client began with TLS; start with `--tls` to answer it");
}

#[test]
fn a_certificate_that_is_given_is_answered_with() {
    let folder = folder();
    let key = rcgen::KeyPair::generate().expect("a key");
    let certificate = rcgen::CertificateParams::new(["localhost".to_owned()]).expect("a name");
    let certificate = certificate.self_signed(&key).expect("a certificate");
    let (cert_file, key_file) = (folder.path().join("c.pem"), folder.path().join("k.pem"));
    fs::write(&cert_file, certificate.pem()).expect("a file");
    fs::write(&key_file, key.serialize_pem()).expect("a file");

    let idp = MockIdp::builder().tls(Tls::with_files(&cert_file, &key_file));
    let idp = idp.start().expect("the files are in order");
    let other = MockIdp::builder().tls(Tls::with_files(&key_file, &cert_file));

    let mine = reqwest::Certificate::from_pem(certificate.pem().as_bytes());
    let client = Client::builder().tls_certs_only([mine.expect("a certificate")]);
    let client = client.timeout(PATIENCE).build().expect("a client");
    let answer = client.get(format!("{}/keys", idp.environment_url())).send();
    assert_eq!(answer.expect("it answers").status(), 200);
    let trust = idp.trust().expect("it answers TLS");
    assert_eq!((trust.authority(), trust.environment().len()), (None, 0));
    let refused = other.start().expect_err("they are the wrong way round");
    assert!(matches!(refused, StartError::Tls(TlsError::Given { .. })));
}
