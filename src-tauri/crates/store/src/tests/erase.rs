//! After a deletion no byte of what went is left: looked for in every page of an unencrypted twin and its log.

use std::path::Path;

use domain::handle::{Flavour, HandleProfile, Trouble};
use domain::ids::{ConversationId, HandleId, IgId, Igsid, Mid, OutboxId};
use domain::message::{Body, Direction, Origin};
use domain::observation::{Observation, ObservedMessage, ObservedReaction, Source};
use domain::saved_reply::VariableValue;
use domain::search::Query;
use domain::time::{SentAt, Timestamp};
use domain::triage::Act;

use crate::Store;
use crate::handles::TokenFacts;
use crate::ingest::IngestBatch;
use crate::lists::{Filter, ListQuery, Sort, View};
use crate::open::for_tests::open_plain;
use crate::outbox::NewReply;
use crate::search::Search;
use crate::triage::By;
use crate::tx::Reads as _;
use crate::undelivered::{Because, Undelivered};

const NOW: Timestamp = Timestamp(1_790_000_000_000);

fn profile(ig_id: &str, username: &str) -> HandleProfile {
    HandleProfile {
        ig_id: IgId::from(ig_id),
        app_scoped_id: None,
        username: username.into(),
        name: Some(format!("{username} canary")),
        account_type: None,
        followers: Some(5),
        picture_url: None,
    }
}

fn said(person: &str, n: i64, text: String) -> Observation {
    Observation::Message(ObservedMessage {
        person: Igsid::from(person),
        mid: Mid(format!("mid-{person}-{n}")),
        direction: Direction::In,
        origin: Origin::Person,
        sent_at: SentAt::exact(NOW.0 + n),
        as_of: NOW,
        text: Some(text),
        body: Body::default(),
        reactions: None,
    })
}

/// How often a word is in the file, its log, and whatever else is beside it.
fn found(path: &Path, word: &str) -> usize {
    let mut bytes = Vec::new();
    for entry in std::fs::read_dir(path.parent().expect("a folder")).expect("reads") {
        bytes.extend(std::fs::read(entry.expect("reads").path()).expect("reads"));
    }
    bytes.make_ascii_lowercase();
    bytes.windows(word.len()).filter(|window| *window == word.as_bytes()).count()
}

/// What stands around a word in the file, for a test that fails.
fn around(path: &Path, word: &str) -> Vec<String> {
    let bytes = std::fs::read(path).expect("reads");
    let text = String::from_utf8_lossy(&bytes).to_ascii_lowercase();
    let before = |at: usize| text.get(..at).unwrap_or_default().chars().rev().take(40).collect::<Vec<_>>();
    text.match_indices(word)
        .take(5)
        .map(|(at, _)| {
            let after: String = text.get(at..).unwrap_or_default().chars().take(60).collect();
            format!("{}{after}", before(at).into_iter().rev().collect::<String>())
        })
        .collect()
}

async fn plant(store: &Store, handle: HandleId, people: &[&str]) {
    for person in people {
        let texts =
            (0..700).map(|n| said(person, n, format!("{person}canary number {n} and {person}canary{n}")));
        let undelivered = Undelivered {
            at: NOW,
            why: Because::Unreadable,
            key: format!("{person} key"),
            field: None,
            raw: Some(format!("about {person}")),
        };
        let batch = IngestBatch {
            undelivered: vec![undelivered],
            ..IngestBatch::new(handle, 1, Source::Webhook, NOW, texts.collect())
        };
        assert!(store.ingest(batch).await.expect("writes").applied);
        let conversation = conversation(store, handle, person).await;
        store.save_draft(conversation, format!("{person}canary draft"), NOW).await.expect("writes");
        let reply =
            NewReply::text(OutboxId(uuid::Uuid::now_v7()), conversation, format!("{person}canary out"), NOW);
        store.enqueue(reply).await.expect("writes");
        store.save_draft(conversation, format!("{person}canary draft"), NOW).await.expect("writes");
        let note = format!("{person}canary note, changed later");
        let (note, _) = store.add_note(conversation, "maria".into(), note, NOW).await.expect("writes");
        store.change_note(note.id, format!("{person}canary note"), NOW).await.expect("writes");
        let name = format!("label of {handle:?}");
        let label = store.save_label(None, name, 1).await.expect("answers").map(|(id, _)| id);
        for act in label.map(|label| Act::Label(label, true)).into_iter().chain([Act::Unread]) {
            let by = By { who: Some("maria".into()), now: NOW };
            store.act(vec![conversation], act, by).await.expect("says");
        }
    }
}

async fn conversation(store: &Store, handle: HandleId, person: &str) -> ConversationId {
    let query = ListQuery {
        view: View::All,
        handle: Some(handle),
        sort: Sort::Newest,
        filter: Filter::default(),
        after: None,
        limit: 50,
        now: NOW,
    };
    let rows = store.conversations(&query).await.expect("reads").rows;
    rows.into_iter().find(|row| row.person.igsid == Igsid::from(person)).expect("is there").id
}

