//! The laws of the join, over generated states.

use proptest::prelude::*;

use super::*;
use crate::message::{Attachment, AttachmentKind, Card, ReferralSource, StoryReply};

fn versioned<T: std::fmt::Debug + Clone>(
    value: impl Strategy<Value = T>,
) -> impl Strategy<Value = Versioned<T>> {
    (0u32..3, 0i64..4, value).prop_map(|(rank, as_of, value)| Versioned {
        rank,
        as_of: Timestamp(as_of),
        value,
    })
}

fn body() -> impl Strategy<Value = Body> {
    let kinds = prop::collection::vec(
        prop_oneof![
            Just(AttachmentKind::Image),
            Just(AttachmentKind::Sticker),
            Just(AttachmentKind::Other("x".into()))
        ],
        0..3,
    );
    let story = prop::option::weighted(0.2, prop::option::of("[ab]"));
    let postback = prop::option::of("[ab]").prop_map(|title| Postback { title, payload: None });
    let referral = prop::option::of("[ab]").prop_map(|id| Referral {
        source: ReferralSource::Ad,
        id,
        ..Referral::default()
    });
    let facts = (
        prop::option::of("[ab]"),
        prop::option::weighted(0.2, postback),
        prop::option::weighted(0.2, "[ab]"),
        prop::option::weighted(0.2, referral),
        prop::bool::weighted(0.2),
    );
    (kinds, story, facts, prop::bool::weighted(0.2), prop::bool::weighted(0.2)).prop_map(
        |(kinds, story, facts, unsupported, details_unavailable)| {
            let (reply_to, postback, quick_reply, referral, to_self) = facts;
            Body {
                attachments: kinds.into_iter().map(|kind| Attachment::new(kind, None)).collect(),
                story_reply: story.map(|link| StoryReply { link, ..StoryReply::default() }),
                reply_to: reply_to.map(Mid),
                postback,
                quick_reply,
                referral,
                to_self,
                unsupported,
                details_unavailable,
            }
        },
    )
}

