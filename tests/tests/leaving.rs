//! After Disconnect, Forget and Delete in the real app, nothing that was planted is left: looked for in every file of the
//! home, in every value of the opened database, in the log and in the keychain. The store's own tests look into the free
//! pages of an unencrypted twin.

use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use acceptance::{Desktop, Handle, Instagram, Opening, Page, wait};
use anyhow::{Context as _, Result};
use serde_json::{Value, json};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions as _, Connection as _, Row as _};

/// A window whose handle "zyxgoes" is deleted in the end, and whose "zyxstays" forgets one person.
struct Home {
    desktop: Desktop,
    instagram: Instagram,
    goes: Handle,
    stays: Handle,
}

impl Home {
    fn open(&self) -> Opening {
        let graph = Some(self.instagram.graph().clone());
        Opening { profile: self.desktop.profile(), graph, undo_ms: Some(0) }
    }

    /// How often each word stands in the database, once the app is closed.
    async fn in_database(&self, words: &[&str]) -> Result<Vec<usize>> {
        let key = self.desktop.secret("database-key")?;
        let key = key.rsplit(' ').next().context("no key")?.to_owned();
        let mut database = SqliteConnectOptions::from_str("sqlite://")?
            .filename(self.desktop.profile().join("handrail.db"))
            .pragma("key", format!("\"x'{key}'\""))
            .disable_statement_logging()
            .connect()
            .await?;
        let all = every_value(&mut database).await?;
        database.close().await?;
        Ok(words.iter().map(|word| times(&all, word)).collect())
    }

    /// Files of the home with one of these words in the clear, and which; the keychain's own are sealed and are looked into
    /// like any other.
    fn in_files(&self, words: &[&str]) -> Result<Vec<(PathBuf, String)>> {
        let mut found = Vec::new();
        look(self.desktop.home(), words, &mut found)?;
        Ok(found)
    }
}

#[tokio::test]
async fn what_is_disconnected_forgotten_or_deleted_leaves_nothing_behind() -> Result<()> {
    let desktop = Desktop::start()?;
    let instagram = Instagram::start()?;
    let (goes, stays) = (instagram.handle("zyxgoes").await?, instagram.handle("zyxstays").await?);
    instagram.write(&goes, "zyxperson", "zyxquestion one").await?;
    instagram.write(&stays, "zyxforgotten", "zyxsecret two").await?;
    instagram.write(&stays, "keeps.writing", "zyxkept three").await?;
    let home = Home { desktop, instagram, goes, stays };
    let window = Page::in_window(&home.desktop, &home.open()).await?;
    let (goes, stays) = (connect(&window, &home.goes).await?, connect(&window, &home.stays).await?);
    let asked = conversation(&window, goes, "zyxquestion").await?;
    let secret = conversation(&window, stays, "zyxsecret").await?;
    conversation(&window, stays, "zyxkept").await?;
    let reply = json!({ "id": uuid::Uuid::now_v7(), "conversation": asked, "text": "zyxanswer" });
    window.rpc("send", &reply).await?;
    wait::until("the reply left", async || Ok(home.instagram.sends().await?.len() == 1)).await?;
    window.rpc("save_draft", &json!({ "conversation": asked, "text": "zyxdraft" })).await?;

    // Disconnected: the token is gone everywhere; history stays.
    window.rpc("disconnect", &json!({ "handle": goes })).await?;
    assert!(!home.desktop.secrets()?.contains(&home.goes.token), "the token is gone from the keychain");
    // Forgotten: one person and what they wrote; the others stay.
    window.rpc("forget_person", &json!({ "conversation": secret })).await?;
    gone(&window, stays, "zyxsecret").await?;
    window.close().await?;
    let words = ["zyxquestion", "zyxanswer", "zyxdraft", "zyxperson", "zyxsecret", "zyxforgotten", "zyxkept"];
    let found = home.in_database(&words).await?;
    assert!(found[..4].iter().all(|times| *times > 0), "history stays: {found:?}");
    assert_eq!(found[4..6], [0, 0], "the person is forgotten");
    assert!(found[6] > 0, "the others stay");

    // Deleted: everything of the handle.
    let window = Page::in_window(&home.desktop, &home.open()).await?;
    window.see("conversation-row").await?;
    window.rpc("delete_handle", &json!({ "handle": goes, "username": "zyxgoes" })).await?;
    wait::until("the handle is gone", async || {
        let handles = window.rpc("handles", &json!({})).await?;
        Ok(handles.as_array().is_some_and(|all| all.len() == 1))
    })
    .await?;
    window.close().await?;
    let words = ["zyxquestion", "zyxanswer", "zyxdraft", "zyxperson", "zyxsecret", "zyxforgotten"];
    let mut words = words.to_vec();
    words.push(&home.goes.ig_id);
    assert_eq!(home.in_database(&words).await?, vec![0; words.len()]);
    assert_eq!(home.in_database(&["zyxgoes"]).await?, [1], "its name, in the line that says who deleted it");
    assert!(home.in_database(&["zyxkept"]).await?[0] > 0, "the other handle stays");
    // In no file in the clear: not what went, not what stays, and no token.
    words.extend([
        "zyxkept",
        "zyxstays",
        "keeps.writing",
        &home.stays.ig_id,
        &home.goes.token,
        &home.stays.token,
    ]);
    let found = home.in_files(&words)?;
    assert!(found.is_empty(), "{found:?}");
    let kept = home.desktop.secrets()?;
    assert!(!kept.contains(&home.goes.ig_id) && kept.contains(&home.stays.token));
    Ok(())
}

