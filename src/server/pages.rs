//! The pages behind links, those that work once and those of requests for feedback: `GET` shows a form, `POST` sends it, both at the
//! link's own address, and without script.
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
use self::html::{Account, Field, Form, Holds, alert, paragraph};
use super::calls::{FormReply, call_of_form};
use super::heading::Heading;
use super::intake::{receive_bytes, refusal};
use super::{Service, read, request};
use crate::auth::feedback_token::FeedbackToken;
use crate::auth::one_time_link::{LinkToken, Purpose};
use crate::db::feedback;
use crate::db::one_time_links::{Shown, ShownOffer, show};
use crate::db::reads::{Lease, Weight};
use crate::error::{Error, Result};
use crate::records::feedback::{ANSWERED, NPS, OPEN};
use crate::sentences::{Language, Sentence, Wording};

/// A page behind links.
pub struct Page {
    links: Links,
    /// The public method that the form calls, with its module.
    method: &'static str,
    title: Wording,
    button: Wording,
    /// The text after success.
    done: Wording,
}

/// The links that lead to a page.
#[derive(Debug, Clone, Copy)]
enum Links {
    /// Links for one use.
    OneTime(Purpose),
    /// The addresses of requests for feedback.
    Feedback,
}

impl Links {
    /// The beginning of the path.
    const fn name(self) -> &'static str {
        match self {
            Links::OneTime(purpose) => purpose.name(),
            Links::Feedback => "feedback",
        }
    }
}

/// The part of a living link that a page shows.
struct Seen {
    /// The language of its reader, if anything says one.
    language: Option<Language>,
    /// The address of the account that the link is for.
    email: Option<String>,
    /// The sentence above the form.
    introduction: Option<Sentence>,
    fields: &'static [Field],
    /// The texts that stand in the form already, by the field's name.
    values: Vec<(&'static str, String)>,
    /// Whether all was done before.
    is_done: bool,
}

/// All pages.
pub static PAGES: [Page; 3] = [
    Page {
        links: Links::OneTime(Purpose::Reset),
        method: "Auth.ResetPassword",
        title: Wording { english: "Set a new password", spanish: "Establecer una contraseña nueva" },
        button: Wording { english: "Set the password", spanish: "Establecer la contraseña" },
        done: Wording {
            english: "The password was set, and all sessions have ended. Sign in with the new password.",
            spanish: "La contraseña quedó establecida y todas las sesiones terminaron. Hay que iniciar sesión con la contraseña nueva.",
        },
    },
    Page {
        links: Links::OneTime(Purpose::Invitation),
        method: "Auth.AcceptInvitation",
        title: Wording { english: "Accept an invitation", spanish: "Aceptar una invitación" },
        button: Wording { english: "Accept", spanish: "Aceptar" },
        done: Wording {
            english: "The invitation is accepted. Sign in with your e-mail address and your password.",
            spanish: "La invitación quedó aceptada. Ya se puede iniciar sesión con el correo electrónico y la contraseña.",
        },
    },
    Page {
        links: Links::Feedback,
        method: "Feedback.AnswerRequest",
        title: Wording { english: "Your opinion", spanish: "Su opinión" },
        button: Wording { english: "Send", spanish: "Enviar" },
        done: Wording { english: "The answer was received. Thank you.", spanish: "La respuesta quedó registrada. Gracias." },
    },
];

const RATING: &str = "rating";
const COMMENT: &str = "comment";

const STARS_FIELD: Field = Field {
    name: RATING,
    label: Wording { english: "Rating, from 1 (bad) to 5 (very good)", spanish: "Calificación, de 1 (mala) a 5 (muy buena)" },
    holds: Holds::Rating { least: 1, greatest: 5 },
};

const NPS_FIELD: Field = Field {
    name: RATING,
    label: Wording {
        english: "How likely is a recommendation to others, from 0 (not at all) to 10 (very)?",
        spanish: "¿Qué tan probable es una recomendación a otras personas, de 0 (nada) a 10 (mucho)?",
    },
    holds: Holds::Rating { least: 0, greatest: 10 },
};

const COMMENT_FIELD: Field =
    Field { name: COMMENT, label: Wording { english: "Comment (if you like)", spanish: "Comentario (opcional)" }, holds: Holds::Comment };

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
        let token = path.strip_prefix('/').and_then(|path| path.strip_prefix(self.links.name())).and_then(|path| path.strip_prefix('/'));
        token.is_some_and(|token| !token.is_empty() && !token.contains('/'))
    }
}

