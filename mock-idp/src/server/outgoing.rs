//! The outgoing client, which posts to applications: with a time limit, and without redirects, proxies and name
//! servers.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use reqwest::Client;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use url::Url;

use crate::environment::{is_localhost, is_loopback};
use crate::outbox::{Call, Outcome};

/// Longest time for an application to answer (`docs/webhooks.md#deliveries`), in real time, which a test's clock does
/// not change.
const SLOWEST_ANSWER: Duration = Duration::from_secs(10);

const USER_AGENT: &str = concat!("mock-idp/", env!("CARGO_PKG_VERSION"));

/// The client for calls to this machine. It accepts every certificate, because no other machine can answer there, and
/// tests' certificates are seldom signed by an authority.
static LOOPBACK: LazyLock<Result<Client, String>> = LazyLock::new(|| client(true));

/// The client for calls to other machines, if the environment may call them.
static REMOTE: LazyLock<Result<Client, String>> = LazyLock::new(|| client(false));

fn client(here: bool) -> Result<Client, String> {
    Client::builder()
        .redirect(Policy::none())
        .no_proxy()
        .timeout(SLOWEST_ANSWER)
        // An application may have been restarted since, and closed its connections.
        .pool_max_idle_per_host(0)
        .user_agent(USER_AGENT)
        .dns_resolver(Arc::new(Resolver))
        .tls_danger_accept_invalid_certs(here)
        .build()
        .map_err(|error| reason(&error))
}

/// Sends a call, and returns its outcome. The answer's body is not read.
pub(super) async fn send(call: &Call) -> Outcome {
    match attempt(call).await {
        Ok(status) => Outcome::Answered(status),
        Err(why) => Outcome::Failed(why),
    }
}

async fn attempt(call: &Call) -> Result<u16, String> {
    let target = call.target().map_err(|why| format!("not sent: {why}"))?;
    let url = Url::parse(target).expect("what may be called is a URL");
    let is_here = url.host().as_ref().is_some_and(is_loopback);
    let client = if is_here { &LOOPBACK } else { &REMOTE };
    let client = client.as_ref().map_err(String::clone)?;
    let message = call.post();
    let mut request = client.post(url).body(message.body);
    for (name, value) in message.headers {
        request = request.header(name, value);
    }
    let answer = request.send().await.map_err(|error| reason(&error))?;
    Ok(answer.status().as_u16())
}

/// Returns the error in words, without the URL, whose query may be a secret.
fn reason(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        let seconds = SLOWEST_ANSWER.as_secs();
        return format!("it did not answer within {seconds} seconds");
    }
    let mut cause: &dyn std::error::Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    format!("it could not be reached: {cause}")
}

/// Resolves `localhost` to this machine, whatever a name server says (RFC 6761 §6.3).
struct Resolver;

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let addresses: Vec<SocketAddr> = if is_localhost(name.as_str()) {
                let here: [IpAddr; 2] = [Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()];
                here.map(|ip| SocketAddr::new(ip, 0)).into()
            } else {
                tokio::net::lookup_host((name.as_str(), 0)).await?.collect()
            };
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}
