//! What is done in each lesson's play, act by act.

use theatre::Weight;
use user_agent::{Probe, UserAgent};

use super::super::Classroom;
use super::script::{Script, Seat};
use super::{
    A_WHILE, ALICE, ALICE_ON_THE_HOSTED_PAGE, Breach, ELSEWHERE, HOLDER, Outcome, PATIENCE, PHONE,
    Stage, browser,
};

impl Stage {
    /// Does what the lesson is about, and returns what that proves to be wrong.
    pub(super) async fn act(&mut self, lesson: &str) -> Outcome<Option<Breach>> {
        match lesson {
            "callback" => self.guess_a_callback().await,
            "staying-signed-in" => self.stay().await,
            "sign-out" => {
                let what = "nobody had to choose: the session at Scalekit went on";
                let goes_on = self.sign_out_and_in().await?;
                Ok(goes_on.then_some(Breach::fault(what, "/oauth/authorize")))
            }
            "server-did-it" => {
                let what = "the application's server requested this, without the browser's cookie: no session ended";
                let goes_on = self.sign_out_and_in().await?;
                Ok(goes_on.then_some(Breach::fault(what, "/oidc/logout")))
            }
            "kept-cookie" => self.keep_a_cookie().await,
            "foreign-link" => self.follow_a_foreign_link().await,
            "everywhere" => self.end_everywhere().await,
            _ => self.look_at_the_request().await,
        }
    }

    async fn sign_in(&mut self) -> Outcome<()> {
        sign_in(&self.room, &mut self.script, &mut self.desk, "Alice signs in").await
    }

    async fn sign_out(&mut self) -> Outcome<()> {
        self.desk.agent.press("Sign out").await?;
        self.end("Alice presses “Sign out”");
        Ok(())
    }

    async fn look_at_the_request(&mut self) -> Outcome<Option<Breach>> {
        self.sign_in().await?;
        let has_state = |hop: &theatre::Hop| hop.to.parameters.iter().any(|name| name == "state");
        let is_bound = self.script.acts.iter().flat_map(|act| &act.hops).any(has_state);
        Ok((!is_bound).then_some(Breach {
            weight: Weight::Advice,
            what: "the request has no state: code_challenge alone protects this sign-in",
            path: "/oauth/authorize",
        }))
    }

    /// Ends an act of Alice at her desk.
    fn end(&mut self, title: &str) {
        self.script.end(title, &self.desk, self.room.idp());
    }

    /// Lets somebody else take part.
    fn newcomer(&mut self, name: &'static str, agent: UserAgent) -> Seat {
        self.others.push(name);
        Seat { agent, lane: self.others.len() }
    }

    async fn guess_a_callback(&mut self) -> Outcome<Option<Breach>> {
        self.desk.agent.open(&self.url("/login")).await?;
        self.end("Alice begins to sign in");
        self.desk.agent.open(&self.url("/auth/callback?code=guessed&state=guessed")).await?;
        self.end("A link leads her to a callback with a code that is not hers");
        let exchanges = self.room.idp().exchanges();
        let is_sent = exchanges.iter().any(|exchange| exchange.caused("token.refused"));
        Ok(is_sent.then_some(Breach::fault(
            "the code of this callback went to Scalekit, though its state was guessed",
            "/oauth/token",
        )))
    }

    async fn stay(&mut self) -> Outcome<Option<Breach>> {
        self.sign_in().await?;
        let mut is_out = false;
        for title in ["Six minutes later", "Six more minutes later"] {
            self.room.idp().clock().advance(A_WHILE);
            let status = dashboard(&self.desk.agent, &self.url("/dashboard")).await?;
            self.end(title);
            is_out = !is_in(status);
        }
        let what = "this refresh token was used before: Scalekit takes it for stolen, and gives no more tokens";
        Ok(is_out.then_some(Breach::fault(what, "/oauth/token")))
    }

    /// Signs out and in again, and says whether nobody had to choose.
    async fn sign_out_and_in(&mut self) -> Outcome<bool> {
        self.sign_in().await?;
        self.sign_out().await?;
        let page = self.desk.agent.click("Sign in").await?;
        let is_in = page.url().as_str().starts_with(self.room.application_url());
        self.end("Somebody presses “Sign in”");
        Ok(is_in)
    }

    async fn keep_a_cookie(&mut self) -> Outcome<Option<Breach>> {
        self.sign_in().await?;
        let copy = self.newcomer(HOLDER, self.desk.agent.fork());
        self.show(&copy, "A copy of the application's cookie opens the dashboard").await?;
        self.sign_out().await?;
        let status = self.show(&copy, "After the sign-out the copy is shown once more").await?;
        Ok(is_in(status).then_some(Breach::fault(
            "a copy of the cookie opens the dashboard after the sign-out",
            "/dashboard",
        )))
    }

    /// Requests the dashboard, and returns the status of the answer.
    async fn show(&mut self, seat: &Seat, title: &str) -> Outcome<u16> {
        let status = dashboard(&seat.agent, &self.url("/dashboard")).await?;
        self.script.end(title, seat, self.room.idp());
        Ok(status)
    }

    async fn follow_a_foreign_link(&mut self) -> Outcome<Option<Breach>> {
        self.sign_in().await?;
        let kept = self.desk.agent.fork();
        let link = self.url("/logout");
        self.desk.agent.from_page(ELSEWHERE)?.link(&link).await?;
        self.end("A link on another site leads Alice to the sign-out");
        let is_out = !is_in(dashboard(&kept, &self.url("/dashboard")).await?);
        self.script.skip(self.room.idp());
        Ok(is_out.then_some(Breach::fault(
            "a link on another site signed her out, without a button",
            "/logout",
        )))
    }

    async fn end_everywhere(&mut self) -> Outcome<Option<Breach>> {
        self.sign_in().await?;
        let phone = browser(&self.room).writing_to(&self.script.transcript);
        let mut phone = self.newcomer(PHONE, phone);
        let title = "Alice signs in on her phone too";
        sign_in(&self.room, &mut self.script, &mut phone, title).await?;
        self.room.idp().revoke_sessions(ALICE)?;
        self.room.idp().deliveries_settled(PATIENCE).await?;
        let deliveries = self.room.idp().deliveries();
        let application = self.room.application_url();
        self.script.deliver("Her sessions are ended at Scalekit", &deliveries, application);
        let status = self.show(&phone, "The phone requests a page").await?;
        Ok(is_in(status).then_some(Breach::fault(
            "the phone is signed in although its session is over",
            "/dashboard",
        )))
    }
}

async fn sign_in(
    room: &Classroom,
    script: &mut Script,
    seat: &mut Seat,
    title: &str,
) -> Outcome<()> {
    seat.agent.open(room.application_url()).await?;
    script.skip(room.idp());
    seat.agent.click("Sign in").await?;
    seat.agent.press(ALICE_ON_THE_HOSTED_PAGE).await?;
    script.end(title, seat, room.idp());
    Ok(())
}

/// Returns the status of a guarded page, and follows no redirect.
pub(super) async fn dashboard(browser: &UserAgent, url: &str) -> Outcome<u16> {
    Ok(browser.probe(Probe::get(url).with_cookies()).await?.status())
}

pub(super) fn is_in(status: u16) -> bool {
    status == 200
}
