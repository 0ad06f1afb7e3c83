//! A defect in one write is that write's own.

use crate::StoreError;
use crate::journal::Stats;
use crate::open::for_tests::open_plain;

#[tokio::test]
async fn a_write_that_panics_is_taken_back_and_the_writer_goes_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open_plain(&folder.path().join("store.db")).await.expect("opens");
    let panicking = store.write(|tx| {
        Box::pin(async move {
            let insert = sqlx::query("INSERT INTO setting (key, value) VALUES ('half', 'done')");
            let done = insert.execute(tx.writing()).await?;
            assert_eq!(done.rows_affected(), 0, "a defect");
            Ok(())
        })
    });
    // Handed in together, so that they share a commit.
    let (panicked, beside) = tokio::join!(panicking, store.set_setting("theme", Some("dark".into())));
    assert!(matches!(panicked, Err(StoreError::Panicked)), "{panicked:?}");
    beside.expect("the write beside it stands");
    assert_eq!(store.setting("half").await.expect("reads"), None);
    assert_eq!(store.setting("theme").await.expect("reads").as_deref(), Some("dark"));
    assert_eq!(store.stats().await.expect("reads"), Stats::default());
    store.close().await.expect("closes");
}
