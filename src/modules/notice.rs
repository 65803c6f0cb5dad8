//! Notifying a record's owner, on request of the call that makes or changes the record: `notify`, and the `comment` that goes
//! with it.

use crate::db::scope::Editor;
use crate::db::stored::{Record, Recorded};
use crate::error::Result;
use crate::fields::OptionalText;
use crate::modules::notifications::{Notice, Words, notify};
use crate::rpc::problems::Problems;
use crate::sentences::Sentence;

/// The comment that goes to the owner with the notification.
pub type Comment = OptionalText<5000>;

/// A record that a user owns.
pub trait Owned: Record {
    /// The user who owns it.
    fn owner(&self) -> i64;

    /// The record's title, by which its owner knows it.
    fn title(&self) -> &str;
}

/// Notes a comment without `notify`, which nobody would receive.
pub fn check_comment(notify: bool, comment: &Comment, problems: &mut Problems) {
    if comment.as_deref().is_some() && !notify && !problems.concern("notify") {
        problems.add("comment", "without_notify", Sentence::CommentWithoutNotify);
    }
}

/// Sends the owner one notification about the record, if the caller wants it.
pub fn tell_owner<R: Owned>(editor: &mut Editor, record: &Recorded<R>, wanted: bool, comment: Comment) -> Result<()> {
    if !wanted {
        return Ok(());
    }
    let subject = Words::Written(record.title().to_owned());
    let comment = Option::from(comment).map(Words::Written);
    notify(editor, Notice { user_ids: vec![record.owner()], entity: R::ENTITY, record_id: record.id, subject, comment })
}