async fn connect(store: &Store, ig_id: &str, username: &str) -> HandleId {
    let connected =
        store.upsert_connected(profile(ig_id, username), Flavour::InstagramLogin, TokenFacts::default(), NOW);
    connected.await.expect("connects").0
}

/// Deletes to the end, and answers in how many steps.
async fn end(store: &Store) -> usize {
    let mut steps = 0;
    for erasure in store.erasures().await.expect("reads") {
        while store.erase_some(&erasure).await.expect("deletes") {
            steps += 1;
        }
        store.end_erasures(vec![erasure], NOW).await.expect("ends");
        store.rewrite_what_is_owed(Timestamp(i64::MAX)).await.expect("rewrites");
    }
    steps
}

#[tokio::test]
async fn a_deleted_handle_leaves_no_byte_and_the_others_everything() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.db");
    let store = open_plain(&path).await.expect("opens");
    let (goes, stays) =
        (connect(&store, "17840001", "gonebrand").await, connect(&store, "17840002", "stays").await);
    plant(&store, goes, &["annapers", "benpers"]).await;
    plant(&store, stays, &["chrispers"]).await;
    store.set_trouble(goes, Some(Trouble::AccessOff), NOW).await.expect("writes");
    for text in ["gonebrand.example/old", "gonebrand.example/new"] {
        let value = VariableValue { name: "link".into(), handle: Some(goes), text: text.into() };
        store.save_variable_values(vec![value]).await.expect("writes");
    }
    let footprint = store.footprint_of_handle(goes).await.expect("counts");
    assert_eq!((footprint.conversations, footprint.messages, footprint.drafts), (2, 1_400, 2));
    assert_eq!(footprint.open_replies, 2);

    store.begin_to_erase_handle(goes, NOW).await.expect("begins");
    let late = IngestBatch::new(goes, 1, Source::Poll, NOW, vec![said("annapers", 9_000, "late".into())]);
    assert!(!store.ingest(late).await.expect("answers").applied, "it takes nothing in any more");
    // A migration left a copy of everything beside the file.
    store.checkpoint(true).await.expect("writes the log into the file");
    let copy = folder.path().join("store.db.before-migration-from-9");
    std::fs::copy(&path, &copy).expect("copies");
    // A crash in between: what is to go is on disk, and goes on.
    let first = store.erasures().await.expect("reads").pop().expect("is there");
    assert!(store.erase_some(&first).await.expect("deletes"));
    store.close().await.expect("closes");
    let store = open_plain(&path).await.expect("opens again");
    assert!(end(&store).await >= 2, "in several steps");

    for word in ["gonebrand canary", "gonebrand.example", "17840001", "annapers", "benpers"] {
        assert_eq!(found(&path, word), 0, "{word}: {:?}", around(&path, word));
    }
    assert_eq!(found(&path, "gonebrand"), 1, "its name: {:?}", around(&path, "gonebrand"));
    assert!(found(&path, "chrispers") > 0);
    assert!(
        store
            .search(&Search::of(Query::parse("annaperscanary"), 5, NOW))
            .await
            .expect("searches")
            .hits
            .is_empty()
    );
    assert_eq!(
        store
            .search(&Search::of(Query::parse("chrisperscanary"), 5, NOW))
            .await
            .expect("searches")
            .hits
            .len(),
        5
    );
    assert_eq!(store.handles().await.expect("reads").len(), 1);
    assert!(store.erasures().await.expect("reads").is_empty());
    let line = store.audit_page(None, None, 1).await.expect("reads").remove(0);
    assert_eq!((line.action.as_str(), line.at, line.handle), ("delete_handle", NOW, None));
    assert_eq!((line.who, line.after.as_deref()), (crate::user(), Some("@gonebrand")));
    assert_eq!(store.integrity().await.expect("checks"), Vec::<String>::new());
}

#[tokio::test]
async fn a_forgotten_person_leaves_no_byte_and_begins_anew_with_the_next_message() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.db");
    let store = open_plain(&path).await.expect("opens");
    let handle = connect(&store, "17840001", "brand").await;
    plant(&store, handle, &["annapers", "benpers"]).await;
    let anna = conversation(&store, handle, "annapers").await;
    assert_eq!(store.footprint_of_person(anna).await.expect("counts").messages, 700);
    let later = NOW.plus(60_000);
    store.begin_to_forget(anna, later).await.expect("begins");
    end(&store).await;
    assert_eq!(found(&path, "annapers"), 0);
    assert!(found(&path, "benpers") > 0);
    assert_eq!(store.audit_of(handle, 1).await.expect("reads")[0].action, "forget_person");

    let told = store.audit_page(None, None, 50).await.expect("reads");
    let about = |id| told.iter().filter(|line| line.conversation == Some(id)).count();
    assert_eq!((about(anna), about(conversation(&store, handle, "benpers").await)), (0, 1));

    // Instagram goes on listing what she wrote before.
    let old = IngestBatch::new(
        handle,
        1,
        Source::Poll,
        later,
        vec![said("annapers", 3, "annaperscanary 3".into())],
    );
    assert!(store.ingest(old).await.expect("answers").applied);
    assert_eq!(found(&path, "annapers"), 0, "it is not taken in again");
    let again =
        vec![said("annapers", 3, "annaperscanary 3".into()), said("annapers", 120_000, "hello again".into())];
    store.ingest(IngestBatch::new(handle, 1, Source::Poll, later, again)).await.expect("writes");
    let anew = conversation(&store, handle, "annapers").await;
    assert_eq!(store.footprint_of_person(anew).await.expect("counts").messages, 1, "the new one alone");
}

