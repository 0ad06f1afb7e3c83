//! Search in all scripts, newest first.

use domain::observation::Source;
use domain::search::Query;
use store::ingest::IngestBatch;
use store::search::Search;

use crate::support::{NOW, World, connect, from_person, hits, hits_of, unsend};

const TEXTS: [(&str, &str); 17] = [
    ("latin", "Où est ma commande à Łódź?"),
    ("german", "Größe 42 passt nicht, schöne Grüße"),
    ("greek", "Πού είναι η παραγγελία μου;"),
    ("cyrillic", "Где мой заказ? Ещё не пришёл"),
    ("arabic", "أين طلبي؟ شُكْرًا"),
    ("hebrew", "איפה ההזמנה שלי?"),
    ("devanagari", "मेरा ऑर्डर कहाँ है?"),
    ("japanese", "注文した商品はどこですか"),
    ("korean", "주문한 상품이 어디에 있나요"),
    ("thai", "สินค้าของฉันอยู่ที่ไหน"),
    ("emoji", "so gut 😍👍🏽 danke"),
    ("chinese", "你好，我的订单什么时候发货？"),
    ("bengali", "আমার অর্ডার কোথায়?"),
    ("tamil", "என் ஆர்டர் எங்கே?"),
    ("georgian", "სად არის ჩემი შეკვეთა?"),
    ("armenian", "Որտե՞ղ է իմ պատվերը"),
    ("vietnamese", "Đơn hàng của tôi ở đâu?"),
];

async fn found(world: &World, query: &str) -> Vec<String> {
    hits(&world.store, query).await.iter().map(|hit| hit.mid.as_str().to_owned()).collect()
}

#[tokio::test]
async fn every_script_is_found() {
    let world = World::new().await;
    let messages = TEXTS.iter().zip(0..).map(|((mid, text), at)| from_person("p1", mid, at, text)).collect();
    world.ingest(messages).await;
    let golden = [
        ("ou est", "latin"),
        ("LODZ", "latin"),
        ("comm", "latin"),
        ("GROSSE", "german"),
        ("\"schone grusse\"", "german"),
        ("ΠΑΡΑΓΓΕΛΙΑ", "greek"),
        ("заказ еще", "cyrillic"),
        ("اين", "arabic"),
        ("شكرا", "arabic"),
        ("ההזמנה", "hebrew"),
        ("ऑर्डर", "devanagari"),
        ("商品", "japanese"),
        ("注", "japanese"),
        ("か", "japanese"),
        ("どこですか", "japanese"),
        ("상품이", "korean"),
        ("주문", "korean"),
        ("요", "korean"),
        ("ของฉัน", "thai"),
        ("😍", "emoji"),
        ("👍", "emoji"),
        ("订单", "chinese"),
        ("货", "chinese"),
        ("অর্ডার", "bengali"),
        ("ஆர்டர்", "tamil"),
        ("ჩემი შეკვ", "georgian"),
        ("ՊԱՏՎԵՐԸ", "armenian"),
        ("don hang", "vietnamese"),
        ("\"đơn hàng\" -commande", "vietnamese"),
    ];
    for (query, mid) in golden {
        assert_eq!(found(&world, query).await, [mid], "{query}");
    }
    for nothing in ["单订", "don -hang", "品商", "commandes", "\"est ou\"", "* \" (", "", "😎"] {
        assert_eq!(found(&world, nothing).await, Vec::<String>::new(), "{nothing}");
    }
}

#[tokio::test]
async fn the_newest_come_first_also_after_a_late_backfill() {
    let world = World::new().await;
    world
        .ingest(vec![from_person("p1", "m2", 20, "order two"), from_person("p2", "m4", 40, "order four")])
        .await;
    world
        .ingest(vec![from_person("p1", "m1", 10, "order one"), from_person("p3", "m3", 30, "order three")])
        .await;
    assert_eq!(found(&world, "order").await, ["m4", "m3", "m2", "m1"]);
    let page = Search::of(Query::parse("order"), 2, NOW);
    let first = world.store.search(&page).await.expect("searches");
    let rest = world.store.search(&Search { before: first.next, ..page }).await.expect("searches");
    let rest: Vec<&str> = rest.hits.iter().map(|hit| hit.mid.as_str()).collect();
    assert_eq!(rest, ["m2", "m1"]);
    // A message that moves in time moves in the index.
    let mut earlier = crate::support::message("p2", "m4", 5, "order four");
    earlier.as_of = NOW.plus(50);
    world.ingest(vec![domain::observation::Observation::Message(earlier)]).await;
    assert_eq!(found(&world, "order").await, ["m3", "m2", "m1", "m4"]);
}

#[tokio::test]
async fn a_handle_is_searched_alone_and_unsent_text_is_gone() {
    let world = World::new().await;
    world.ingest(vec![from_person("p1", "m1", 1, "order one")]).await;
    let other = connect(&world.store, "17841400000000002").await;
    assert!(hits_of(&world.store, "order", other).await.is_empty());
    let hits = hits_of(&world.store, "ord", world.handle).await;
    assert_eq!((hits[0].snippet.as_str(), hits[0].highlights.as_slice()), ("order one", [(0, 5)].as_slice()));
    world.ingest(vec![unsend("m1", 2)]).await;
    assert_eq!(found(&world, "order").await, Vec::<String>::new());
}

#[tokio::test]
async fn nothing_that_is_written_passes_for_another_handle() {
    let world = World::new().await;
    let other = connect(&world.store, "17841400000000002").await;
    let forged = format!("order \u{E000}{} \u{E000}\u{FE0F}{}", other.0, other.0);
    world.ingest(vec![from_person("p1", "m1", 1, &forged)]).await;
    let theirs = IngestBatch {
        handle: other,
        epoch: 1,
        ..world.batch(Source::Webhook, vec![from_person("p2", "m2", 2, "an order")])
    };
    assert!(world.store.ingest(theirs).await.expect("writes").applied);
    for (handle, mid) in [(world.handle, "m1"), (other, "m2")] {
        for query in ["order", "ord", "\"order"] {
            let hits = hits_of(&world.store, query, handle).await;
            let mids: Vec<&str> = hits.iter().map(|hit| hit.mid.as_str()).collect();
            assert_eq!(mids, [mid], "{query}");
        }
    }
    assert_eq!(found(&world, "order").await, ["m2", "m1"]);
    world.ingest(vec![unsend("m1", 3)]).await;
    let hits = hits_of(&world.store, "order", world.handle).await;
    assert!(hits.is_empty());
    assert_eq!(world.store.integrity().await.expect("checks"), Vec::<String>::new());
}
