//! Files of earlier versions: each is brought to ours with everything in it, and everything works with it.

use std::path::Path;

use domain::conversation::Standing;
use domain::hours::WeeklyHours;
use domain::ids::{ConversationId, HandleId, Mid};
use domain::position::Position;
use domain::search::{Query, index_text};
use domain::sla::{Policy, Targets};
use domain::time::{HOUR, MINUTE};
use jiff::tz::TimeZone;
use sqlx::migrate::Migrator;
use sqlx::{AssertSqlSafe, Connection};
use store::Store;
use store::handles::HandleSetting;
use store::thread::Part;

use crate::support::{NOW, World, all, by, database, from_person, hits, hits_of, open, raw};

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

const HANDLE: HandleId = HandleId(1);
/// Mia asked, and nobody answered.
const MIA: ConversationId = ConversationId(1);
/// Noa was answered, and a draft is begun.
const NOA: ConversationId = ConversationId(2);

/// What an app of that version had written: the version that a statement needs, and the one from which it says it in another
/// way.
fn written(version: i64) -> Vec<String> {
    let place = |ms: i64| Position::first_at(NOW.plus(ms)).0;
    let (asked, answered) = (place(HOUR), place(2 * HOUR));
    let at = |ms: i64| NOW.plus(ms).0;
    let words = |text: &str| format!("{} \u{E000}1", index_text(text));
    let statements = [
        (1, 99, format!(
            "INSERT INTO handle (id, ig_id, username, flavour, connected_at) VALUES
               (1, '17841400000000001', 'luma', 'instagram_login', {})", NOW.0,
        )),
        (1, 99, "INSERT INTO person (id, handle_id, igsid, name, username) VALUES
               (1, 1, 'p1', 'Mia Rose', 'mia.rose'), (2, 1, 'p2', 'Noa', 'noa')".to_owned()),
        (1, 99, format!(
            "INSERT INTO conversation (id, handle_id, person_id, last_inbound, last_asking, last_outbound, standing, unread,
               last_position, last_mid, last_kind, last_direction, last_snippet) VALUES
               (1, 1, 1, {asked}, {asked}, NULL, 0, 1, {asked}, 'm1', 'text', 'in', 'Is the serum back?'),
               (2, 1, 2, {asked} + 1, {asked} + 1, {answered}, 1, 0, {answered}, 'm3', 'text', 'out', 'On Friday')",
        )),
        (1, 99, format!(
            "INSERT INTO message (handle_id, mid, conversation_id, position, direction, origin, sent_at, sent_exact, text,
               text_rank, text_as_of, body, body_rank, body_as_of, kind, found_by, found_at) VALUES
               (1, 'm1', 1, {asked}, 'in', 'person', {0}, 1, 'Is the serum back?', 0, {0}, '{{}}', 0, {0}, 'text', 'poll', {0}),
               (1, 'm2', 2, {asked} + 1, 'in', 'person', {0}, 1, 'When?', 0, {0}, '{{}}', 0, {0}, 'text', 'poll', {0}),
               (1, 'm3', 2, {answered}, 'out', 'elsewhere', {1}, 1, 'On Friday', 0, {1}, '{{}}', 0, {1}, 'text', 'poll', {1})",
            at(HOUR), at(2 * HOUR),
        )),
        (1, 99, format!(
            "INSERT INTO message_fts (rowid, text) VALUES ({asked}, '{}'), ({asked} + 1, '{}'), ({answered}, '{}')",
            words("Is the serum back?"), words("When?"), words("On Friday"),
        )),
        (1, 99, format!("INSERT INTO reaction (handle_id, mid, by, emoji, at) VALUES (1, 'm3', 'in', '❤', {})", at(3 * HOUR))),
        (1, 99, format!("INSERT INTO undelivered (handle_id, at, why, key, field, raw)
               VALUES (1, {}, 'unreadable', 'm9', 'message', '{{}}')", NOW.0)),
        (1, 99, format!("INSERT INTO draft (conversation_id, text, updated_at) VALUES (2, 'Dear Noa', {})", at(3 * HOUR))),
        (1, 99, format!("INSERT INTO audit (at, action, handle_id, outcome) VALUES ({}, 'connect', 1, 'ok')", NOW.0)),
        (1, 99, "INSERT INTO setting (key, value) VALUES ('theme', 'dark')".to_owned()),
        (3, 99, "INSERT INTO label (id, name, key, hue) VALUES (1, 'VIP', 'vip', 3)".to_owned()),
        (3, 99, "INSERT INTO conversation_label (conversation_id, label_id) VALUES (1, 1)".to_owned()),
        (3, 99, format!("INSERT INTO note (conversation_id, at, author, text) VALUES (1, {}, 'maria', 'Be kind')", NOW.0)),
        (3, 99, "UPDATE handle SET brand = 'Luma', mentions_need_reply = 1".to_owned()),
        // From here on the names of people are cut when they are written.
        (5, 99, "INSERT INTO person_word (word, person_id) VALUES ('mia', 1), ('rose', 1), ('noa', 2)".to_owned()),
        (5, 99, "DELETE FROM setting WHERE key = 'people_words_due'".to_owned()),
        (6, 99, "INSERT INTO saved_reply (id, title, changed_at) VALUES (1, 'Thanks', 1)".to_owned()),
        (6, 99, "INSERT INTO saved_reply_text (saved_reply_id, language, text) VALUES (1, '', 'Thank you!')".to_owned()),
        (8, 99, "INSERT INTO variable_value (name, text) VALUES ('shop', 'https://luma.example')".to_owned()),
        (9, 99, "UPDATE handle SET time_zone = 'Asia/Tokyo'".to_owned()),
        (10, 11, format!("UPDATE handle SET sla = '{}'", policy())),
        (11, 99, format!("UPDATE handle SET sla = '[{}]'", policy())),
    ];
    let known = statements.into_iter().filter(|(since, until, _)| (*since..*until).contains(&version));
    known.map(|(_, _, statement)| statement).collect()
}

/// What the handle promises since [`NOW`]: half an hour, round the clock.
fn policy() -> String {
    format!(
        r#"{{"targets":{{"first_reply":30,"next_reply":60,"hours":{{"days":[1,2,3,4,5,6,7],"from":0,"to":0}}}},"since":{}}}"#,
        NOW.0
    )
}

/// A file as an app of a version left it.
async fn old_file(path: &Path, version: i64) {
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("makes a folder");
    let mut file = raw(path).await;
    let known = MIGRATIONS.iter().filter(|migration| migration.version <= version).cloned().collect();
    Migrator::with_migrations(known).run_direct(None, &mut file, false).await.expect("makes the version");
    for statement in written(version) {
        sqlx::query(AssertSqlSafe(statement.as_str()))
            .execute(&mut file)
            .await
            .unwrap_or_else(|error| panic!("version {version}: {statement}: {error}"));
    }
    file.close().await.expect("closes");
}

#[tokio::test]
async fn every_earlier_version_is_brought_to_ours_with_all_that_it_held() {
    let newest = MIGRATIONS.iter().map(|migration| migration.version).max().expect("some");
    for version in 1..=newest {
        let folder = tempfile::tempdir().expect("a folder");
        let path = database(&folder);
        old_file(&path, version).await;
        let store = open(&path).await.unwrap_or_else(|error| panic!("version {version}: {error}"));
        assert_eq!(store.integrity().await.expect("checks"), Vec::<String>::new(), "version {version}");
        holds_all(&store, version).await;
        let world = World { epoch: 1, handle: HANDLE, store, folder };
        works(&world, version).await;
        world.store.close().await.expect("closes");
        let copies = std::fs::read_dir(path.parent().expect("a folder")).expect("reads");
        let copied =
            copies.flatten().any(|file| file.file_name().to_string_lossy().contains("before-migration"));
        assert_eq!(copied, version < newest, "version {version}: a copy from before is kept");
    }
}

/// Nothing that the version knew is lost.
async fn holds_all(store: &Store, version: i64) {
    let stats = store.stats().await.expect("reads");
    assert_eq!((stats.handles, stats.conversations, stats.messages), (1, 2, 3), "version {version}");
    let rows = store.conversations(&all()).await.expect("reads").rows;
    let seen: Vec<_> = rows.iter().map(|row| (row.id, row.standing, row.unread, row.has_draft)).collect();
    let expected = [(NOA, Standing::Waiting, false, true), (MIA, Standing::NeedsReply, true, false)];
    assert_eq!(seen, expected, "version {version}");
    let thread = store.messages(NOA, Part::Newest, 10).await.expect("reads").messages;
    let said: Vec<_> = thread.iter().map(|message| message.text.as_deref().unwrap_or_default()).collect();
    assert_eq!(said, ["When?", "On Friday"], "version {version}");
    assert_eq!(thread[1].reactions[0].emoji, "❤", "version {version}");
    let undelivered = store.undelivered(Some(HANDLE), 9).await.expect("reads");
    assert_eq!(undelivered.iter().map(|row| row.key.as_str()).collect::<Vec<_>>(), ["m9"]);
    assert_eq!(store.draft(NOA).await.expect("reads").expect("is there").text, "Dear Noa");
    assert_eq!(store.setting("theme").await.expect("reads").as_deref(), Some("dark"));
    assert_eq!(store.audit_of(HANDLE, 9).await.expect("reads")[0].action, "connect");
    if version >= 3 {
        assert_eq!(store.labels().await.expect("reads")[0].name, "VIP");
        assert_eq!((rows[1].labels.len(), rows[1].noted), (1, true), "version {version}");
        assert_eq!(store.notes(MIA).await.expect("reads")[0].text, "Be kind");
    }
    let settings = store.handles().await.expect("reads").remove(0).settings;
    assert_eq!((settings.brand.is_some(), settings.mentions_need_reply), (version >= 3, version >= 3));
    assert_eq!(settings.time_zone.is_some(), version >= 9);
    assert_eq!(settings.sla.map(|policy| policy.since), (version >= 10).then_some(NOW), "version {version}");
    assert_eq!(store.saved_replies().await.expect("reads").len(), usize::from(version >= 6));
    assert_eq!(store.variable_values().await.expect("reads").len(), usize::from(version >= 8));
}

/// What ours does, it does with what was there and with what comes.
async fn works(world: &World, version: i64) {
    let store = &world.store;
    let people = store.people_named(&Query::parse("ros"), None, 5).await.expect("searches");
    assert_eq!(people.iter().map(|row| row.id).collect::<Vec<_>>(), [MIA], "version {version}");
    world.ingest(vec![from_person("p1", "m4", 4 * HOUR, "The serum, please")]).await;
    let found = hits(store, "serum").await;
    let found: Vec<&Mid> = found.iter().map(|hit| &hit.mid).collect();
    assert_eq!(found, [&Mid::from("m4"), &Mid::from("m1")], "version {version}");
    assert_eq!(hits_of(store, "friday", HANDLE).await.len(), 1, "version {version}");

    let mut sla = store.handles().await.expect("reads").remove(0).settings.sla;
    if version < 10 {
        let hours = WeeklyHours { days: (1..=7).collect(), from: 0, to: 0 };
        let targets = Targets { first_reply: Some(30), next_reply: Some(60), hours };
        sla = Some(Policy { targets, since: NOW });
    } else if let Some(policy) = &mut sla {
        // Another promise takes nothing back from who wrote before.
        policy.targets.first_reply = Some(5);
        policy.since = NOW.plus(9 * HOUR);
    }
    store.save_handle_setting(HANDLE, HandleSetting::Sla(sla), by()).await.expect("saves");
    let turn = store.conversation(MIA).await.expect("reads").expect("is there").turn.expect("waits");
    assert_eq!((turn.asked, turn.minutes), (NOW.plus(HOUR), 30), "version {version}");
    assert_eq!(turn.due(&TimeZone::UTC), Some(NOW.plus(HOUR + 30 * MINUTE)), "version {version}");
}
