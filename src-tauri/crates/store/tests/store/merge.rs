//! Any order, any duplication, any batching ends in the same rows (I8), through the real database.

use domain::ids::{Igsid, Mid, ThreadId};
use domain::message::Direction;
use domain::observation::{
    ClosedBecause, LineKind, Observation, ObservedClosedThread, ObservedLine, ObservedOwner,
    ObservedReaction, Reaction, Source,
};
use domain::position::Position;
use proptest::prelude::*;
use store::Store;
use store::lists::ConversationRow;
use store::thread::{MessageRow, Part, ThreadLine};

use crate::support::{NOW, World, all, from_brand, from_person, hits, mention, message, unsend};

/// Everything that Instagram told of three conversations, contradictions and repetitions included.
fn told() -> Vec<(Source, Observation)> {
    let reaction = |mid: &str, emoji: Option<&str>, ms| {
        Observation::Reaction(ObservedReaction {
            person: Igsid::from("p1"),
            mid: Mid::from(mid),
            by: Direction::In,
            emoji: emoji.map(str::to_owned),
            at: NOW.plus(ms),
        })
    };
    let edit = |number, text: &str| Observation::Edit {
        person: None,
        mid: Mid::from("m2"),
        text: text.into(),
        number,
        at: NOW.plus(50 + i64::from(number)),
    };
    let mut read = message("p1", "m1", 0, "hello there");
    read.sent_at = domain::time::SentAt::to_the_second(NOW.0 - NOW.0 % 1_000);
    read.as_of = NOW.plus(40);
    read.reactions = Some(vec![Reaction { by: Direction::In, emoji: "🔥".into() }]);
    let seen = |mid: &str, ms| Observation::Seen {
        person: Igsid::from("p1"),
        mid: Mid::from(mid),
        at: NOW.plus(ms),
    };
    let by_event = vec![
        from_person("p1", "m1", 10, "hello there"),
        from_person("p1", "m2", 20, "original"),
        edit(1, "edited once"),
        edit(2, "edited twice"),
        from_brand("p1", "m3", 30, "our reply"),
        reaction("m1", Some("❤"), 15),
        reaction("m1", Some("😂"), 60),
        reaction("m3", Some("❤"), 61),
        reaction("m3", None, 62),
        seen("m3", 70),
        from_person("p2", "m4", 5, "regretted"),
        unsend("m4", 6),
        mention("p2", "m5", 3),
        from_person("p3", "m6", 8, "later unsent"),
        from_person("p3", "m7", 7, "stays"),
        unsend("m6", 9),
        unsend("m8", 9),
    ];
    let line = |what: LineKind, ms| {
        Observation::Line(ObservedLine { person: Igsid::from("p3"), at: NOW.plus(ms), what })
    };
    let owner = |is_another, ms| {
        Observation::Owner(ObservedOwner { person: Igsid::from("p2"), at: NOW.plus(ms), is_another })
    };
    let by_event = by_event.into_iter().chain([
        line(LineKind::OwnerIsAnother { app_id: Some("1".into()) }, 80),
        line(LineKind::OwnerIsThisApp, 81),
        line(LineKind::OwnerRequested { app_id: None }, 82),
        owner(false, 90),
        owner(true, 91),
        owner(true, 89),
    ]);
    let mut told: Vec<(Source, Observation)> =
        by_event.map(|observation| (Source::Webhook, observation)).collect();
    told.push((Source::Poll, Observation::Message(read)));
    told.extend(reacted_to());
    let group = |names: &[&str], ms| {
        Observation::ClosedThread(ObservedClosedThread {
            thread: ThreadId::from("t9"),
            why: ClosedBecause::Group,
            usernames: names.iter().map(|name| (*name).to_owned()).collect(),
            updated_at: NOW.plus(ms),
        })
    };
    told.push((Source::Poll, group(&["ana", "bo"], 95)));
    told.push((Source::Poll, group(&["ana", "bo"], 5)));
    told
}

