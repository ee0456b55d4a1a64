use std::net::Ipv4Addr;

use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::time::Instant;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::{ClientConfig, ClientConnection, RootCertStore};

use super::*;
use crate::clock::Clock;
use crate::testing::World;
use crate::tls::Tls;

fn answering_tls(folder: &TempDir) -> Server {
    let tls = Tls::by_authority_in(folder.path());
    let (config, _) = tls.prepare(&[], Clock::real().now()).unwrap();
    Server::new(World::new().idp, Guard::default(), Some(config))
}

async fn connected() -> (TcpStream, TcpStream, SocketAddr) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let client = TcpStream::connect(listener.local_addr().unwrap()).await;
    let (server, from) = listener.accept().await.unwrap();
    (client.unwrap(), server, from)
}

/// Returns the first message of a TLS client.
fn client_hello() -> Vec<u8> {
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth();
    let name = "localhost".try_into().unwrap();
    let mut connection = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut hello = Vec::new();
    connection.write_tls(&mut hello).unwrap();
    hello
}

#[tokio::test(start_paused = true)]
async fn a_client_that_hangs_before_its_first_request_is_cut_off() {
    let folder = tempfile::tempdir().unwrap();
    let server = answering_tls(&folder);
    let hello = client_hello();
    let halves: [&[u8]; 8] = [
        b"",
        b"P",
        b"GET /keys HTTP/1.1\r\nHost: idp\r\n",
        b"PRI * HTTP/2.0\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        &hello[..1],
        &hello[..hello.len() / 2],
        &hello,
    ];

    for half in halves {
        let (mut client, stream, from) = connected().await;
        client.write_all(half).await.unwrap();
        let began = Instant::now();
        server.clone().serve(stream, from).await;

        let lasted = began.elapsed();
        let sent = String::from_utf8_lossy(half);
        assert_eq!(lasted.as_secs(), SLOWEST_HEAD.as_secs(), "{sent}");
        let ended = client.read_to_end(&mut Vec::new()).await;
        assert!(ended.is_ok(), "{sent}: {ended:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_client_that_sent_one_request_may_be_silent() {
    let understood = Notify::new();
    understood.notify_one();

    let cut_off = timeout(Duration::from_hours(1), hung(&understood)).await;

    assert!(cut_off.is_err());
}

#[test]
fn leading_slashes_become_one() {
    for (target, served) in [
        ("//keys", "/keys"),
        ("///a?b=//c", "/a?b=//c"),
        ("/keys//x", "/keys//x"),
        ("http://idp:1//keys", "http://idp:1/keys"),
    ] {
        let request = Request::builder().uri(target).body(()).unwrap();
        assert_eq!(single_slashed(request).uri(), served);
    }
}