#[tokio::test]
async fn the_bin_is_emptied_to_the_last_byte() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.db");
    let store = open_plain(&path).await.expect("opens");
    let handle = connect(&store, "17840001", "brand").await;
    plant(&store, handle, &["annapers", "benpers"]).await;
    for person in ["annapers", "benpers"] {
        let id = conversation(&store, handle, person).await;
        for reply in store.outbox_of(id).await.expect("reads") {
            store.take_back(reply.id, NOW).await.expect("takes back");
        }
        let by = By { who: Some("maria".into()), now: NOW };
        store.act(vec![id], Act::Bin(true), by).await.expect("says");
    }
    assert_eq!(store.begin_to_empty_bin(None, NOW, NOW, false).await.expect("begins"), 2);
    end(&store).await;
    for word in ["annapers", "benpers"] {
        assert_eq!(found(&path, word), 0, "{word}: {:?}", around(&path, word));
    }
    assert_eq!(store.integrity().await.expect("checks"), Vec::<String>::new());
}

/// Where room was looked for. Each time, though there are two in one process.
#[tokio::test]
async fn the_new_file_is_made_in_the_folder_of_the_old_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let [own, demo] = ["it's own", "demo"].map(|name| folder.path().join(name));
    let own_store = open_plain(&own.join("store.db")).await.expect("opens");
    let demo_store = open_plain(&demo.join("store.db")).await.expect("opens");
    for (store, expected) in [(&own_store, &own), (&demo_store, &demo), (&own_store, &own)] {
        store.rewrite().await.expect("rewrites");
        let used = store.write(|tx| {
            Box::pin(async move {
                let asked = sqlx::query_scalar("PRAGMA temp_store_directory").persistent(false);
                let used: String = asked.fetch_one(tx.writing()).await?;
                Ok(used)
            })
        });
        assert_eq!(Path::new(&used.await.expect("reads")), expected);
    }
}

#[tokio::test]
async fn what_events_told_of_messages_that_were_never_taken_in_goes_with_their_person() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.db");
    let store = open_plain(&path).await.expect("opens");
    let handle = connect(&store, "17840001", "brand").await;
    let person = || Igsid::from("annapers");
    let edited = |n: i64| Observation::Edit {
        person: Some(person()),
        mid: Mid(format!("mid-annapers-{n}")),
        text: "annaperscanary edited".into(),
        number: 1,
        at: NOW,
    };
    let reacted = |n: i64| {
        let (mid, emoji) = (Mid(format!("mid-annapers-{n}")), Some("annaperscanary".into()));
        Observation::Reaction(ObservedReaction { person: person(), mid, by: Direction::In, emoji, at: NOW })
    };
    let tell = async |left_out: Vec<Mid>, observations| {
        let batch = IngestBatch::new(handle, 1, Source::Webhook, NOW, observations);
        assert!(store.ingest(IngestBatch { left_out, ..batch }).await.expect("writes").applied);
    };
    let kept = async || {
        let counted = store.write(|tx| {
            Box::pin(async move {
                let all =
                    "SELECT (SELECT count(*) FROM message WHERE position IS NULL) + count(*) FROM reaction";
                Ok(sqlx::query_scalar::<_, i64>(all).fetch_one(tx.reading()).await?)
            })
        });
        counted.await.expect("reads")
    };
    tell(Vec::new(), vec![said("annapers", 1, "annaperscanary".into()), edited(2), reacted(3)]).await;
    let anna = conversation(&store, handle, "annapers").await;
    store.begin_to_forget(anna, NOW.plus(60_000)).await.expect("begins");
    end(&store).await;
    assert_eq!(found(&path, "annapers"), 0, "{:?}", around(&path, "annapers"));

    // She writes again, and of an older message nobody knows that it is one before it was read.
    tell(Vec::new(), vec![said("annapers", 120_000, "hello again".into()), edited(2), reacted(2)]).await;
    assert!(kept().await > 0);
    tell(Vec::new(), vec![said("annapers", 2, "annaperscanary".into())]).await;
    assert_eq!(kept().await, 0);
    // So with one that was sent in a pause.
    tell(Vec::new(), vec![edited(180_000), reacted(180_000)]).await;
    assert!(kept().await > 0);
    tell(vec![Mid::from("mid-annapers-180000")], Vec::new()).await;
    assert_eq!(kept().await, 0);
}
