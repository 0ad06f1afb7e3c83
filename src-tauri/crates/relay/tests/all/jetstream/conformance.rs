use relay::config::{Config, JetStream};
use relay::log::jetstream::JetStreamLog;
use relay::log::{Bounds, Expect, Log, NewRecord, Stored, conformance};
use relay::protocol::text::Fixed;

use crate::nats::Servers;
use crate::world::PATIENCE;

const LARGEST: usize = 8 << 20;

fn settings(servers: &Servers, name: &str) -> JetStream {
    let config = Config::parse(&servers.settings(3)).unwrap();
    JetStream { name: name.to_owned(), ..config.log.jetstream.unwrap() }
}

async fn open(servers: &Servers, name: &str) -> JetStreamLog {
    JetStreamLog::open(&settings(servers, name), LARGEST).await.unwrap()
}

fn record(digest: u8, at: u64) -> NewRecord {
    NewRecord { digest: Fixed([digest; 16]), at, body: vec![digest; 3] }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_does_what_every_log_must() {
    let servers = Servers::start(3).await;
    macro_rules! conforms {
        ($($name:ident),* $(,)?) => {$(
            println!("{}", stringify!($name));
            let log = open(&servers, stringify!($name)).await;
            conformance::$name(&log).await;
            log.close().await;
            assert!(log.append(record(1, 1)).await.is_err(), "closed is closed");
        )*};
    }
    conforms!(
        what_is_stored_comes_back,
        the_same_body_is_stored_once,
        reading_is_bounded,
        trimming_forgets_the_oldest,
        notes_are_compared_before_they_are_replaced,
        news_are_told,
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_relays_share_it() {
    let servers = Servers::start(3).await;
    let (a, b) = (open(&servers, "shared").await, open(&servers, "shared").await);
    assert_eq!(a.append(record(1, 1)).await.unwrap(), Stored::New(1));
    assert_eq!(b.append(record(1, 1)).await.unwrap(), Stored::Known);
    assert_eq!(b.append(record(2, 2)).await.unwrap(), Stored::New(2));
    for log in [&a, &b] {
        let mut arrivals = log.arrivals();
        tokio::time::timeout(PATIENCE, arrivals.wait_for(|n| *n == 2)).await.unwrap().unwrap();
        assert_eq!(log.read(0, 10, 1_000).await.unwrap().len(), 2);
    }
    // A third one has heard of nothing, and finds everything.
    let c = open(&servers, "shared").await;
    assert_eq!(c.read(0, 10, 1_000).await.unwrap(), a.read(0, 10, 1_000).await.unwrap());
    assert_eq!(c.read(1, 10, 1_000).await.unwrap().len(), 1);

    // Of those who replace the same revision at the same time one wins, wherever it is.
    let mut revision = a.write("race/x", b"0".to_vec(), Expect::Nothing).await.unwrap();
    for round in 0..50 {
        let writes = [&a, &b, &c].into_iter().cycle().take(6);
        let writes = writes.map(|log| log.write("race/x", b"1".to_vec(), Expect::Revision(revision)));
        let written = futures_util::future::join_all(writes).await;
        let won: Vec<_> = written.into_iter().filter_map(Result::ok).collect();
        assert_eq!(won.len(), 1, "round {round}");
        revision = won[0];
    }
    // What one wrote, the others read, one by one and in the list.
    a.write("list/a", b"a".to_vec(), Expect::Nothing).await.unwrap();
    assert_eq!(b.notes("list/").await.unwrap().len(), 1);
    b.remove(vec!["list/a".to_owned()]).await.unwrap();
    assert_eq!(c.note("list/a").await.unwrap(), None);
    assert!(c.notes("list/").await.unwrap().is_empty() && a.notes("list/").await.unwrap().is_empty());
    let again = a.write("list/a", b"again".to_vec(), Expect::Nothing).await.unwrap();
    assert_eq!(open(&servers, "shared").await.note("list/a").await.unwrap().unwrap().revision, again);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn notes_that_were_put_back_are_the_ones_that_count() {
    let servers = Servers::start(3).await;
    let log = open(&servers, "older").await;
    for name in ["a", "b", "c"] {
        log.write(&format!("list/{name}"), b"new".to_vec(), Expect::Nothing).await.unwrap();
    }
    // As somebody does who puts an older copy of the stream back.
    let client = async_nats::connect(settings(&servers, "older").servers).await.unwrap();
    let context = async_nats::jetstream::new(client);
    let config = context.get_stream("older-notes").await.unwrap().cached_info().config.clone();
    context.delete_stream("older-notes").await.unwrap();
    context.create_stream(config).await.unwrap();
    for value in ["older", "old"] {
        context.publish("older.note.list/a", value.into()).await.unwrap().await.unwrap();
    }
    let list = async || match log.notes("list/").await {
        Ok(notes) => notes.into_iter().map(|note| (note.key, note.value, note.revision)).collect::<Vec<_>>(),
        Err(_) => Vec::new(),
    };
    let put_back = [("list/a".to_owned(), b"old".to_vec(), 2_u64)];
    let seen = async {
        while list().await != put_back {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(PATIENCE, seen).await.unwrap();
    // And what comes after them.
    log.write("list/b", b"after".to_vec(), Expect::Nothing).await.unwrap();
    assert_eq!(list().await.len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn numbers_go_on_after_everything_was_forgotten_and_all_servers_were_killed() {
    let mut servers = Servers::start(3).await;
    let log = open(&servers, "again").await;
    for n in 1..=5 {
        log.append(record(n, 1)).await.unwrap();
    }
    log.trim(5, 0, 10).await.unwrap();
    assert_eq!(log.bounds().await.unwrap(), Bounds { trimmed: 5, newest: 5 });
    for n in 0..3 {
        servers.kill(n);
    }
    for n in 0..3 {
        servers.start_one(n);
    }
    assert!(servers.ready().await);
    // The relay finds the servers again by itself.
    let stored = tokio::time::timeout(PATIENCE, async {
        loop {
            match log.append(record(6, 2)).await {
                Ok(stored) => return stored,
                Err(_) => tokio::time::sleep(std::time::Duration::from_millis(50)).await,
            }
        }
    });
    assert_eq!(stored.await.unwrap(), Stored::New(6));
    assert_eq!(log.read(5, 10, 100).await.unwrap().len(), 1);
    // By age as well, and only what is old enough.
    log.append(record(7, 20)).await.unwrap();
    log.append(record(8, 30)).await.unwrap();
    log.trim(0, 21, 40).await.unwrap();
    assert_eq!(log.bounds().await.unwrap(), Bounds { trimmed: 7, newest: 8 });
}
