//! The pages behind one-time links: `GET` shows a form, `POST` sends it, both at the link's own address, and without script.
//!
//! Invariants: a page is a row of [`PAGES`]. The fields of its form are parameters of one public method, which is called as
//! any other caller would call it; this room only turns a form into parameters, and a reply into a page. `GET` uses no link up. A
//! token is in no log, in no other page's `Referer` and in no cache; the page itself does not hold it. Nothing here depends on a
//! cookie or on the header `Host`.

mod form;
mod html;

use std::sync::Arc;
use std::time::Instant;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use serde_json::Map;

use self::form::Encoding;
use self::html::{Field, Form, Holds, alert, paragraph};
use super::calls::{FormReply, call_of_form};
use super::heading::Heading;
use super::intake::{receive_bytes, refusal};
use super::{Service, read, request};
use crate::auth::one_time_link::{LinkToken, Purpose};
use crate::db::one_time_links::{Shown, ShownOffer, show};
use crate::db::reads::Weight;
use crate::error::{Error, Result};
use crate::sentences::{Language, Sentence, Wording};

/// A page behind links.
pub struct Page {
    /// The purpose of the links, which is the beginning of the path, too.
    purpose: Purpose,
    /// The public method that the form calls, with its module.
    method: &'static str,
    title: Wording,
    fields: fn(&Shown) -> &'static [Field],
    button: Wording,
    /// The text after success.
    done: Wording,
}

/// All pages.
pub static PAGES: [Page; 2] = [
    Page {
        purpose: Purpose::Reset,
        method: "Auth.ResetPassword",
        title: Wording { english: "Set a new password", spanish: "Establecer una contraseña nueva" },
        fields: |_| &[Field { name: "new_password", ..NEW_PASSWORD }, SAME_PASSWORD],
        button: Wording { english: "Set the password", spanish: "Establecer la contraseña" },
        done: Wording {
            english: "The password was set, and all sessions have ended. Sign in with the new password.",
            spanish: "La contraseña quedó establecida y todas las sesiones terminaron. Hay que iniciar sesión con la contraseña nueva.",
        },
    },
    Page {
        purpose: Purpose::Invitation,
        method: "Auth.AcceptInvitation",
        title: Wording { english: "Accept an invitation", spanish: "Aceptar una invitación" },
        fields: |shown| {
            let has_account = shown.offer.as_ref().is_some_and(|offer| offer.has_account);
            if has_account { &[PASSWORD] } else { &[NAME, NEW_PASSWORD, SAME_PASSWORD] }
        },
        button: Wording { english: "Accept", spanish: "Aceptar" },
        done: Wording {
            english: "The invitation is accepted. Sign in with your e-mail address and your password.",
            spanish: "La invitación quedó aceptada. Ya se puede iniciar sesión con el correo electrónico y la contraseña.",
        },
    },
];

const NAME: Field = Field { name: "name", label: Wording { english: "Name", spanish: "Nombre" }, holds: Holds::Name };

const PASSWORD: Field = Field {
    name: "password",
    label: Wording { english: "Password of this account", spanish: "Contraseña de esta cuenta" },
    holds: Holds::Password,
};

const NEW_PASSWORD: Field = Field {
    name: "password",
    label: Wording { english: "New password, eight characters or more", spanish: "Contraseña nueva, de ocho caracteres o más" },
    holds: Holds::NewPassword,
};

const SAME_PASSWORD: Field = Field {
    name: "c_password",
    label: Wording { english: "The new password again", spanish: "La contraseña nueva, otra vez" },
    holds: Holds::NewPassword,
};

impl Page {
    /// Whether a path is one of this page.
    pub fn is_at(&self, path: &str) -> bool {
        let token = path.strip_prefix('/').and_then(|path| path.strip_prefix(self.purpose.name())).and_then(|path| path.strip_prefix('/'));
        token.is_some_and(|token| !token.is_empty() && !token.contains('/'))
    }
}

/// Adds the pages to the application.
pub fn routes(config: &mut web::ServiceConfig) {
    for page in &PAGES {
        let path = format!("/{}/{{token}}", page.purpose.name());
        let showing =
            move |request: HttpRequest, service: web::Data<Service>| async move { Visit::of(page, request, service).show().await };
        let submitting = move |request: HttpRequest, payload: web::Payload, service: web::Data<Service>| async move {
            Visit::of(page, request, service).submit(payload).await
        };
        config.route(&path, read().to(showing)).route(&path, web::post().to(submitting));
    }
}

/// One request to a page.
struct Visit {
    page: &'static Page,
    heading: Heading,
    request: HttpRequest,
    service: web::Data<Service>,
    request_id: String,
    token: String,
}

/// The parts of a reply that a page shows.
#[derive(Deserialize)]
struct Reply {
    success: bool,
    error: Option<String>,
    response: serde_json::Value,
}

impl Visit {
    fn of(page: &'static Page, request: HttpRequest, service: web::Data<Service>) -> Self {
        let (request_id, heading) = (request::id(&request), Heading::of(&request, &service));
        let token = request.match_info().query("token").to_owned();
        Visit { page, heading, request, service, request_id, token }
    }

    fn language(&self) -> Language {
        self.heading.spoken.language()
    }

    async fn show(self) -> HttpResponse {
        match self.look().await {
            Ok(shown) => {
                let name = shown.offer.as_ref().and_then(|offer| offer.name.clone());
                self.form(StatusCode::OK, &shown, name, None, Vec::new())
            }
            Err(cause) => self.failed(&cause),
        }
    }

