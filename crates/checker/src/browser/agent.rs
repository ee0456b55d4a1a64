//! The HTTP agent as a browser: no scripts, and a few milliseconds an act.

use async_trait::async_trait;
use url::Url;
use user_agent::UserAgent;
use user_agent::{Control, Error, Fetch, Hop, Jar, Limits, Outcome, Page, Probe, Transcript};

use super::{Browser, Lure};
use crate::Options;
use crate::recorder::Line;

/// A window of the HTTP agent.
#[derive(Debug)]
pub(crate) struct Agent(UserAgent);

/// What the browsers of a check are made of: nothing but the pool of connections outlives one of them. A pool for each
/// would cost more than all that the browser does.
#[derive(Debug)]
pub(crate) struct Agents(UserAgent);

impl Agents {
    /// Makes browsers whose every act ends within the time of the options, and that go to the hosts that they allow.
    pub(crate) fn new(options: &Options) -> Self {
        let limits = Limits { time: options.act, ..Limits::default() };
        let agent = UserAgent::new().limits(limits);
        let hosts = &options.allowed_hosts;
        Self(if hosts.is_empty() { agent } else { agent.going_beyond_loopback_to(hosts) })
    }

    /// Makes a browser without a past.
    pub(crate) fn fresh(&self) -> UserAgent {
        self.0.fork().writing_to(&Transcript::default())
    }
}

impl Agent {
    /// Makes a browser without a past, whose requests are recorded.
    pub(crate) fn new(agents: &Agents, line: Line) -> Self {
        let agent = agents.fresh();
        agent.transcript().listen(move |hop| line.add(hop));
        Self(agent)
    }
}

#[async_trait]
impl Browser for Agent {
    async fn open(&mut self, url: &str) -> Result<Page, Error> {
        self.0.open(url).await
    }

    async fn press(&mut self, control: &Control) -> Result<Outcome, Error> {
        self.0.activate(control).await
    }

    async fn fill(&mut self, field: &str, text: &str) -> Result<(), Error> {
        self.0.fill(field, text).map(drop)
    }

    async fn follow_refresh(&mut self) -> Result<Option<Page>, Error> {
        self.0.follow_refresh().await
    }

    async fn reload(&mut self) -> Result<Page, Error> {
        self.0.reload().await
    }

    async fn back(&mut self) -> Result<Page, Error> {
        self.0.back().await
    }

    fn page(&self) -> Result<Page, Error> {
        self.0.page().cloned()
    }

    async fn fetch(&self, fetch: Fetch) -> Result<Page, Error> {
        self.0.fetch(fetch).await
    }

    async fn lure(&mut self, from: &Url, lure: Lure<'_>, url: &str) -> Result<Page, Error> {
        let page = self.0.from_page(from.as_str())?;
        match lure {
            Lure::Link => page.link(url).await,
            Lure::Form(fields) => page.post(url, fields).await,
            Lure::FormIn(encoding, _) => {
                Err(Error::UnsupportedEncoding(encoding.as_str().to_owned()))
            }
            Lure::Script(fetch) => page.fetch(fetch.clone()).await,
            Lure::Image => page.image(url).await,
            Lure::Frame => page.frame(url).await,
            Lure::Prefetch => page.prefetch(url).await,
        }
    }

    async fn request(&self, request: Probe) -> Result<Page, Error> {
        self.0.probe(request).await
    }

    async fn jar(&self) -> Result<Jar, Error> {
        Ok(self.0.jar())
    }

    async fn restore(&mut self, jar: &Jar) -> Result<(), Error> {
        self.0.restore(jar);
        Ok(())
    }

    async fn new_tab(&self) -> Result<Box<dyn Browser>, Error> {
        Ok(Box::new(Self(self.0.new_tab())))
    }

    async fn fork(&self) -> Result<Box<dyn Browser>, Error> {
        Ok(Box::new(Self(self.0.fork())))
    }

    async fn storage(&self) -> Result<Vec<String>, Error> {
        Ok(Vec::new())
    }

    fn runs_scripts(&self) -> bool {
        false
    }

    fn requests(&self) -> usize {
        self.0.transcript().requests()
    }

    fn sent(&self, since: usize) -> Vec<Hop> {
        self.0.transcript().hops(since)
    }
}
