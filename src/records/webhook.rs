//! The webhook. Invariants: no view shows its secret, the change record included.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

use crate::db::changes::Operation;
use crate::db::schema::webhooks;
use crate::db::stored::{Facet, Record, Recorded, Reference, stored};
use crate::error::Result;
use crate::fields::{Entity, Instant, Named, Verbatim};
use crate::records::kind_name::KindName;

/// A webhook.
#[derive(Clone, PartialEq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = webhooks, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Webhook {
    pub url: String,
    pub description: Option<String>,
    /// The names of the kinds of record, as a JSON list; an empty list means all.
    pub entities: String,
    /// The names of the operations, as a JSON list; an empty list means all.
    pub operations: String,
    pub exclude_origin: Option<String>,
    pub enabled: bool,
    pub disabled_at: Option<Instant>,
    /// The reason why the service disabled the webhook; None if a manager did.
    pub disabled_reason: Option<String>,
    pub secret: String,
    /// The replaced secret, which also signs until the moment below.
    pub previous_secret: Option<String>,
    pub previous_secret_ends_at: Option<Instant>,
}

impl std::fmt::Debug for Webhook {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Webhook(to {})", self.url)
    }
}

impl Webhook {
    /// The kinds of record that the webhook sends.
    pub fn wanted_entities(&self) -> Result<Vec<&'static str>> {
        let names: Vec<String> = serde_json::from_str(&self.entities)?;
        Ok(match names.as_slice() {
            [] => KindName::chosen(None),
            names => names.iter().filter_map(|name| KindName::find(name)).map(KindName::name).collect(),
        })
    }

    /// The operations that the webhook sends.
    pub fn wanted_operations(&self) -> Result<Vec<&'static str>> {
        let named: Vec<Operation> = serde_json::from_str(&self.operations)?;
        let all = [Operation::Create, Operation::Update, Operation::Delete];
        Ok(if named.is_empty() { &all } else { named.as_slice() }.iter().map(|operation| operation.name()).collect())
    }

    /// The host of the webhook's URL. The rest of the URL may be a secret.
    pub fn host(&self) -> &str {
        let (_, rest) = self.url.split_once("://").unwrap_or_default();
        rest.split(['/', '?']).next().unwrap_or_default()
    }

    /// The secrets that sign at this moment.
    pub fn secrets(&self, now: Instant) -> impl Iterator<Item = &str> {
        let previous = self.previous_secret.as_deref().filter(|_| self.previous_secret_ends_at.is_some_and(|end| now < end));
        std::iter::once(self.secret.as_str()).chain(previous)
    }
}

stored!(Webhook, webhooks);

impl Named for Webhook {
    const ENTITY: Entity = Entity("webhook");
    const HAS_EXTERNAL_IDS: bool = false;
}

impl Record for Webhook {
    const ALL: Facet = Facet("webhooks");
    const REFERENCES: &'static [Reference] = &[];

    type With = ();
    type View<'a> = WebhookView<'a>;

    fn view<'a>(kept: &'a Recorded<Self>, (): &'a ()) -> WebhookView<'a> {
        WebhookView::of(kept)
    }

    fn whole() {}

    /// A webhook can't be read back: no view has its secrets.
    const REVIVE: Option<fn(&str) -> Result<Self>> = None;
}

/// A webhook, without its secret.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Webhook")]
pub struct WebhookView<'a> {
    id: i64,
    /// The URL that changes are sent to.
    url: &'a str,
    description: Option<&'a str>,
    /// The kinds of record to send; an empty list means all.
    #[schemars(with = "Vec<KindName>")]
    entities: Verbatim<'a>,
    /// The operations to send; an empty list means all.
    #[schemars(with = "Vec<Operation>")]
    operations: Verbatim<'a>,
    /// The origin whose changes are left out; null if none.
    exclude_origin: Option<&'a str>,
    /// Whether changes are sent. A disabled webhook keeps its place in the feed of changes.
    enabled: bool,
    /// The time when the webhook was disabled; null while it is enabled.
    disabled_at: Option<Instant>,
    /// The reason why the service disabled the webhook; null if a manager did.
    disabled_reason: Option<&'a str>,
    /// The time when the replaced secret stops signing; null if none was replaced.
    previous_secret_ends_at: Option<Instant>,
    /// The record's version: 1 when created, one more with each change.
    version: i64,
    created_at: Instant,
    updated_at: Instant,
}

impl<'a> WebhookView<'a> {
    pub fn of(kept: &'a Recorded<Webhook>) -> Self {
        WebhookView {
            id: kept.id,
            url: &kept.url,
            description: kept.description.as_deref(),
            entities: Verbatim(Some(&kept.entities)),
            operations: Verbatim(Some(&kept.operations)),
            exclude_origin: kept.exclude_origin.as_deref(),
            enabled: kept.enabled,
            disabled_at: kept.disabled_at,
            disabled_reason: kept.disabled_reason.as_deref(),
            previous_secret_ends_at: kept.previous_secret_ends_at,
            version: kept.version,
            created_at: kept.created_at,
            updated_at: kept.updated_at,
        }
    }
}
