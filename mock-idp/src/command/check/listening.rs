//! Whether an application listens at its address, and answers in HTTP.

use std::time::Duration;

use checker::CheckError;
use tokio::net::TcpStream;
use tokio::time::{Instant, MissedTickBehavior, interval, timeout, timeout_at};
use url::Url;

/// How often it is tried whether one answers.
const TRY: Duration = Duration::from_millis(100);

/// Time for one try. Whoever listens and says nothing for so long has hung.
const ANSWER: Duration = Duration::from_secs(10);

/// Waits until something answers there in HTTP, or `ended` says that nothing will.
pub(super) async fn until_it_answers(
    url: &Url,
    time: Duration,
    mut ended: impl FnMut() -> Option<CheckError>,
) -> Result<(), CheckError> {
    let (until, mut tries) = (Instant::now() + time, interval(TRY));
    tries.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut why = "nothing listens there".to_owned();
    loop {
        tries.tick().await;
        if let Some(ended) = ended() {
            return Err(ended);
        }
        match timeout_at(until, answer(url)).await {
            Ok(Ok(())) => return Ok(()),
            // Who speaks another protocol does not learn HTTP by being called again.
            Ok(Err(error)) if error == checker::NOT_HTTP => {
                return Err(CheckError::AppDown { app: url.clone(), why: error });
            }
            Ok(Err(error)) => why = error,
            Err(_) => break,
        }
    }
    let why = format!("it did not answer within {} seconds: {why}", time.as_secs());
    Err(CheckError::AppDown { app: url.clone(), why })
}

/// Says whether anything answers there in HTTP.
pub(super) async fn answer(url: &Url) -> Result<(), String> {
    let client = reqwest::Client::builder()
        .no_proxy()
        .timeout(ANSWER)
        .redirect(reqwest::redirect::Policy::none())
        .tls_danger_accept_invalid_certs(true)
        .build()
        .map_err(|why| why.to_string())?;
    let answer = client.get(url.clone()).send().await;
    answer.map(drop).map_err(|why| {
        if why.is_timeout() {
            "it takes the request, and no answer comes".to_owned()
        } else {
            checker::reason(&why.without_url())
        }
    })
}

/// Says whether something listens at the application's address before the application was started: nothing would tell
/// the two apart.
pub(super) async fn is_taken(url: &Url) -> bool {
    let Ok(addresses) = url.socket_addrs(|| None) else { return false };
    let connected = timeout(ANSWER, TcpStream::connect(&*addresses)).await;
    matches!(connected, Ok(Ok(_)))
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    use super::*;

    /// Longer than any of these tests.
    const LONG: Duration = Duration::from_secs(90);

    #[tokio::test]
    async fn an_application_that_takes_requests_and_never_answers_is_not_waited_for_longer() {
        let silent = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}/", silent.local_addr().expect("an address"));
        let url = url.parse().expect("a URL");

        let waited = until_it_answers(&url, Duration::from_millis(300), || None).await;

        let why = waited.expect_err("it is silent").to_string();
        assert!(why.contains("it did not answer within"), "{why}");
    }

    #[tokio::test]
    async fn an_application_that_speaks_no_http_is_not_waited_for() {
        let other = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}/", other.local_addr().expect("an address"));
        let url = url.parse().expect("a URL");
        let answering = tokio::spawn(async move {
            while let Ok((mut stream, _)) = other.accept().await {
                let mut request = [0; 4096];
                let _read = stream.read(&mut request).await;
                let _gone = stream.write_all(b"220 mail.example ESMTP\r\n").await;
            }
        });

        let waited = until_it_answers(&url, LONG, || None).await;

        let why = waited.expect_err("it speaks another protocol").to_string();
        assert_eq!(
            why,
            format!("the application at {url} cannot be opened: {}", checker::NOT_HTTP)
        );
        answering.abort();
    }

    #[tokio::test]
    async fn an_address_where_something_listens_is_taken() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}/", listener.local_addr().expect("an address"));
        let url = url.parse().expect("a URL");

        assert!(is_taken(&url).await);
        drop(listener);
        assert!(!is_taken(&url).await);
    }
}
