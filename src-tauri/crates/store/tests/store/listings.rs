//! What a listing lacks: unsent only when nothing else can be the cause.

use domain::ids::{ConversationId, Igsid, ThreadId};
use domain::merge::Unsent;
use domain::observation::{Observation, ObservedThread, Source};
use domain::person::Profile;
use domain::time::{MINUTE, SECOND, SentAt};
use store::handles::ResumeMode;
use store::ingest::{IngestBatch, Ingested};
use store::thread::Part;

use crate::support::{NOW, World, hits, message};

/// One message of a listing: its number, which is its minute too, and whether Instagram gave its details.
type Listed = (i64, bool);

fn with_details(numbers: impl IntoIterator<Item = i64>) -> Vec<Listed> {
    numbers.into_iter().map(|n| (n, true)).collect()
}

struct Reading {
    world: World,
}

impl Reading {
    /// Messages 1 to 6 of a thread were read.
    async fn of_six() -> Self {
        let reading = Self { world: World::new().await };
        reading.list(10, &with_details(1..=6)).await;
        reading
    }

    /// A read of the thread at a minute shows these messages.
    async fn list(&self, minute: i64, listed: &[Listed]) -> Ingested {
        self.list_as(self.world.epoch, minute, listed).await
    }

    async fn list_as(&self, epoch: i64, minute: i64, listed: &[Listed]) -> Ingested {
        let thread = Observation::Thread(ObservedThread {
            thread: ThreadId::from("t1"),
            person: Igsid::from("p1"),
            profile: Profile::default(),
            updated_at: NOW,
            older_exist: true,
        });
        let messages = listed.iter().map(|(n, details)| {
            let mut told = message("p1", &format!("m{n}"), 0, &format!("number {n}"));
            told.sent_at = SentAt::to_the_second(NOW.0 + n * MINUTE);
            told.as_of = NOW.plus(minute * MINUTE);
            told.reactions = details.then(Vec::new);
            told.body.details_unavailable = !details;
            told.text = told.text.filter(|_| *details);
            Observation::Message(told)
        });
        let batch = IngestBatch {
            epoch,
            now: NOW.plus(minute * MINUTE),
            ..self.world.batch(Source::Poll, std::iter::once(thread).chain(messages).collect())
        };
        let ingested = self.world.store.ingest(batch).await.expect("writes");
        assert!(ingested.applied);
        ingested
    }

    async fn id(&self) -> ConversationId {
        self.world.conversation("p1").await
    }

    /// The messages that are gone.
    async fn unsent(&self) -> Vec<String> {
        let page = self.world.store.messages(self.id().await, Part::Newest, 50).await.expect("reads");
        let gone = page.messages.into_iter().filter(|message| {
            assert!(message.unsent.is_none() || message.text.is_none());
            message.unsent == Some(Unsent::FoundBySync)
        });
        gone.map(|message| message.mid.0).collect()
    }
}

#[tokio::test]
async fn what_two_listings_lack_between_others_was_unsent() {
    let reading = Reading::of_six().await;
    assert!(reading.list(11, &with_details([1, 2, 4, 5, 6])).await.changes.is_empty());
    assert_eq!(reading.unsent().await, [""; 0], "one listing may lag behind");
    let found = reading.list(12, &with_details([1, 2, 4, 5, 6])).await;
    assert_eq!(found.changes.conversations.into_iter().collect::<Vec<_>>(), [reading.id().await]);
    assert!(found.new_inbound.is_empty());
    assert_eq!(reading.unsent().await, ["m3"]);
    let count = async |word: &str| hits(&reading.world.store, word).await.len();
    assert_eq!((count("number").await, count("3").await), (5, 0));
    reading.list(13, &with_details(1..=6)).await;
    assert_eq!((reading.unsent().await, count("3").await), (vec!["m3".to_owned()], 0), "that is final");
}

#[tokio::test]
async fn two_listings_at_once_are_like_one() {
    let reading = Reading::of_six().await;
    let lacks = with_details([1, 2, 4, 5, 6]);
    reading.list(11, &lacks).await;
    reading.list(11, &lacks).await;
    assert_eq!(reading.unsent().await, [""; 0]);
    // It comes back: the count begins anew.
    reading.list(12, &with_details(1..=6)).await;
    reading.list(20, &lacks).await;
    assert_eq!(reading.unsent().await, [""; 0]);
    reading.list(21, &lacks).await;
    assert_eq!(reading.unsent().await, ["m3"]);
}

#[tokio::test]
async fn what_fell_out_of_the_listing_stays() {
    let reading = Reading::of_six().await;
    for minute in 11..14 {
        reading.list(minute, &with_details(4..=9)).await;
        // Nor is the newest one gone because a listing does not have it yet.
        reading.list(minute, &with_details(4..=8)).await;
        // All that is newer lags behind, for less than ten minutes.
        reading.list(minute, &with_details([1])).await;
    }
    assert_eq!(reading.unsent().await, [""; 0]);
}

