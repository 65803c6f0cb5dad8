//! Revival: a record's last view in `changes`, read back, is the stored row.
//!
//! The tests of the demonstration and of an earlier release's database call this.

use std::fmt::Debug;

use ventanilla::auth::registration::Registration;
use ventanilla::db::call::Call;
use ventanilla::db::connection::DatabaseAddress;
use ventanilla::db::scope::Manager;
use ventanilla::db::stored::Stored;
use ventanilla::db::writes::Operator;
use ventanilla::error::Result;
use ventanilla::fields::{Entity, Instant};
use ventanilla::records::application_token::ApplicationToken;
use ventanilla::records::catalog_entry::CatalogEntry;
use ventanilla::records::company::Company;
use ventanilla::records::contact::Contact;
use ventanilla::records::document_line::{OrderLine, QuotationLine};
use ventanilla::records::feedback::Feedback;
use ventanilla::records::file::File;
use ventanilla::records::input::Input;
use ventanilla::records::interaction::Interaction;
use ventanilla::records::invitation::Invitation;
use ventanilla::records::kinds;
use ventanilla::records::lead::Lead;
use ventanilla::records::member::Member;
use ventanilla::records::notification::Notification;
use ventanilla::records::opportunity::Opportunity;
use ventanilla::records::order::Order;
use ventanilla::records::product::Product;
use ventanilla::records::quotation::Quotation;
use ventanilla::records::service::Service;
use ventanilla::records::ticket::Ticket;
use ventanilla::records::ticket_comment::TicketComment;
use ventanilla::records::vehicle::Vehicle;
use ventanilla::records::webhook::Webhook;

use crate::inspect::Inspector;

/// A kind of record, and the comparison of its changes in a profile with its stored rows.
struct Kind {
    entity: Entity,
    revivable: bool,
    compare: fn(&mut Manager, &Views) -> Result<usize>,
}

/// The views of one kind that a profile's changes keep.
struct Views {
    /// The last view of each record that is not deleted, in the order of the ids.
    last: Vec<String>,
    earlier: Vec<String>,
}

impl Kind {
    const fn of<R: Stored + Debug>() -> Self {
        Kind { entity: R::ENTITY, revivable: R::REVIVE.is_some(), compare: compare::<R> }
    }
}

const KINDS: [Kind; 23] = [
    Kind::of::<Member>(),
    Kind::of::<CatalogEntry>(),
    Kind::of::<Input>(),
    Kind::of::<File>(),
    Kind::of::<Company>(),
    Kind::of::<Contact>(),
    Kind::of::<Product>(),
    Kind::of::<Service>(),
    Kind::of::<Lead>(),
    Kind::of::<Opportunity>(),
    Kind::of::<Ticket>(),
    Kind::of::<TicketComment>(),
    Kind::of::<Quotation>(),
    Kind::of::<QuotationLine>(),
    Kind::of::<Order>(),
    Kind::of::<OrderLine>(),
    Kind::of::<Interaction>(),
    Kind::of::<Feedback>(),
    Kind::of::<Vehicle>(),
    Kind::of::<Notification>(),
    Kind::of::<ApplicationToken>(),
    Kind::of::<Webhook>(),
    Kind::of::<Invitation>(),
];

impl Views {
    fn of(inspector: &mut Inspector, profile_id: i64, entity: Entity) -> Self {
        let is_last = "operation <> 'delete' AND sequence = (SELECT max(sequence) FROM changes AS later WHERE \
            later.profile_id = changes.profile_id AND later.entity = changes.entity AND later.record_id = changes.record_id)";
        let mut records = |condition: String| {
            let of_kind = format!("profile_id = {profile_id} AND entity = '{}'", entity.name());
            inspector.texts(&format!("SELECT record FROM changes WHERE {of_kind} AND {condition} ORDER BY record_id"))
        };
        Views { last: records(is_last.to_owned()), earlier: records(format!("NOT ({is_last})")) }
    }
}

/// Compares the records of a kind with their last views, and returns how many agree.
fn compare<R: Stored + Debug>(manager: &mut Manager, views: &Views) -> Result<usize> {
    let Some(revive) = R::REVIVE else { return Ok(0) };
    let kept = manager.walk::<R>(0, 1_000_000)?;
    assert_eq!(views.last.len(), kept.len(), "each {} that is kept has a last change", R::ENTITY.name());
    for (view, kept) in views.last.iter().zip(&kept) {
        assert_eq!(revive(view)?, kept.record, "{view}");
    }
    for view in &views.earlier {
        revive(view)?;
    }
    Ok(kept.len())
}

/// Compares the last changes of a whole database with its rows, and returns the kinds that occurred.
pub fn revived(url: &str) -> Vec<Entity> {
    let mut inspector = Inspector::open(url);
    let mut operator = Operator::open(&DatabaseAddress::parse(url).expect("a URL")).expect("the database is there");
    let profiles: Vec<i64> = inspector.texts("SELECT id FROM profiles ORDER BY id").iter().map(|id| id.parse().expect("an id")).collect();
    let mut compared = |kind: &Kind, profile_id: i64| {
        let views = Views::of(&mut inspector, profile_id, kind.entity);
        let call = Call::of_operator(Registration::Closed).expect("a call");
        let scope = |lease| Manager::of_operator(lease, call, profile_id, 1, Instant::now());
        operator.run(scope, |manager| (kind.compare)(manager, &views)).expect("each view can be read")
    };
    let mut count = |kind: &Kind| profiles.iter().map(|profile_id| compared(kind, *profile_id)).sum::<usize>();
    KINDS.iter().filter(|kind| count(kind) > 0).map(|kind| kind.entity).collect()
}

/// The kinds whose views contain all of a record.
pub fn revivable() -> Vec<Entity> {
    KINDS.iter().filter(|kind| kind.revivable).map(|kind| kind.entity).collect()
}

#[test]
fn each_kind_that_is_kept_is_compared() {
    let kept = kinds::KINDS.iter().filter(|kind| kind.kept.is_some()).map(|kind| kind.entity);
    assert!(kept.eq(KINDS.iter().map(|kind| kind.entity)));
}
