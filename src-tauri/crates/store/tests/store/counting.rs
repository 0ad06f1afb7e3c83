//! What SQL says of a message that counts is what the rules say (`MessageKind::counts`): of every kind, both ways, and of a
//! handle's words to itself.

use domain::hours::WeeklyHours;
use domain::ids::Igsid;
use domain::message::MessageKind::{
    Appointment, Audio, Ephemeral, File, Image, Link, Media, Post, Postback, Reel, Sticker, Story,
    StoryMention, StoryReply, Template, Text, Unavailable, Unsent, Unsupported, Video,
};
use domain::message::{
    Attachment, AttachmentKind, Body, Counts, Direction, MessageKind, Origin, Postback as Pressed,
    StoryReply as Replied,
};
use domain::observation::{Observation, ObservedMessage};
use domain::sla::{Policy, Targets};
use domain::time::HOUR;
use store::handles::HandleSetting;
use store::lists::ConversationRow;

use crate::support::{NOW, World, all, from_brand, from_person, message, unsend};

const KINDS: [MessageKind; 20] = [
    Text,
    Image,
    Video,
    Audio,
    File,
    Sticker,
    Post,
    Reel,
    StoryMention,
    StoryReply,
    Story,
    Ephemeral,
    Media,
    Template,
    Appointment,
    Link,
    Postback,
    Unsupported,
    Unavailable,
    Unsent,
];

/// A message of one kind, in a conversation of its own.
struct Case {
    kind: MessageKind,
    direction: Direction,
    to_self: bool,
    person: String,
}

fn cases() -> impl Iterator<Item = Case> {
    let all = KINDS.into_iter().flat_map(|kind| {
        [(Direction::In, false), (Direction::In, true), (Direction::Out, false), (Direction::Out, true)].map(
            |(direction, to_self)| Case {
                kind,
                direction,
                to_self,
                person: format!("{kind:?} {direction:?} {to_self}"),
            },
        )
    });
    // Nothing is left of an unsent message that could say whether it was to the handle itself.
    all.filter(|case| !(case.kind == Unsent && case.to_self))
}

impl Case {
    fn counts(&self) -> Counts {
        self.kind.counts(self.direction, self.to_self)
    }

    fn observed(&self) -> Vec<Observation> {
        let (text, body) = shown(self.kind);
        let observed = ObservedMessage {
            direction: self.direction,
            origin: if self.direction == Direction::In { Origin::Person } else { Origin::Elsewhere },
            text,
            body: Body { to_self: self.to_self, ..body },
            ..message(&self.person, &self.person, HOUR, "")
        };
        let mut told = vec![Observation::Message(observed)];
        if self.kind == Unsent {
            told.push(unsend(&self.person, HOUR + 1));
        }
        told
    }

    async fn row(&self, world: &World) -> ConversationRow {
        let page = world.store.conversations(&all()).await.expect("reads");
        let person = Igsid::from(self.person.as_str());
        page.rows.into_iter().find(|row| row.person.igsid == person).expect("is listed")
    }
}

/// The text and body with which a message is of this kind.
fn shown(kind: MessageKind) -> (Option<String>, Body) {
    let with = |kind| Body { attachments: vec![Attachment::new(kind, None)], ..Body::default() };
    let body = match kind {
        Text | Unsent => return (Some("hello".into()), Body::default()),
        Image => with(AttachmentKind::Image),
        Video => with(AttachmentKind::Video),
        Audio => with(AttachmentKind::Audio),
        File => with(AttachmentKind::File),
        Sticker => with(AttachmentKind::Sticker),
        Post => with(AttachmentKind::Post),
        Reel => with(AttachmentKind::Reel),
        StoryMention => with(AttachmentKind::StoryMention),
        StoryReply => Body { story_reply: Some(Replied::default()), ..Body::default() },
        Story => with(AttachmentKind::Story),
        Ephemeral => with(AttachmentKind::Ephemeral),
        Media => with(AttachmentKind::Media),
        Template => with(AttachmentKind::Template),
        Appointment => with(AttachmentKind::Appointment),
        Link => with(AttachmentKind::Fallback),
        Postback => Body { postback: Some(Pressed::default()), ..Body::default() },
        Unsupported => Body { unsupported: true, ..Body::default() },
        Unavailable => Body { details_unavailable: true, ..Body::default() },
    };
    (None, body)
}

#[tokio::test]
async fn marks_that_are_read_anew_from_the_rows_are_those_that_the_messages_made() {
    let world = World::new().await;
    for case in cases() {
        let name = &case.person;
        world.ingest(case.observed()).await;
        let came = case.row(&world).await.marks;
        let counts = case.counts();
        let mention = counts.unread && case.kind == StoryMention;
        assert_eq!(
            [came.last_inbound, came.last_asking, came.last_mention, came.last_outbound]
                .map(|mark| mark.is_some()),
            [counts.unread, counts.needs_reply, mention, counts.answers],
            "{name}"
        );
        // Another message counts and is unsent: the marks are read from the rows.
        let other = format!("{name}, ours");
        world.ingest(vec![from_brand(name, &other, 2 * HOUR, "one moment")]).await;
        assert_ne!(case.row(&world).await.marks, came, "{name}");
        world.ingest(vec![unsend(&other, 3 * HOUR)]).await;
        assert_eq!(case.row(&world).await.marks, came, "{name}");
    }
}

#[tokio::test]
async fn a_turn_begins_with_the_first_message_that_asks() {
    let world = World::new().await;
    let hours = WeeklyHours { days: vec![1, 2, 3, 4, 5, 6, 7], from: 0, to: 0 };
    let targets = Targets { first_reply: Some(30), next_reply: Some(30), hours };
    world.set(HandleSetting::Sla(Some(Policy { targets, since: NOW }))).await;
    for case in cases() {
        world.ingest(case.observed()).await;
        let question = format!("{}, and a question", case.person);
        world.ingest(vec![from_person(&case.person, &question, 2 * HOUR, "hello?")]).await;
    }
    for mentions_ask in [false, true] {
        world.set(HandleSetting::MentionsNeedReply(mentions_ask)).await;
        for case in cases() {
            let counts = case.counts();
            let asks = counts.needs_reply || (mentions_ask && counts.unread && case.kind == StoryMention);
            let began = case.row(&world).await.turn.map(|turn| turn.asked.since(NOW));
            assert_eq!(began, Some(if asks { HOUR } else { 2 * HOUR }), "{}, {mentions_ask}", case.person);
        }
    }
}