/// Adds the pages to the application.
pub fn routes(config: &mut web::ServiceConfig) {
    for page in &PAGES {
        let path = format!("/{}/{{token}}", page.links.name());
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

impl Seen {
    fn of_link(purpose: Purpose, shown: Shown) -> Self {
        let Shown { email, language, offer } = shown;
        let fields: &'static [Field] = match purpose {
            Purpose::Reset => &[Field { name: "new_password", ..NEW_PASSWORD }, SAME_PASSWORD],
            Purpose::Invitation if offer.as_ref().is_some_and(|offer| offer.has_account) => &[PASSWORD],
            Purpose::Invitation => &[NAME, NEW_PASSWORD, SAME_PASSWORD],
        };
        let introduction = offer.as_ref().map(|ShownOffer { profile, role, .. }| Sentence::InvitedTo { profile: profile.into(), role });
        let values = offer.and_then(|offer| offer.name).map(|name| (NAME.name, name)).into_iter().collect();
        Seen { language, email: Some(email), introduction, fields, values, is_done: false }
    }

    fn of_request(shown: feedback::ShownRequest) -> Self {
        let feedback::ShownRequest { profile, language, subject, scale, status } = shown;
        let fields: &'static [Field] = if scale == NPS { &[NPS_FIELD, COMMENT_FIELD] } else { &[STARS_FIELD, COMMENT_FIELD] };
        let introduction = Some(Sentence::FeedbackAsked { profile: profile.as_str().into(), subject });
        Seen { language, email: None, introduction, fields, values: Vec::new(), is_done: status == ANSWERED }
    }
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
            Ok(seen) if seen.is_done => self.done(),
            Ok(seen) => self.form(StatusCode::OK, &seen, None, Vec::new()),
            Err(cause) => self.failed(&cause),
        }
    }

    /// The link, if it is alive; from then on its reader's language is known.
    async fn look(&self) -> Result<Seen> {
        let seen = match self.page.links {
            Links::OneTime(purpose) => {
                let token = LinkToken::of(&self.token);
                let found = self.read(move |lease| show(lease, purpose, &token)).await?;
                Seen::of_link(purpose, found.ok_or_else(|| Error::NotFound(Sentence::LinkDead.into()))?)
            }
            Links::Feedback => {
                let (token, house) = (FeedbackToken::of(&self.token), Arc::clone(&self.service.house));
                let found = self.read(move |lease| feedback::shown(lease, &house.addresses, &token)).await?;
                let found = found.ok_or_else(|| Error::NotFound(Sentence::FeedbackLinkDead.into()))?;
                self.heading.spoken.note(found.language);
                if found.status != OPEN && found.status != ANSWERED {
                    return Err(Error::NotFound(Sentence::FeedbackLinkExpired.into()));
                }
                Seen::of_request(found)
            }
        };
        self.heading.spoken.note(seen.language);
        Ok(seen)
    }

    /// Reads in the turn of the caller's address.
    async fn read<T: Send + 'static>(&self, look: impl FnOnce(&mut Lease) -> Result<T> + Send + 'static) -> Result<T> {
        let deadline = Instant::now() + self.service.deadline;
        let asker = self.service.house.regulars.asker(None, None, self.heading.address, deadline);
        let looking = move |mut lease: Lease| {
            let found = look(&mut lease);
            (lease, found)
        };
        self.service.database.reads.run(Weight::Short, &asker, looking).await?
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
        // Before the call: what the reply says is said in the language of the link's reader.
        let mut seen = match self.look().await {
            Ok(seen) => seen,
            Err(cause) => return self.failed(&cause),
        };
        let sent = |field: &Field| Some((field.name, parameters.get(field.name)?.as_str()?.to_owned()));
        seen.values = seen.fields.iter().filter(|field| !field.holds.is_secret()).filter_map(sent).collect();
        let parameters = serde_json::Value::Object(parameters).to_string().into();
        let mut heading = Heading::of(&self.request, &self.service);
        heading.body = Some(Arc::new(permit));
        heading.spoken = Arc::clone(&self.heading.spoken);
        let made = call_of_form(&self.service, heading, (self.page.method, parameters), &self.request_id, started).await;
        self.told(&seen, made)
    }

    fn encoding(&self) -> Result<Encoding> {
        let headers = self.request.headers();
        let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok()).unwrap_or_default();
        let is_compressed = !matches!(text(header::CONTENT_ENCODING).trim(), "" | "identity");
        let encoding = Encoding::of(text(header::CONTENT_TYPE)).filter(|_| !is_compressed);
        encoding.ok_or_else(|| Error::UnsupportedMediaType(Sentence::ContentTypeNoForm.into()))
    }

    /// The page for the reply to the form's call.
    fn told(&self, seen: &Seen, made: FormReply) -> HttpResponse {
        let FormReply { status, reply, retry_after_seconds } = made;
        let reply: Reply = match serde_json::from_slice(&reply) {
            Ok(reply) => reply,
            Err(cause) => return self.failed(&Error::internal(cause)),
        };
        if reply.success {
            return self.done();
        }
        let sentence = reply.error.unwrap_or_default();
        // A form that can't be sent once more is not shown again.
        if status == StatusCode::NOT_FOUND || seen.is_done {
            return self.refused(status, &sentence);
        }
        let details = reply.response.get("details").and_then(serde_json::Value::as_array).cloned().unwrap_or_default();
        let text =
            |detail: &serde_json::Value, key: &str| detail.get(key).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
        let mistakes: Vec<(String, String)> = details.iter().map(|detail| (text(detail, "path"), text(detail, "message"))).collect();
        let is_shown = |path: &String| seen.fields.iter().any(|field| field.name == path);
        let is_told = !mistakes.is_empty() && mistakes.iter().all(|(path, _)| is_shown(path));
        let mut response = self.form(status, seen, (!is_told).then_some(sentence), mistakes);
        if let Some(seconds) = retry_after_seconds {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }

    /// The page once all is done.
    fn done(&self) -> HttpResponse {
        let (language, Page { title, done, .. }) = (self.language(), self.page);
        html::page(StatusCode::OK, language, title.text(language), &paragraph(done.text(language)), &self.request_id)
    }

    fn form(&self, status: StatusCode, seen: &Seen, complaint: Option<String>, mistakes: Vec<(String, String)>) -> HttpResponse {
        let (language, Page { title, button, .. }) = (self.language(), self.page);
        let before = seen.introduction.as_ref().map(|sentence| paragraph(&sentence.text(language))).unwrap_or_default();
        let account = seen.email.as_deref().map(|email| Account { email });
        let form = Form { account, fields: seen.fields, values: &seen.values, button: *button, complaint, mistakes };
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
