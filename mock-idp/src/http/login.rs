//! The hosted pages: `GET /login` shows the step at which a request waits, and the forms lead to the next step.

use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::Response;

use super::authorize;
use super::body::Form;
use super::cookie;
use super::pages::{
    self, CodePage, ErrorPage, Link, OrganizationChoice, OrganizationPage, Person, SignInPage,
    SignUpPage, StalePage,
};
use super::people;
use super::redirect::{self, Via};
use super::refusal::{error_page, explain};
use super::upstream;
use crate::environment::{
    AuthRequest, AuthRequestId, EmailCode, Environment, Id as _, Stage, User, UserId,
};
use crate::http::here::Here;
use crate::idp::Idp;
use crate::rules::authorization::hosted::{self, EmailForm, HostedPageError, PageUnavailableError};
use crate::rules::authorization::{Step, TEST_USER_CODE, is_test_user};
use crate::rules::{Desk, Ruling};
use crate::wire::{Browser, ForeignFormError, Params};

/// Shows the page of a request: `GET /login?request=ar_…`.
pub(super) async fn get(Here(idp): Here, browser: Browser, RawQuery(query): RawQuery) -> Response {
    let params = Params::parse(query.unwrap_or_default().as_bytes());
    let id = request_id(&params);
    match idp.transact(|desk| hosted::visit(desk.env, &id, &browser)) {
        Ok(()) => show(&idp, &id, StatusCode::OK, &Shown::of(&params)),
        Err(why) => refuse(&idp, &params, &id, Via::Found, why),
    }
}

/// Takes the address: `POST /login/email`.
pub(super) async fn email(Here(idp): Here, browser: Browser, Form(params): Form) -> Response {
    let form = EmailForm {
        email: field(&params, "email"),
        organization_name: params.owned("organization_name").ok().flatten(),
    };
    submit(&idp, &params, |desk, id| hosted::submit_email(desk, id, &form, &browser))
}

/// Takes the code: `POST /login/code`.
pub(super) async fn code(Here(idp): Here, browser: Browser, Form(params): Form) -> Response {
    let typed = field(&params, "code");
    submit(&idp, &params, |desk, id| hosted::submit_code(desk, id, &typed, &browser))
}

/// Sends another code: `POST /login/resend`.
pub(super) async fn resend(Here(idp): Here, browser: Browser, Form(params): Form) -> Response {
    let response = submit(&idp, &params, |desk, id| hosted::resend(desk, id, &browser));
    if response.status() == StatusCode::SEE_OTHER {
        return redirect::see(
            Via::SeeOther,
            &format!("/login?request={}&resent=true", request_id(&params)),
        );
    }
    response
}

/// Returns to the first page: `POST /login/restart`.
pub(super) async fn restart(Here(idp): Here, browser: Browser, Form(params): Form) -> Response {
    submit(&idp, &params, |desk, id| hosted::restart(desk.env, id, &browser))
}

/// Signs an offered person in: `POST /login/as`.
pub(super) async fn sign_in_as(Here(idp): Here, browser: Browser, Form(params): Form) -> Response {
    let user = field(&params, "user");
    submit(&idp, &params, |desk, id| hosted::sign_in_as(desk, id, &user, &browser))
}

/// Takes the choice of an organization: `POST /login/organization`.
pub(super) async fn organization(
    Here(idp): Here,
    browser: Browser,
    Form(params): Form,
) -> Response {
    let organization = field(&params, "organization");
    submit(&idp, &params, |desk, id| hosted::choose_organization(desk, id, &organization, &browser))
}

/// Declines to sign in: `POST /login/decline`.
pub(super) async fn decline(Here(idp): Here, browser: Browser, Form(params): Form) -> Response {
    submit(&idp, &params, |desk, id| hosted::decline(desk.env, id, &browser))
}