/// Nothing newer is listed when the newest message is unsent.
#[tokio::test]
async fn the_newest_message_was_unsent_when_later_listings_lack_it() {
    let reading = Reading::of_six().await;
    for minute in [11, 12, 20] {
        let told = reading.list(minute, &with_details(1..=5)).await;
        assert!(told.changes.is_empty() && told.new_inbound.is_empty(), "it may lag behind");
    }
    let found = reading.list(21, &with_details(1..=5)).await;
    assert_eq!(found.changes.conversations.into_iter().collect::<Vec<_>>(), [reading.id().await]);
    assert_eq!(reading.unsent().await, ["m6"]);
    assert!(hits(&reading.world.store, "6").await.is_empty());
    let row = reading.world.store.conversation(reading.id().await).await.expect("reads").expect("is there");
    assert_eq!(row.last.expect("has one").snippet, None, "the row shows nothing of it");
}

#[tokio::test]
async fn the_newest_messages_that_no_listing_showed_are_not_missed() {
    let reading = Reading::of_six().await;
    let newer = |mid: &str, minute: i64| {
        let mut told = message("p1", mid, 0, "newer");
        told.sent_at = SentAt::exact(NOW.0 + minute * MINUTE);
        told.reactions = Some(Vec::new());
        Observation::Message(told)
    };
    reading.world.ingest(vec![newer("hook", 7)]).await;
    // Read by its id: the thread is not among what was read.
    reading.world.ingest_as(Source::Poll, vec![newer("by id", 8)]).await;
    for minute in [11, 22, 33] {
        reading.list(minute, &with_details(1..=6)).await;
    }
    assert_eq!(reading.unsent().await, [""; 0]);
}

#[tokio::test]
async fn the_newest_message_is_there_again_or_shown_without_details() {
    let reading = Reading::of_six().await;
    reading.list(11, &with_details(1..=5)).await;
    reading.list(15, &with_details(1..=6)).await;
    reading.list(22, &with_details(1..=5)).await;
    assert_eq!(reading.unsent().await, [""; 0], "the count begins anew");
    let ends_bare = || with_details(1..=4).into_iter().chain([(5, false)]).collect::<Vec<_>>();
    reading.list(33, &ends_bare()).await;
    reading.list(44, &ends_bare()).await;
    assert_eq!(
        reading.unsent().await,
        [""; 0],
        "nor does a listing prove anything that ends without details"
    );
}

#[tokio::test]
async fn of_equal_seconds_at_the_edge_nothing_is_concluded() {
    let reading = Reading::of_six().await;
    // By webhook, in the second of the oldest that is listed below, and listed by a read once.
    let mut early = message("p1", "early", 0, "twin");
    early.sent_at = SentAt::exact(NOW.0 + 3 * MINUTE + SECOND / 2);
    early.reactions = Some(Vec::new());
    reading.world.ingest(vec![Observation::Message(early)]).await;
    for minute in 11..14 {
        reading.list(minute, &with_details(3..=6)).await;
    }
    assert_eq!(reading.unsent().await, [""; 0]);
}

#[tokio::test]
async fn a_listing_with_holes_proves_nothing() {
    let reading = Reading::of_six().await;
    for minute in 11..14 {
        reading.list(minute, &[(1, true), (2, true), (4, false), (5, true), (6, true)]).await;
    }
    assert_eq!(reading.unsent().await, [""; 0]);
    // At the end, where the newest 20 are over, they are no holes.
    for minute in 20..22 {
        reading.list(minute, &[(1, false), (2, true), (4, true), (5, true), (6, true)]).await;
    }
    assert_eq!(reading.unsent().await, ["m3"]);
}

#[tokio::test]
async fn what_no_read_ever_listed_is_not_missed() {
    let reading = Reading::of_six().await;
    let mut by_webhook = message("p1", "hook", 0, "only by webhook");
    by_webhook.sent_at = SentAt::exact(NOW.0 + 3 * MINUTE + 30 * SECOND);
    reading.world.ingest(vec![Observation::Message(by_webhook)]).await;
    for minute in 11..14 {
        reading.list(minute, &with_details(1..=6)).await;
    }
    assert_eq!(reading.unsent().await, [""; 0]);
}

#[tokio::test]
async fn what_was_sent_around_a_pause_is_not_missed() {
    let reading = Reading::of_six().await;
    let (store, handle) = (&reading.world.store, reading.world.handle);
    store.set_on(handle, false, NOW.plus(3 * MINUTE)).await.expect("switches");
    store.resume(handle, ResumeMode::FromNow, NOW.plus(3 * MINUTE + SECOND)).await.expect("switches");
    let epoch = store.handle(handle).await.expect("reads").expect("is there").epoch;
    for minute in 11..14 {
        // The engine leaves out what was sent while the handle was off.
        reading.list_as(epoch, minute, &with_details([1, 2, 4, 5, 6])).await;
    }
    assert_eq!(reading.unsent().await, [""; 0]);
}
