//! Every kind of event (instagram-platform, section 6.6), by every way in which Instagram can tell of it: as a webhook,
//! as a read, both, in reversed order, and all of it twice. Each way must end in the same rows and counts.
//!
//! What Instagram tells is written here by hand, from the reference: neither our client nor the sandbox had a say in it.

mod cases;

use serde_json::Value;

use crate::desk::Desk;
use cases::{Case, cases};

/// A way in which Instagram tells of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Webhook,
    Read,
    Both,
    ReadFirst,
    Reversed,
    Twice,
}

impl Way {
    fn reads(self) -> bool {
        !matches!(self, Self::Webhook | Self::Reversed)
    }
}

async fn tell(desk: &Desk, cases: &[Case], way: Way) {
    let events = || cases.iter().flat_map(|case| case.events.iter().cloned());
    let reads = || cases.iter().filter_map(|case| case.read.clone().map(|messages| (case, messages)));
    let webhook = async |events: Vec<Value>| {
        // Batched as Meta may: several events of several people in one body.
        for batch in events.chunks(7) {
            desk.webhook(batch).await;
        }
    };
    let read = async || {
        desk.list(reads().map(|(case, messages)| (case.person(), messages)).collect()).await;
    };
    match way {
        Way::Webhook => webhook(events().collect()).await,
        Way::Read => read().await,
        Way::Both => {
            webhook(events().collect()).await;
            read().await;
        }
        Way::ReadFirst => {
            read().await;
            webhook(events().collect()).await;
        }
        Way::Reversed => {
            let mut events: Vec<Value> = events().collect();
            events.reverse();
            webhook(events).await;
        }
        Way::Twice => {
            webhook(events().chain(events()).collect()).await;
            read().await;
            webhook(events().collect()).await;
            read().await;
        }
    }
}

async fn check(way: Way) {
    let desk = Desk::new().await;
    let cases: Vec<Case> =
        cases().into_iter().filter(|case| way != Way::Read || case.read.is_some()).collect();
    tell(&desk, &cases, way).await;
    for case in &cases {
        let expected = match (way, &case.when_read) {
            (Way::Read, Some(when_read)) => when_read,
            _ => &case.expected,
        };
        let shown = desk.shown(&case.person()).await;
        let mut expected = expected.clone();
        if way == Way::Read {
            // Reads tell neither of lines nor of what the person has seen.
            (expected.lines, expected.seen) = (0, false);
        }
        assert_eq!(shown.as_ref(), Some(&expected), "{} by {way:?}", case.name);
    }
    if !way.reads() {
        assert_eq!(desk.reads_of_messages(), 0, "nothing had to be asked for");
    }
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn by_webhook() {
    check(Way::Webhook).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn by_reading() {
    check(Way::Read).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn by_both() {
    check(Way::Both).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn by_reading_first() {
    check(Way::ReadFirst).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_reversed_order() {
    check(Way::Reversed).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn twice_each() {
    check(Way::Twice).await;
}
