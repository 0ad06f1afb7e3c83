//! The story desk, as the window sees it.

use api::request::MentionsRequest;

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_mention_that_waits_is_the_one_that_its_row_names() {
    let profile = tempfile::tempdir().expect("a folder");
    let app = demo(profile.path()).await;
    let request = || MentionsRequest { handle: None, open_only: true, after: None, limit: 100 };
    let mentions = eventually("mentions that wait", || async {
        let list = app.mentions(request()).await.expect("answers").mentions;
        (list.len() > 10).then_some(list)
    })
    .await;
    for mention in &mentions {
        let newest = mentions.iter().filter(|one| one.row.id == mention.row.id).map(|one| one.position).max();
        assert_eq!(mention.row.waiting_mention, newest, "{}", mention.row.person.name);
    }
}