/// Of a reaction to a message of ours: the events, readings before and after it, and others to messages that nobody knows.
fn reacted_to() -> Vec<(Source, Observation)> {
    let event = |mid: &str, emoji: Option<&str>, ms| {
        let reaction = ObservedReaction {
            person: Igsid::from("p2"),
            mid: Mid::from(mid),
            by: Direction::In,
            emoji: emoji.map(str::to_owned),
            at: NOW.plus(ms),
        };
        (Source::Webhook, Observation::Reaction(reaction))
    };
    let read = |reactions: &[&str], ms| {
        let Observation::Message(mut read) = from_brand("p2", "m10", 12, "thank you") else { unreachable!() };
        let by = Direction::In;
        read.as_of = NOW.plus(ms);
        read.reactions =
            Some(reactions.iter().map(|emoji| Reaction { by, emoji: (*emoji).to_owned() }).collect());
        (Source::Poll, Observation::Message(read))
    };
    let seen = Observation::Seen { person: Igsid::from("p2"), mid: Mid::from("unknown"), at: NOW.plus(75) };
    vec![
        event("m10", Some("❤"), 45),
        event("m10", None, 50),
        event("m10", Some("❤"), 64),
        read(&[], 40),
        read(&["❤"], 92),
        event("unknown", Some("❤"), 65),
        (Source::Webhook, seen),
        (Source::Webhook, unsend("unknown, too", 66)),
    ]
}

/// What the screen shows, without our own row numbers and without how and when a row came first.
type Screen = Vec<(ConversationRow, Vec<MessageRow>, Vec<ThreadLine>)>;

async fn shown(store: &Store) -> Screen {
    let mut shown = Vec::new();
    for mut row in store.conversations(&all()).await.expect("reads").rows {
        let page = store.messages(row.id, Part::Newest, 100).await.expect("reads");
        let mut messages = page.messages;
        for message in &mut messages {
            message.id.0 = 0;
            message.conversation.0 = 0;
            message.found_by = Source::Poll;
            for reaction in &mut message.reactions {
                // A complete read confirms a reaction without making it younger.
                reaction.at = NOW;
            }
        }
        row.id.0 = 0;
        row.person.id.0 = 0;
        // A closed row's place within its millisecond is by its number.
        row.activity = row.activity.map(|place| Position::first_at(place.at()));
        shown.push((row, messages, page.lines));
    }
    shown
}

async fn end_of(batches: Vec<Vec<(Source, Observation)>>) -> Screen {
    let world = World::new().await;
    for batch in batches {
        for source in [Source::Webhook, Source::Poll] {
            let of_source = batch.iter().filter(|(of, _)| *of == source).map(|(_, told)| told.clone());
            world.ingest_as(source, of_source.collect()).await;
        }
    }
    assert!(hits(&world.store, "hello OR original edited unsent regretted").await.is_empty());
    for gone in ["original", "once", "regretted", "\"later unsent\""] {
        assert!(hits(&world.store, gone).await.is_empty(), "{gone}");
    }
    assert_eq!(hits(&world.store, "edited twice").await.len(), 1);
    shown(&world.store).await
}

/// How it ends when all is told at once and in order.
static EXPECTED: tokio::sync::OnceCell<Screen> = tokio::sync::OnceCell::const_new();

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, ..ProptestConfig::default() })]

    #[test]
    fn any_order_and_batching_ends_the_same(
        order in Just((0..told().len()).chain(0..told().len()).collect::<Vec<_>>()).prop_shuffle(),
        cuts in prop::collection::vec(1usize..9, 40),
    ) {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(async {
            let told = told();
            let expected = EXPECTED.get_or_init(|| end_of(vec![told.clone()])).await;
            // Everything twice, in any order, in batches of any size.
            let mut rest: Vec<_> = order.iter().map(|index| told[*index].clone()).collect();
            let mut batches = Vec::new();
            for cut in cuts {
                let batch = rest.drain(..cut.min(rest.len())).collect();
                batches.push(batch);
            }
            batches.push(rest);
            let end = end_of(batches).await;
            assert_eq!(&end, expected);
        });
    }
}
