//! The management API over gRPC: through HTTP/2 with a client of gRPC, and through HTTP/1.1 by hand.

mod broken;
mod calls;
mod frames;
mod http1;
mod messages;

use prost::Message;
use prost::bytes::{Buf as _, BufMut as _, Bytes};
use tokio::runtime::{Builder, Runtime};
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::metadata::AsciiMetadataValue;
use tonic::transport::{Certificate, Channel, ClientTlsConfig, Endpoint};
use tonic::{Request, Status};

use self::messages::{ErrorInfo, SessionDetails, SessionDetailsRequest, StatusDetails};
use crate::http::{Fake, PATIENCE};

const GET_SESSION: &str = "/scalekit.v1.sessions.SessionService/GetSession";
const GET_USER_SESSIONS: &str = "/scalekit.v1.sessions.SessionService/GetUserSessions";

/// A client of gRPC over HTTP/2.
struct Caller {
    runtime: Runtime,
    channel: Channel,
}

impl Caller {
    /// Connects with prior knowledge, as Node's SDK calls an http URL.
    fn plain(fake: &Fake) -> Self {
        let url = format!("http://{}", fake.idp.address());
        Self::at(Endpoint::from_shared(url).expect("a URL"))
    }

    /// Connects through TLS, as Python's and Java's SDKs call every URL.
    fn tls(fake: &Fake) -> Self {
        let url = format!("https://localhost:{}", fake.idp.address().port());
        let trust = fake.idp.trust().expect("it answers TLS");
        let authority = trust.authority().expect("the authority is ours");
        let authority = Certificate::from_pem(std::fs::read(authority).expect("a PEM file"));
        let tls = ClientTlsConfig::new().ca_certificate(authority);
        let endpoint = Endpoint::from_shared(url).expect("a URL");
        Self::at(endpoint.tls_config(tls).expect("a PEM file"))
    }

    fn at(endpoint: Endpoint) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.expect("a runtime of this thread");
        let channel = {
            let _inside = runtime.enter();
            endpoint.timeout(PATIENCE).connect_lazy()
        };
        Self { runtime, channel }
    }

    /// Calls with these `authorization` headers, in this order.
    fn call(&self, method: &str, tokens: &[&str], message: Vec<u8>) -> Result<Bytes, Status> {
        let mut request = Request::new(Bytes::from(message));
        for token in tokens {
            let value: AsciiMetadataValue = format!("Bearer {token}").parse().expect("ASCII");
            request.metadata_mut().append("authorization", value);
        }
        let path = method.parse().expect("a path");
        let mut client = tonic::client::Grpc::new(self.channel.clone());
        self.runtime.block_on(async {
            client.ready().await.map_err(|why| Status::unavailable(why.to_string()))?;
            let reply = client.unary(request, path, Raw).await?;
            Ok(reply.into_inner())
        })
    }

    fn session(&self, tokens: &[&str], id: &str) -> Result<SessionDetails, Status> {
        let reply = self.call(GET_SESSION, tokens, get_session(id))?;
        Ok(SessionDetails::decode(reply).expect("a session"))
    }
}

fn get_session(id: &str) -> Vec<u8> {
    let session_id = id.to_owned();
    SessionDetailsRequest { session_id }.encode_to_vec()
}

/// Returns the details of an error, after checking that they repeat what the error says.
#[track_caller]
fn details(status: &Status) -> ErrorInfo {
    let details = StatusDetails::decode(status.details()).expect("google.rpc.Status");
    assert_eq!(details.code, status.code() as i32);
    assert_eq!(details.message, status.message());
    let [detail] = &details.details[..] else { panic!("one detail: {details:?}") };
    let scalekits = "type.googleapis.com/scalekit.v1.errdetails.ErrorInfo";
    assert_eq!(detail.type_url, scalekits);
    ErrorInfo::decode(&detail.value[..]).expect("ErrorInfo")
}

/// The codec of encoded messages, which it does not change.
struct Raw;

impl Codec for Raw {
    type Encode = Bytes;
    type Decode = Bytes;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for Raw {
    type Item = Bytes;
    type Error = Status;

    fn encode(&mut self, message: Bytes, into: &mut EncodeBuf<'_>) -> Result<(), Status> {
        into.put(message);
        Ok(())
    }
}

impl Decoder for Raw {
    type Item = Bytes;
    type Error = Status;

    fn decode(&mut self, from: &mut DecodeBuf<'_>) -> Result<Option<Bytes>, Status> {
        Ok(Some(from.copy_to_bytes(from.remaining())))
    }
}