/// Answers a form of the hosted pages by its rule: with the next step, or with the same page and an error.
pub(super) fn submit(
    idp: &Idp,
    params: &Params,
    rule: impl FnOnce(&mut Desk<'_>, &AuthRequestId) -> Ruling<Step, HostedPageError>,
) -> Response {
    advance(idp, params, &request_id(params), Via::SeeOther, rule)
}

/// Advances the authorization request `id` by a rule, and sends the browser to the next step.
pub(super) fn advance(
    idp: &Idp,
    params: &Params,
    id: &AuthRequestId,
    via: Via,
    rule: impl FnOnce(&mut Desk<'_>, &AuthRequestId) -> Ruling<Step, HostedPageError>,
) -> Response {
    let outcome = idp.transact(|desk| rule(desk, id));
    let is_over = !matches!(
        outcome,
        Ok(Step::Page(_))
            | Err(HostedPageError::ForeignForm(_)
                | HostedPageError::Unavailable(_)
                | HostedPageError::Form(..))
    );
    let mut response = match outcome {
        Ok(step) => authorize::follow(idp, via, step),
        Err(why) => refuse(idp, params, id, via, why),
    };
    if is_over {
        response.headers_mut().extend([cookie::unbind(id)]);
    }
    response
}

fn refuse(
    idp: &Idp,
    params: &Params,
    id: &AuthRequestId,
    via: Via,
    why: HostedPageError,
) -> Response {
    match why {
        HostedPageError::ForeignForm(why) => foreign_form(&why),
        HostedPageError::Ended(refusal) => authorize::refuse(idp, via, refusal),
        HostedPageError::Unavailable(why) => idp.read(|environment| gone(environment, id, why)),
        HostedPageError::Form(id, why) => {
            let shown = Shown { error: Some(why.to_string()), ..Shown::of(params) };
            show(idp, &id, StatusCode::UNPROCESSABLE_ENTITY, &shown)
        }
    }
}

fn request_id(params: &Params) -> AuthRequestId {
    AuthRequestId::named(&field(params, "request"))
}

pub(super) fn field(params: &Params, name: &'static str) -> String {
    params.owned(name).ok().flatten().unwrap_or_default()
}

/// The parts of a page that the environment does not remember.
pub(super) struct Shown {
    pub(super) error: Option<String>,
    notice: Option<String>,
    pub(super) email: Option<String>,
    organization_name: String,
    /// The filter of the people whom the page offers.
    pub(super) who: String,
    /// Whether the person chose the sign-up page; `None` if they made no choice.
    sign_up: Option<bool>,
}

impl Shown {
    fn of(params: &Params) -> Self {
        Self {
            error: None,
            notice: params
                .one("resent")
                .is_ok_and(|resent| resent.is_some())
                .then(|| "Another code was sent.".to_owned()),
            email: params.owned("email").ok().flatten(),
            organization_name: field(params, "organization_name"),
            who: field(params, "who"),
            sign_up: params.one("sign_up").ok().flatten().map(|value| value == "true"),
        }
    }
}

fn show(idp: &Idp, id: &AuthRequestId, status: StatusCode, shown: &Shown) -> Response {
    idp.read(|environment| match hosted::open_request(environment, id) {
        Err(why) => gone(environment, id, why),
        Ok(request) => match &request.stage {
            Stage::Email => first_page(environment, request, status, shown),
            Stage::Code(sent) => pages::page(status, &code_page(environment, request, sent, shown)),
            Stage::Organization { user, .. } => {
                pages::page(status, &chooser(environment, request, user))
            }
            Stage::Upstream(at) => upstream::page(environment, request, at, status, shown),
            Stage::Answered => unreachable!("an answered request is not open"),
        },
    })
}

fn first_page(
    environment: &Environment,
    request: &AuthRequest,
    status: StatusCode,
    shown: &Shown,
) -> Response {
    let email = shown.email.clone().or_else(|| request.login_hint.clone()).unwrap_or_default();
    let link = |sign_up: bool| format!("/login?request={}&sign_up={sign_up}", request.id);
    if shown.sign_up.unwrap_or(request.sign_up) {
        let page = SignUpPage {
            request: request.id.to_string(),
            client: client_name(environment, request),
            email,
            organization_name: shown.organization_name.clone(),
            error: shown.error.clone(),
            sign_in_url: link(false),
        };
        return pages::page(status, &page);
    }
    let page = SignInPage {
        request: request.id.to_string(),
        client: client_name(environment, request),
        email,
        error: shown.error.clone(),
        social: upstream::social_buttons(environment),
        people: people::found(
            environment,
            environment.users().filter(|user| user.seeded),
            &shown.who,
            "/login",
        ),
        sign_up_url: link(true),
    };
    pages::page(status, &page)
}

fn code_page(
    environment: &Environment,
    request: &AuthRequest,
    sent: &EmailCode,
    shown: &Shown,
) -> CodePage {
    let is_test_user = is_test_user(&sent.email);
    CodePage {
        request: request.id.to_string(),
        client: client_name(environment, request),
        email: sent.email.clone(),
        digits: if is_test_user {
            TEST_USER_CODE.to_owned()
        } else {
            sent.code.reveal().to_owned()
        },
        is_test_user,
        error: shown.error.clone(),
        notice: shown.notice.clone(),
    }
}

fn chooser(environment: &Environment, request: &AuthRequest, user: &UserId) -> OrganizationPage {
    let user = environment.user(user);
    let choices = user
        .into_iter()
        .flat_map(|user| user.sign_in_choices(environment.now()))
        .filter_map(|membership| {
            let organization = environment.organization(&membership.organization)?;
            Some(OrganizationChoice {
                id: organization.id.to_string(),
                name: organization.name.clone(),
                roles: membership.roles.clone(),
            })
        });
    OrganizationPage {
        request: request.id.to_string(),
        client: client_name(environment, request),
        email: user.map_or_else(String::new, |user| user.email.clone()),
        organizations: choices.collect(),
    }
}

pub(super) fn person(environment: &Environment, user: &User) -> Person {
    let membership_of = |membership: &crate::environment::Membership| {
        let organization = environment.organization(&membership.organization)?;
        Some(match membership.roles.as_slice() {
            [] => organization.name.clone(),
            roles => format!("{} of {}", roles.join(" and "), organization.name),
        })
    };
    Person {
        id: user.id.to_string(),
        name: user.name(),
        email: user.email.clone(),
        memberships: user
            .sign_in_choices(environment.now())
            .into_iter()
            .filter_map(membership_of)
            .collect(),
        active: user.active,
    }
}

pub(super) fn client_name(environment: &Environment, request: &AuthRequest) -> String {
    environment
        .client(request.client.as_str())
        .map_or_else(|| request.client.to_string(), |client| client.name.clone())
}

/// Shows the page of a sign-in that cannot continue here, with the way back to the application if it registered one.
fn gone(environment: &Environment, id: &AuthRequestId, why: PageUnavailableError) -> Response {
    let begin_again = || {
        environment.client_of(id).and_then(|client| {
            Some(Link {
                label: client.name.clone(),
                url: client.initiate_login_uri.as_ref()?.as_str().to_owned(),
            })
        })
    };
    match why {
        PageUnavailableError::Stale | PageUnavailableError::Answered => {
            pages::page(StatusCode::GONE, &StalePage { begin_again: begin_again() })
        }
        PageUnavailableError::OutOfStep => error_page(
            StatusCode::CONFLICT,
            "Another step",
            "This form belongs to another step of the sign-in.".to_owned(),
            Vec::new(),
            Some("Reload the sign-in page."),
        ),
        PageUnavailableError::OtherBrowser => {
            let page = ErrorPage {
                title: "Another browser began this sign-in".to_owned(),
                message: explain(&why),
                details: Vec::new(),
                remedy: None,
                back: begin_again().unwrap_or_else(Link::home),
                ..ErrorPage::default()
            };
            page.answer(StatusCode::FORBIDDEN)
        }
    }
}

/// Shows the page for a form of another origin.
pub(super) fn foreign_form(why: &ForeignFormError) -> Response {
    error_page(
        StatusCode::FORBIDDEN,
        "Another site sent this form",
        explain(why),
        Vec::new(),
        Some("Begin at the application, and use the forms that this environment shows."),
    )
}