fn state() -> impl Strategy<Value = MessageState> {
    (
        prop::option::of(prop_oneof![Just(Direction::In), Just(Direction::Out)]),
        prop::option::of(prop_oneof![Just(Origin::Person), Just(Origin::Elsewhere), Just(Origin::ThisApp)]),
        prop::option::of(
            (any::<bool>(), 0i64..3).prop_map(|(exact, at)| SentAt { exact, at: Timestamp(at) }),
        ),
        prop::option::of(versioned("[ab]{0,1}")),
        prop::option::of(versioned(body())),
        prop::option::weighted(0.2, prop_oneof![Just(Unsent::FoundBySync), Just(Unsent::Announced)]),
    )
        .prop_map(|(direction, origin, sent_at, text, body, unsent)| {
            // A state is only ever built by joins, so an unsent one carries nothing.
            MessageState { direction, origin, sent_at, text, body, unsent }.join(MessageState::default())
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn join_is_commutative(a in state(), b in state()) {
        prop_assert_eq!(a.clone().join(b.clone()), b.join(a));
    }

    #[test]
    fn join_is_associative(a in state(), b in state(), c in state()) {
        prop_assert_eq!(
            a.clone().join(b.clone()).join(c.clone()),
            a.join(b.join(c))
        );
    }

    #[test]
    fn join_is_idempotent(a in state(), b in state()) {
        let joined = a.clone().join(b.clone());
        prop_assert_eq!(joined.clone().join(b).join(a), joined);
    }

    #[test]
    fn nothing_brings_an_unsent_message_back(a in state(), rest in prop::collection::vec(state(), 0..6)) {
        let unsent = a.join(MessageState { unsent: Some(Unsent::Announced), ..MessageState::default() });
        let end = rest.into_iter().fold(unsent, MessageState::join);
        prop_assert_eq!(end.kind(), MessageKind::Unsent);
        prop_assert!(end.text.is_none() && end.body.is_none());
    }
}

/// A message of 1 in the words that it had at a time.
fn words(text: &str, as_of: i64) -> MessageState {
    MessageState {
        text: Some(Versioned { rank: 0, as_of: Timestamp(as_of), value: text.into() }),
        sent_at: Some(SentAt::exact(1)),
        ..MessageState::default()
    }
}

fn edit(text: &str, number: u32, at: i64) -> MessageState {
    let (person, mid, at) = (None, Mid::from("m1"), Timestamp(at));
    MessageState::of(&Observation::Edit { person, mid, text: text.into(), number, at }).expect("a text")
}

fn shown(state: MessageState) -> (u32, String) {
    state.text.map(|text| (text.rank, text.value)).expect("a text")
}

#[test]
fn an_edit_that_comes_before_its_message_stays() {
    let end = edit("new", 1, 5).join(words("old", 1));
    assert_eq!(end.sent_at, Some(SentAt::exact(1)));
    assert_eq!(shown(end), (1, "new".into()));
    // Also where it is told with the time of the message itself.
    assert_eq!(shown(words("zz", 1).join(edit("new", 1, 1))), (1, "new".into()));
}

#[test]
fn a_later_reading_shows_the_edit_that_nobody_told_of() {
    let at = |seconds: i64| seconds * SECOND;
    let told = || words("v0", 1).join(edit("v1", 1, at(10)));
    assert_eq!(shown(told().join(words("v2", at(60)))), (1, "v2".into()), "and it stays an edited one");
    assert_eq!(shown(words("v2", at(60)).join(told())), (1, "v2".into()));
    assert_eq!(shown(told().join(words("v0", at(9)))), (1, "v1".into()), "read before the edit");
    assert_eq!(
        shown(told().join(words("v0", at(12)))),
        (1, "v1".into()),
        "Instagram was not through with it"
    );
    assert_eq!(shown(told().join(words("v2", at(60))).join(edit("v3", 3, at(90)))), (3, "v3".into()));
    assert_eq!(shown(edit("b", 2, at(10)).join(edit("z", 1, at(10)))), (2, "b".into()), "of the same moment");
}

/// Our own heart: the answer names a sticker, the echo and perhaps a read call it a picture (lessons, 36).
#[test]
fn a_sticker_that_is_called_a_picture_elsewhere_stays_a_sticker() {
    let at = |as_of, kind, url: Option<&str>| {
        let body =
            Body { attachments: vec![Attachment::new(kind, url.map(str::to_owned))], ..Body::default() };
        let body = Versioned { rank: body.fullness(), as_of: Timestamp(as_of), value: body };
        MessageState { body: Some(body), ..MessageState::default() }
    };
    let sent = at(0, AttachmentKind::Sticker, None);
    let echo = at(5, AttachmentKind::Image, Some("https://echo"));
    let read = at(9, AttachmentKind::Sticker, Some("https://read"));
    assert_eq!(sent.clone().join(echo.clone()).kind(), MessageKind::Sticker);
    let end = echo.join(read).join(sent).body.expect("a body").value;
    assert_eq!(
        end.attachments[0].url.as_deref(),
        Some("https://read"),
        "the newest that says sticker gives the link"
    );
}

/// Of attachments that it cannot show, a reading gives no more than an id.
#[test]
fn a_later_and_poorer_reading_takes_no_picture_and_no_card_away() {
    let at = |as_of, attachments: Vec<Attachment>| {
        let body = Body { attachments, ..Body::default() };
        let body = Versioned { rank: body.fullness(), as_of: Timestamp(as_of), value: body };
        MessageState { body: Some(body), ..MessageState::default() }
    };
    let attachments = |state: MessageState| state.body.expect("a body").value.attachments;
    let image = |url: &str| Attachment::new(AttachmentKind::Image, Some(url.into()));
    let other = || Attachment::new(AttachmentKind::Other("attachment".into()), None);
    let told = || at(1, vec![image("https://a"), image("https://b")]);
    for poorer in
        [vec![other()], vec![image("https://a")], vec![Attachment::new(AttachmentKind::Image, None); 2]]
    {
        assert_eq!(attachments(told().join(at(9, poorer))).len(), 2);
    }
    let fresh = vec![image("https://fresh"), image("https://b")];
    assert_eq!(attachments(told().join(at(9, fresh.clone()))), fresh, "as much, and newer");
    let card = |title: &str| Card { title: Some(title.into()), ..Card::default() };
    let template = |cards| vec![Attachment { cards, ..Attachment::new(AttachmentKind::Template, None) }];
    let both = template(vec![card("Serum"), card("Balm")]);
    assert_eq!(attachments(at(1, both.clone()).join(at(9, template(vec![card("Serum")])))), both);
}

#[test]
fn a_later_reading_takes_nothing_away_that_only_the_webhook_told() {
    let at = |as_of, body: Body| MessageState {
        body: Some(Versioned { rank: body.fullness(), as_of: Timestamp(as_of), value: body }),
        ..MessageState::default()
    };
    let image = |url: &str| vec![Attachment::new(AttachmentKind::Image, Some(url.into()))];
    let told = Body {
        attachments: image("https://old"),
        quick_reply: Some("RED".into()),
        referral: Some(Referral::default()),
        reply_to: Some(Mid::from("m0")),
        ..Body::default()
    };
    let read = Body { attachments: image("https://fresh"), ..Body::default() };
    let expected = Body { attachments: image("https://fresh"), ..told.clone() };
    for end in [at(1, told.clone()).join(at(9, read.clone())), at(9, read).join(at(1, told))] {
        assert_eq!(end.body.map(|body| body.value).as_ref(), Some(&expected));
    }
}
