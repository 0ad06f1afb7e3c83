//! The copy of the day where it is damaged itself, and what it does not bring back.

use store::OpenError;
use store::repair::Part;

use crate::home::{EACH, Home, PEOPLE, counts, flip, pages};
use crate::support::{NOW, open};

/// A closed database with its copy.
async fn home_with_copy() -> Home {
    let home = Home::new().await;
    make_copy(&home).await;
    home
}

async fn make_copy(home: &Home) {
    let store = home.open().await;
    assert!(store.copy_daily(NOW).await.expect("copies"));
    store.close().await.expect("closes");
}

/// Damages every leaf of a table in the file, and one in the middle of it in the copy. Answers how many rows that one has.
async fn damage_both(home: &Home, table: &str) -> i64 {
    let is_leaf = |page: &&crate::home::Page| page.name == table && page.kind == "leaf";
    for page in home.pages().await.iter().filter(is_leaf) {
        home.flip(page.number);
    }
    let pages = pages(&home.copy_of_the_day()).await;
    let leaves: Vec<_> = pages.iter().filter(is_leaf).collect();
    assert!(leaves.len() > 2, "{table} is on several pages");
    let middle = leaves[leaves.len() / 2];
    flip(&home.copy_of_the_day(), middle.number);
    middle.cells
}

#[tokio::test]
async fn what_can_be_read_of_a_copy_that_is_damaged_itself_is_taken_from_it() {
    let home = home_with_copy().await;
    let lost = damage_both(&home, "message").await;
    let repaired = home.repair().await.expect("repairs");
    assert_eq!(counts(&home.path).await, [PEOPLE * EACH - lost, PEOPLE, 4], "{repaired:?}");
    assert_eq!(repaired.parts[&Part::Messages].lost, u64::try_from(lost).expect("few"));
}

#[tokio::test]
async fn so_it_is_of_a_table_without_row_ids() {
    const SETTINGS: usize = 60;
    let home = Home::new().await;
    let store = home.open().await;
    let key = |n: usize| format!("k{n:03}");
    for n in 0..SETTINGS {
        store.set_setting(&key(n), Some("v".repeat(700))).await.expect("is kept");
    }
    store.close().await.expect("closes");
    make_copy(&home).await;
    let lost = damage_both(&home, "setting").await;
    home.repair().await.expect("repairs");
    let store = home.open().await;
    let mut missing = Vec::new();
    for n in 0..SETTINGS {
        if store.setting(&key(n)).await.expect("reads").is_none() {
            missing.push(n);
        }
    }
    assert_eq!(missing.len(), usize::try_from(lost).expect("few"), "{missing:?}");
    assert!(!missing.contains(&(SETTINGS - 1)), "what is behind the damaged page is there");
}

#[tokio::test]
async fn a_copy_that_is_damaged_itself_still_tells_a_damaged_first_page_from_a_wrong_key() {
    let home = home_with_copy().await;
    let leaf = pages(&home.copy_of_the_day())
        .await
        .into_iter()
        .find(|page| page.name == "message" && page.kind == "leaf");
    let leaf = leaf.expect("is there");
    flip(&home.copy_of_the_day(), leaf.number);
    // The salt is in the first bytes: without it nothing of the file itself tells.
    let mut bytes = std::fs::read(&home.path).expect("reads");
    bytes[0] ^= 1;
    std::fs::write(&home.path, bytes).expect("writes");
    assert!(matches!(open(&home.path).await, Err(OpenError::Corrupt)));
    let repaired = home.repair().await.expect("repairs");
    assert!(repaired.all_from_copy);
    assert_eq!(counts(&home.path).await, [PEOPLE * EACH - leaf.cells, PEOPLE, 4]);
}