async fn connect(window: &Page, handle: &Handle) -> Result<i64> {
    let preview = window.rpc("check_token", &json!({ "token": handle.token })).await?;
    let connected = window.rpc("connect", &json!({ "flow": preview["flow"], "candidate": 0 })).await?;
    connected["handle"].as_i64().context("no handle")
}

/// The conversation of a handle with a word in its newest message.
async fn conversation(window: &Page, handle: i64, word: &str) -> Result<i64> {
    wait::for_some(word, async || Ok(row(window, handle, word).await?)).await
}

async fn gone(window: &Page, handle: i64, word: &str) -> Result<()> {
    wait::until(word, async || Ok(row(window, handle, word).await?.is_none())).await
}

async fn row(window: &Page, handle: i64, word: &str) -> Result<Option<i64>> {
    let all = json!({ "view": "all", "handle": handle, "sort": "newest", "after": null, "limit": 50 });
    let list = window.rpc("conversations", &all).await?;
    let rows = list["rows"].as_array().context("no rows")?;
    let has = |row: &&Value| row["snippet"].as_str().is_some_and(|snippet| snippet.contains(word));
    Ok(rows.iter().find(has).and_then(|row| row["id"].as_i64()))
}

/// Every value of every table, the search index's own tables included.
async fn every_value(database: &mut SqliteConnection) -> Result<Vec<u8>> {
    let tables =
        sqlx::query("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'")
            .fetch_all(&mut *database)
            .await?;
    let mut all = Vec::new();
    for table in tables {
        let table: String = table.try_get(0)?;
        let columns = sqlx::query("SELECT name FROM pragma_table_info(?)")
            .bind(&table)
            .fetch_all(&mut *database)
            .await?;
        for column in columns {
            let column: String = column.try_get(0)?;
            let values = sqlx::query(sqlx::AssertSqlSafe(format!(
                "SELECT CAST(\"{column}\" AS BLOB) FROM \"{table}\" WHERE \"{column}\" IS NOT NULL"
            )))
            .fetch_all(&mut *database)
            .await?;
            for value in values {
                all.extend(value.try_get::<Vec<u8>, _>(0)?);
                all.push(0);
            }
        }
    }
    all.make_ascii_lowercase();
    Ok(all)
}

fn times(bytes: &[u8], word: &str) -> usize {
    bytes.windows(word.len()).filter(|window| *window == word.to_ascii_lowercase().as_bytes()).count()
}

fn look(folder: &Path, words: &[&str], found: &mut Vec<(PathBuf, String)>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() && !path.is_symlink() {
            look(&path, words, found)?;
        } else if path.is_file() {
            let bytes = fs::read(&path)?.to_ascii_lowercase();
            for word in words.iter().filter(|word| times(&bytes, word) > 0) {
                found.push((path.clone(), (*word).to_owned()));
            }
        }
    }
    Ok(())
}
