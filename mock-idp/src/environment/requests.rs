//! What events do to waiting requests, and to the mails that people wait for.

use super::sign_in::MOST_WAITING;
use super::{
    Assertion, AuthRequest, AuthRequestId, EmailCode, Environment, Mail, SessionId, Stage, Taken,
    Told,
};

/// Mails that the mailbox keeps: the newest is what anybody wants, and a page of this many is long enough.
const MOST_MAILS: usize = 200;

impl Environment {
    pub(super) fn keep_request(&mut self, request: &AuthRequest) {
        self.requests_by_age.push_back(request.id.clone());
        self.requests.insert(request.id.clone(), request.clone());
        // Every request has the same lifetime, so the oldest is the first to go stale.
        while let Some(oldest) = self.requests_by_age.front() {
            let stale =
                self.requests.get(oldest).is_none_or(|request| request.expires_at <= self.now);
            if !stale && self.requests.len() <= MOST_WAITING {
                break;
            }
            self.requests.remove(oldest);
            self.requests_by_age.pop_front();
        }
    }

    pub(super) fn keep_code(
        &mut self,
        request: &AuthRequestId,
        code: &EmailCode,
        mail: Option<&Mail>,
    ) {
        self.reach(request, Stage::Code(code.clone()));
        if let Some(mail) = mail {
            self.keep_mail(mail);
        }
    }

    pub(super) fn keep_mail(&mut self, mail: &Mail) {
        self.mails.push_back(mail.clone());
        if self.mails.len() > MOST_MAILS {
            self.mails.pop_front();
        }
    }

    pub(super) fn count_attempt(&mut self, request: &AuthRequestId) {
        if let Some(AuthRequest { stage: Stage::Code(code), .. }) = self.requests.get_mut(request) {
            code.attempts += 1;
        }
    }

    pub(super) fn reach(&mut self, request: &AuthRequestId, stage: Stage) {
        if let Some(request) = self.requests.get_mut(request) {
            request.stage = stage;
        }
    }

    /// Goes on to a stage that a form led to, in a session if that answers the request.
    pub(super) fn lead_on(
        &mut self,
        request: &AuthRequestId,
        stage: Stage,
        session: Option<&SessionId>,
    ) {
        let at = self.now;
        if let Some(request) = self.requests.get_mut(request) {
            let code = match &request.stage {
                Stage::Code(sent) => Some(sent.code.clone()),
                _ => None,
            };
            request.taken = Some(Taken { at, code, session: session.cloned() });
            request.stage = stage;
        }
    }

    pub(super) fn restart(&mut self, request: &AuthRequestId) {
        if let Some(request) = self.requests.get_mut(request) {
            request.taken = None;
            request.stage = Stage::Email;
            request.asserted = None;
        }
    }

    pub(super) fn assert(&mut self, request: &AuthRequestId, assertion: &Assertion) {
        if let Some(request) = self.requests.get_mut(request) {
            request.asserted = Some(Box::new(assertion.clone()));
        }
    }

    pub(super) fn tell(&mut self, request: &AuthRequestId, told: &Told) {
        if let Some(AuthRequest { stage: Stage::Upstream(upstream), .. }) =
            self.requests.get_mut(request)
        {
            upstream.told = Some(told.clone());
        }
    }
}
