//! Messages.

use std::collections::HashSet;

use api::view::{
    AppointmentView, AttachmentKind, AttachmentView, CardView, LineView, LinkView, MessageView, MessagesPage,
    PostbackView, QuoteView, ReactionView, ReferralView, ReplyView, TextRange, ThreadLine,
};
use domain::ids::Mid;
use domain::links;
use domain::message::{self, Attachment, Body, Direction, MessageKind};
use domain::observation::LineKind;
use domain::position::Position;
use domain::time::DAY;
use store::thread::{self, MessageRow, ReplyPreview, ThreadPage};

/// A page of a thread, with the replies that are not settled below it; `human_agent` went as a human agent's.
pub(crate) fn page(page: ThreadPage, replies: Vec<ReplyView>, human_agent: &HashSet<Mid>) -> MessagesPage {
    let seen = page.seen.and_then(|(_, position)| position);
    let older = page.messages.first().filter(|_| page.has_older).map(|first| first.position.0);
    let newer = page.messages.last().filter(|_| page.has_newer).map(|last| last.position.0);
    let older_at_instagram = page.messages.iter().any(|message| message.gap_before);
    let messages = page.messages.into_iter();
    let messages = messages
        .map(|row| {
            let human_agent = human_agent.contains(&row.mid);
            MessageView { human_agent, ..message(row, seen) }
        })
        .collect();
    let lines = page.lines.into_iter().map(line).collect();
    MessagesPage { messages, lines, replies, older, newer, older_at_instagram }
}

fn line(line: thread::ThreadLine) -> ThreadLine {
    let what = match line.what {
        LineKind::Referral { referral: from } => LineView::Referral { referral: referral(from) },
        LineKind::OwnerIsAnother { app_id } => LineView::OwnerIsAnother { app_id },
        LineKind::OwnerIsThisApp => LineView::OwnerIsThisApp,
        LineKind::OwnerRequested { app_id } => LineView::OwnerRequested { app_id },
    };
    ThreadLine { position: line.position.0, at: line.at.0, what }
}

/// A message; `seen` is the newest of ours that the person has seen.
fn message(row: MessageRow, seen: Option<Position>) -> MessageView {
    let body = row.body.unwrap_or_default();
    let story = matches!(row.kind, MessageKind::StoryMention | MessageKind::StoryReply);
    MessageView {
        id: row.id.0,
        addressable: !row.mid.is_ours(),
        position: row.position.0,
        direction: row.direction.into(),
        origin: row.origin.into(),
        kind: row.kind.into(),
        at: row.sent_at.at.0,
        links: row.text.as_deref().map(link_views).unwrap_or_default(),
        text: row.text,
        story_has_media: body.story_reply.as_ref().is_some_and(|story| story.url.is_some()),
        // A story lives 24 hours from when it was posted, which is not after the message about it.
        story_ends_at: story.then(|| row.sent_at.at.plus(DAY).0),
        quote: row.reply.map(quote),
        postback: body.postback.clone().map(postback),
        quick_reply: body.quick_reply.is_some(),
        referral: body.referral.clone().map(referral),
        to_self: body.to_self,
        gap_before: row.gap_before || row.skipped_before,
        story_id: body.story_reply.as_ref().and_then(|story| story.id.clone()),
        human_agent: false,
        found_by_poll: row.by_poll_alone,
        attachments: attachments(body),
        reactions: row
            .reactions
            .into_iter()
            .map(|reaction| ReactionView { by: reaction.by.into(), emoji: reaction.emoji })
            .collect(),
        edited: row.edited,
        seen: row.direction == Direction::Out && seen.is_some_and(|seen| row.position <= seen),
        while_paused: row.while_paused,
    }
}

/// The links of a text, as parts of it.
pub(crate) fn link_ranges(text: &str) -> Vec<links::Link> {
    links::find(text)
}

fn link_views(text: &str) -> Vec<LinkView> {
    link_ranges(text)
        .into_iter()
        .map(|link| {
            let range = links::utf16(text, &link.range);
            LinkView { range: TextRange { start: range.start, end: range.end }, host: link.host }
        })
        .collect()
}

fn quote(reply: ReplyPreview) -> QuoteView {
    match reply.known {
        Some(known) => QuoteView {
            position: Some(known.position.0),
            direction: Some(known.direction.into()),
            kind: Some(known.kind.into()),
            snippet: known.snippet.unwrap_or_default(),
        },
        None => QuoteView { position: None, direction: None, kind: None, snippet: String::new() },
    }
}

fn postback(postback: message::Postback) -> PostbackView {
    PostbackView { title: postback.title, payload: postback.payload }
}

fn referral(referral: message::Referral) -> ReferralView {
    ReferralView {
        source: referral.source.into(),
        reference: referral.reference,
        id: referral.id,
        title: referral.title,
    }
}

fn card(card: message::Card) -> CardView {
    CardView {
        title: card.title,
        subtitle: card.subtitle,
        has_media: card.picture.is_some(),
        buttons: card.buttons,
    }
}

fn appointment(appointment: message::Appointment) -> AppointmentView {
    AppointmentView {
        status: appointment.status,
        begins_at: appointment.begins_at.map(|at| at.0),
        ends_at: appointment.ends_at.map(|at| at.0),
        time_zone: appointment.time_zone,
    }
}

/// What a message carries.
pub(crate) fn attachments(body: Body) -> Vec<AttachmentView> {
    body.attachments.into_iter().map(attachment).collect()
}

fn attachment(attachment: Attachment) -> AttachmentView {
    let (kind, named) = match attachment.kind {
        message::AttachmentKind::Image => (AttachmentKind::Image, None),
        message::AttachmentKind::Video => (AttachmentKind::Video, None),
        message::AttachmentKind::Audio => (AttachmentKind::Audio, None),
        message::AttachmentKind::File => (AttachmentKind::File, None),
        message::AttachmentKind::Sticker => (AttachmentKind::Sticker, None),
        message::AttachmentKind::Post => (AttachmentKind::Post, None),
        message::AttachmentKind::Reel => (AttachmentKind::Reel, None),
        message::AttachmentKind::StoryMention => (AttachmentKind::StoryMention, None),
        message::AttachmentKind::Story => (AttachmentKind::Story, None),
        message::AttachmentKind::Ephemeral => (AttachmentKind::Ephemeral, None),
        message::AttachmentKind::Media => (AttachmentKind::Media, None),
        message::AttachmentKind::Template => (AttachmentKind::Template, None),
        message::AttachmentKind::Appointment => (AttachmentKind::Appointment, None),
        message::AttachmentKind::Fallback => (AttachmentKind::Fallback, None),
        message::AttachmentKind::Other(name) => (AttachmentKind::Other, Some(name)),
    };
    AttachmentView {
        kind,
        named,
        title: attachment.title,
        has_media: attachment.url.is_some(),
        link_host: attachment.link.as_deref().and_then(links::whole).map(|link| link.host),
        cards: attachment.cards.into_iter().map(card).collect(),
        appointment: attachment.appointment.map(appointment),
        width: attachment.width,
        height: attachment.height,
    }
}
