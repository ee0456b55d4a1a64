//! Applications of a few lines, without a framework: what they get wrong and right is in sight.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use mock_idp::MockIdp;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use url::Url;

/// Time for an answer of the token endpoint: on a busy machine a second is not enough.
const EXCHANGE: Duration = Duration::from_secs(10);

/// What an application knows of the fake.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    environment: String,
    client: String,
    secret: String,
    callback: String,
    landing: String,
    end: Arc<Notify>,
}

/// A request.
#[derive(Debug)]
pub(crate) struct Request {
    url: Url,
    cookies: Vec<(String, String)>,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    status: &'static str,
    headers: Vec<(&'static str, String)>,
    body: &'static str,
}

/// Starts a fake and an application that answers in this way; returns the fake and the address of the application.
pub(crate) async fn start<A, F>(answer: A) -> (MockIdp, Url)
where
    A: Fn(Known, Request) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Option<Answer>> + Send,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let base = format!("http://localhost:{}", listener.local_addr().expect("an address").port());
    let idp = MockIdp::builder().redirect_base(&base).start().expect("the seed is right");
    let client = idp.client("Acme web");
    let known = Known {
        environment: idp.environment_url().to_owned(),
        client: client.client_id,
        secret: client.client_secret.expect("a web client has a secret"),
        callback: format!("{base}/auth/callback"),
        landing: format!("{base}/logged-out"),
        end: Arc::default(),
    };
    tokio::spawn(async move {
        // Once it has ended, nobody listens any more.
        loop {
            let accepted = tokio::select! {
                biased;
                () = known.end.notified() => None,
                accepted = listener.accept() => accepted.ok(),
            };
            let Some((connection, _)) = accepted else { break };
            let (answer, known) = (answer.clone(), known.clone());
            tokio::spawn(async move {
                let mut connection = BufReader::new(connection);
                let request = Request::read(&mut connection).await?;
                let answer = answer(known, request).await?;
                connection.write_all(answer.to_string().as_bytes()).await.ok()
            });
        }
    });
    (idp, base.parse().expect("an address"))
}

impl Known {
    /// Returns the answer that begins a sign-in.
    pub(crate) fn authorization(&self) -> Answer {
        let Self { environment, client, callback, .. } = self;
        Answer::redirect(&format!(
            "{environment}/oauth/authorize?response_type=code&client_id={client}&redirect_uri={callback}&scope=openid+offline_access"
        ))
    }

    /// Returns the answer that leads to Scalekit's logout.
    pub(crate) fn logout(&self, hint: Option<&str>) -> Answer {
        let Self { environment, landing, .. } = self;
        let hint = hint.map(|hint| format!("&id_token_hint={hint}")).unwrap_or_default();
        Answer::redirect(&format!(
            "{environment}/oidc/logout?post_logout_redirect_uri={landing}{hint}"
        ))
    }

    /// Ends the application, as an error that nobody catches does.
    pub(crate) fn die(&self) {
        self.end.notify_one();
    }

    /// Exchanges a code.
    pub(crate) async fn exchange(&self, code: &str) -> Option<Value> {
        let code = [("code", code), ("redirect_uri", &self.callback)];
        self.tokens("authorization_code", &code).await
    }

    /// Renews tokens.
    pub(crate) async fn renew(&self, refresh_token: &str) -> Option<Value> {
        self.tokens("refresh_token", &[("refresh_token", refresh_token)]).await
    }

    async fn tokens(&self, grant: &str, with: &[(&str, &str)]) -> Option<Value> {
        let form =
            [("grant_type", grant), ("client_id", &self.client), ("client_secret", &self.secret)];
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form)
            .extend_pairs(with)
            .finish();
        let client = reqwest::Client::builder().no_proxy().timeout(EXCHANGE).build().ok()?;
        let request = client.post(format!("{}/oauth/token", self.environment));
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let answer = request.body(body).send().await.ok()?.error_for_status().ok()?;
        serde_json::from_slice(&answer.bytes().await.ok()?).ok()
    }
}

impl Request {
    async fn read(connection: &mut BufReader<TcpStream>) -> Option<Self> {
        let mut lines = vec![String::new()];
        while connection.read_line(lines.last_mut()?).await.ok()? > 2 {
            lines.push(String::new());
        }
        let target = lines.first()?.split(' ').nth(1)?;
        let url = Url::parse("http://here.invalid").and_then(|base| base.join(target)).ok()?;
        let headers = lines.iter().filter_map(|line| line.split_once(':'));
        let cookies = headers.filter(|(name, _)| name.eq_ignore_ascii_case("cookie"));
        let pairs = cookies.flat_map(|(_, value)| value.split(';'));
        let pairs = pairs.filter_map(|pair| pair.trim().split_once('='));
        let cookies = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Some(Self { url, cookies })
    }

    /// Returns the path.
    pub(crate) fn path(&self) -> &str {
        self.url.path()
    }

    /// Returns the code of a callback.
    pub(crate) fn code(&self) -> Option<String> {
        self.url.query_pairs().find(|(name, _)| name == "code").map(|(_, code)| code.into_owned())
    }

    /// Returns the value of a cookie.
    pub(crate) fn cookie(&self, name: &str) -> Option<&str> {
        let mut cookies = self.cookies.iter();
        cookies.find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }
}

impl Answer {
    /// Makes a page.
    pub(crate) fn page(status: &'static str, body: &'static str) -> Self {
        Self { status, headers: vec![("content-type", "text/html".to_owned())], body }
    }

    /// Makes an answer in JSON that says nothing.
    pub(crate) fn json(status: &'static str) -> Self {
        Self { status, headers: vec![("content-type", "application/json".to_owned())], body: "{}" }
    }

    /// Makes a redirect.
    pub(crate) fn redirect(to: &str) -> Self {
        Self { status: "302 Found", headers: vec![("location", to.to_owned())], body: "" }
    }

    /// Adds a cookie.
    pub(crate) fn setting(mut self, line: String) -> Self {
        self.headers.push(("set-cookie", line));
        self
    }
}

impl std::fmt::Display for Answer {
    /// Writes it as it travels.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "HTTP/1.1 {}\r\n", self.status)?;
        for (name, value) in &self.headers {
            write!(f, "{name}: {value}\r\n")?;
        }
        let length = self.body.len();
        write!(f, "content-length: {length}\r\nconnection: close\r\n\r\n{}", self.body)
    }
}