    /// The link, if it is alive; from then on its user's language is known.
    async fn look(&self) -> Result<Shown> {
        let deadline = Instant::now() + self.service.deadline;
        let asker = self.service.house.regulars.asker(None, None, self.heading.address, deadline);
        let (purpose, token) = (self.page.purpose, LinkToken::of(&self.token));
        let looking = move |mut lease| {
            let found = show(&mut lease, purpose, &token);
            (lease, found)
        };
        let found = self.service.database.reads.run(Weight::Short, &asker, looking).await??;
        let shown = found.ok_or_else(|| Error::NotFound(Sentence::LinkDead.into()))?;
        self.heading.spoken.note(shown.language);
        Ok(shown)
    }

    async fn submit(self, payload: web::Payload) -> HttpResponse {
        let started = Instant::now();
        let mut payload = payload.into_inner();
        let encoding = match self.encoding() {
            Ok(encoding) => encoding,
            Err(cause) => return refusal(&self.request, self.failed(&cause), payload),
        };
        let received = receive_bytes(&self.request, &mut payload, &self.service, self.heading.address, form::MOST_BYTES).await;
        let (body, permit) = match received {
            Ok(received) => received,
            Err(cause) => return refusal(&self.request, self.failed(&cause), payload),
        };
        let token = Map::from_iter([("token".to_owned(), self.token.clone().into())]);
        let parameters = match form::parameters(&encoding, &body, token) {
            Ok(parameters) => parameters,
            Err(cause) => return self.failed(&cause),
        };
        let name = parameters.get(NAME.name).and_then(serde_json::Value::as_str).map(ToOwned::to_owned);
        let parameters = serde_json::Value::Object(parameters).to_string().into();
        // Before the call: what the reply says is said in the language of the link's user.
        let shown = match self.look().await {
            Ok(shown) => shown,
            Err(cause) => return self.failed(&cause),
        };
        let mut heading = Heading::of(&self.request, &self.service);
        heading.body = Some(Arc::new(permit));
        heading.spoken = Arc::clone(&self.heading.spoken);
        let made = call_of_form(&self.service, heading, (self.page.method, parameters), &self.request_id, started).await;
        self.told(&shown, name, made)
    }

    fn encoding(&self) -> Result<Encoding> {
        let headers = self.request.headers();
        let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok()).unwrap_or_default();
        let is_compressed = !matches!(text(header::CONTENT_ENCODING).trim(), "" | "identity");
        let encoding = Encoding::of(text(header::CONTENT_TYPE)).filter(|_| !is_compressed);
        encoding.ok_or_else(|| Error::UnsupportedMediaType(Sentence::ContentTypeNoForm.into()))
    }

    /// The page for the reply to the form's call.
    fn told(&self, shown: &Shown, name: Option<String>, made: FormReply) -> HttpResponse {
        let FormReply { status, reply, retry_after_seconds } = made;
        let language = self.language();
        let reply: Reply = match serde_json::from_slice(&reply) {
            Ok(reply) => reply,
            Err(cause) => return self.failed(&Error::internal(cause)),
        };
        if reply.success {
            let (title, done) = (self.page.title.text(language), self.page.done.text(language));
            return html::page(StatusCode::OK, language, title, &paragraph(done), &self.request_id);
        }
        let sentence = reply.error.unwrap_or_default();
        if status == StatusCode::NOT_FOUND {
            return self.refused(status, &sentence);
        }
        let details = reply.response.get("details").and_then(serde_json::Value::as_array).cloned().unwrap_or_default();
        let text =
            |detail: &serde_json::Value, key: &str| detail.get(key).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
        let mistakes: Vec<(String, String)> = details.iter().map(|detail| (text(detail, "path"), text(detail, "message"))).collect();
        let is_shown = |path: &String| (self.page.fields)(shown).iter().any(|field| field.name == path);
        let is_told = !mistakes.is_empty() && mistakes.iter().all(|(path, _)| is_shown(path));
        let mut response = self.form(status, shown, name, (!is_told).then_some(sentence), mistakes);
        if let Some(seconds) = retry_after_seconds {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }

    fn form(
        &self,
        status: StatusCode,
        shown: &Shown,
        name: Option<String>,
        complaint: Option<String>,
        mistakes: Vec<(String, String)>,
    ) -> HttpResponse {
        let (language, Page { title, fields, button, .. }) = (self.language(), self.page);
        let offer = shown.offer.as_ref().map(|ShownOffer { profile, role, .. }| Sentence::InvitedTo { profile: profile.into(), role });
        let before = offer.map(|offer| paragraph(&offer.text(language))).unwrap_or_default();
        let form = Form { email: &shown.email, fields: fields(shown), name: name.as_deref(), button: *button, complaint, mistakes };
        html::page(status, language, title.text(language), &format!("{before}{}", form.html(language)), &self.request_id)
    }

    /// The page for a request that became no call.
    fn failed(&self, cause: &Error) -> HttpResponse {
        self.service.metrics.failed("", cause.code());
        let status = StatusCode::from_u16(cause.code().status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        self.refused(status, &cause.text(self.language()))
    }

    fn refused(&self, status: StatusCode, sentence: &str) -> HttpResponse {
        let language = self.language();
        html::page(status, language, self.page.title.text(language), &alert(sentence), &self.request_id)
    }
}
