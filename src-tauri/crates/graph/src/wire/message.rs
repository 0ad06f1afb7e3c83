//! A message of the Conversations API (instagram-platform, section 3).

use domain::ids::{Igsid, Mid};
use domain::message::{Attachment, AttachmentKind, Body, Direction, Origin, StoryReply};
use domain::observation::ObservedMessage;
use domain::time::{SentAt, Timestamp};
use serde_json::Value;

use super::fields::Detail;
use super::json::Node;
use super::party::{Own, Party};
use super::place::put;
use super::time::time;
use super::{attachment, reaction};
use crate::reply::ThreadProblem;

/// What is known around a message before it is read.
#[derive(Clone, Copy)]
pub(crate) struct Setting<'a> {
    pub(crate) own: Own<'a>,
    pub(crate) person: &'a Party,
    /// Instagram's clock at the read.
    pub(crate) read_at: Option<Timestamp>,
    /// The fields that were asked for.
    pub(crate) detail: Detail,
    /// The message is not newer than this: lists run from the newest to the oldest.
    pub(crate) not_after: Option<Timestamp>,
}

/// Reads one message.
///
/// A row without details (only its id, or an error in place of them) is a message beyond the newest 20: it is observed as
/// unavailable, never as unsent and never dropped. What such a row does not tell gets the value that any later
/// knowledge overrules in the join of [`domain::merge`]: inbound, and no earlier than it can have been.
pub(crate) fn message(row: &Value, setting: Setting<'_>) -> Result<ObservedMessage, ThreadProblem> {
    let mid = Mid(row.id("id").ok_or(ThreadProblem::Message(None))?);
    let told = row.field("created_time").and_then(time);
    let sent_at = told.or(setting.not_after.map(|at| SentAt::to_the_second(at.0)));
    let Some(sent_at) = sent_at else { return Err(ThreadProblem::Message(Some(mid))) };
    let unsupported = row.is_set("is_unsupported");
    let details = has_details(row);
    let direction = if details { direction(row, setting) } else { Direction::In };
    let reactions = (details && setting.detail.lists_reactions())
        .then(|| reaction::list(row.items("reactions"), setting.own));
    Ok(ObservedMessage {
        person: Igsid(setting.person.id.clone()),
        mid,
        direction,
        origin: match direction {
            Direction::In => Origin::Person,
            Direction::Out => Origin::Elsewhere,
        },
        sent_at,
        // Without Instagram's clock: what is read now is true at least as of when it was sent.
        as_of: setting.read_at.unwrap_or(sent_at.at).max(sent_at.at),
        text: row.owned("message").filter(|_| details),
        body: Body {
            to_self: setting.own.is(setting.person),
            ..if details { body(row, unsupported) } else { without_details(unsupported) }
        },
        reactions,
    })
}

/// Whether a row shows what was said. Who said it can be missing, where the account is gone.
fn has_details(row: &Value) -> bool {
    let said = row.owned("message").is_some()
        || row.field("story").is_some()
        || ["attachments", "shares"].iter().any(|name| !row.items(name).is_empty());
    row.error().is_none() && (said || row.field("from").is_some())
}

fn direction(row: &Value, setting: Setting<'_>) -> Direction {
    let from = row.field("from");
    let to_person = || row.items("to").iter().any(|to| to.id("id").as_ref() == Some(&setting.person.id));
    if from.is_none() {
        return if to_person() { Direction::Out } else { Direction::In };
    }
    let id = from.and_then(|from| from.id("id")).unwrap_or_default();
    let by_name =
        || from.and_then(|from| from.text("username")).is_some_and(|name| setting.own.is_named(name));
    if setting.own.has_id(&id) || (id != setting.person.id && by_name()) {
        Direction::Out
    } else {
        Direction::In
    }
}

fn body(row: &Value, unsupported: bool) -> Body {
    let mut attachments: Vec<Attachment> =
        row.items("attachments").iter().map(attachment::attachment).collect();
    attachments.extend(row.items("shares").iter().map(attachment::share));
    let story = row.field("story");
    if let Some(mention) = story.and_then(|story| story.field("mention")) {
        let mut attachment = Attachment::new(AttachmentKind::StoryMention, None);
        put(&mut attachment, mention.owned("link"));
        attachment.media_id = mention.id("id");
        attachments.push(attachment);
    }
    let story_reply = story.and_then(|story| story.field("reply_to")).map(|reply| StoryReply {
        url: reply.owned("link"),
        id: reply.id("id"),
        link: None,
    });
    let reply_to = row.field("reply_to").and_then(|reply| reply.id("mid")).map(Mid);
    Body { attachments, story_reply, reply_to, unsupported, ..Body::default() }
}

fn without_details(unsupported: bool) -> Body {
    Body { unsupported, details_unavailable: !unsupported, ..Body::default() }
}
