//! One message, told in every order: a million permutations of generated tellings end in the same state.

use proptest::prelude::*;

use super::*;
use crate::ids::Igsid;
use crate::message::{Attachment, AttachmentKind};
use crate::observation::{
    ClosedBecause, LineKind, ObservedClosedThread, ObservedLine, ObservedReaction, ObservedThread,
};
use crate::person::Profile;

/// Tellings of one message in a case: 720 permutations.
const TELLINGS: usize = 6;
/// 720 × 1,400 is a little more than a million.
const CASES: u32 = 1_400;

fn mid() -> Mid {
    Mid::from("m1")
}

fn person() -> Igsid {
    Igsid::from("7")
}

/// The message itself, as webhook, echo, poll or answer tell it, or as one whose details Instagram keeps.
fn message() -> impl Strategy<Value = Observation> {
    let origin = prop_oneof![
        Just(Origin::Person),
        Just(Origin::Elsewhere),
        Just(Origin::InstagramApp),
        Just(Origin::ThisApp)
    ];
    let body =
        (prop::bool::weighted(0.2), prop::bool::weighted(0.1), prop::option::of(0u8..2), any::<bool>());
    (any::<bool>(), 0i64..3, 0i64..4, origin, prop::option::of("[ab]{0,2}"), body).prop_map(
        |(exact, sent, as_of, origin, text, (unavailable, unsupported, picture, to_self))| {
            let direction = if origin == Origin::Person { Direction::In } else { Direction::Out };
            let picture =
                picture.map(|n| Attachment::new(AttachmentKind::Image, Some(format!("https://{n}"))));
            Observation::Message(ObservedMessage {
                person: person(),
                mid: mid(),
                direction,
                origin,
                sent_at: SentAt { exact, at: Timestamp(sent) },
                as_of: Timestamp(as_of),
                text: text.filter(|_| !unavailable),
                body: Body {
                    attachments: picture.filter(|_| !unavailable).into_iter().collect(),
                    quick_reply: to_self.then(|| "RED".to_owned()),
                    unsupported,
                    details_unavailable: unavailable,
                    ..Body::default()
                },
                reactions: None,
            })
        },
    )
}

/// Everything that can be told and is about this message, or about nothing of it.
fn telling() -> impl Strategy<Value = Observation> {
    let at = || (0i64..4).prop_map(Timestamp);
    let edit = (1u32..3, at(), "[ab]{0,2}").prop_map(|(number, at, text)| Observation::Edit {
        person: None,
        mid: mid(),
        text,
        number,
        at,
    });
    let unsend = at().prop_map(|at| Observation::Unsend { person: None, mid: mid(), at });
    let seen = at().prop_map(|at| Observation::Seen { person: person(), mid: mid(), at });
    let reaction = at().prop_map(|at| {
        let (person, mid, by) = (person(), mid(), Direction::In);
        Observation::Reaction(ObservedReaction { person, mid, by, emoji: None, at })
    });
    let line = at().prop_map(|at| {
        Observation::Line(ObservedLine { person: person(), at, what: LineKind::OwnerIsThisApp })
    });
    let thread = at().prop_map(|updated_at| {
        Observation::Thread(ObservedThread {
            thread: "t".into(),
            person: person(),
            profile: Profile::default(),
            updated_at,
            older_exist: false,
        })
    });
    let closed = at().prop_map(|updated_at| {
        Observation::ClosedThread(ObservedClosedThread {
            thread: "t".into(),
            why: ClosedBecause::Group,
            usernames: Vec::new(),
            updated_at,
        })
    });
    prop_oneof![
        12 => message(),
        6 => edit,
        1 => unsend,
        1 => prop_oneof![seen, reaction, line, thread, closed],
    ]
}

/// Every order of what is left, each begun where the orders before it parted from it. Counts the orders.
fn every_order(known: &MessageState, left: &[Observation], expected: &MessageState) -> usize {
    if left.is_empty() {
        assert_eq!(known, expected);
        return 1;
    }
    let mut orders = 0;
    for (index, next) in left.iter().enumerate() {
        let told = MessageState::of(next).map_or_else(|| known.clone(), |told| known.clone().join(told));
        let mut rest = left.to_vec();
        rest.remove(index);
        orders += every_order(&told, &rest, expected);
    }
    orders
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 500, ..ProptestConfig::with_cases(CASES) })]

    #[test]
    fn every_order_of_telling_ends_in_the_same_state(
        tellings in prop::collection::vec(telling(), TELLINGS),
    ) {
        let states = || tellings.iter().filter_map(MessageState::of);
        let expected = states().fold(MessageState::default(), MessageState::join);
        prop_assert_eq!(every_order(&MessageState::default(), &tellings, &expected), 720);
        // Told twice is told once.
        let twice = states().chain(states()).fold(MessageState::default(), MessageState::join);
        prop_assert_eq!(twice, expected);
    }
}
