//! Journeys through the app's real window.

use std::fs;
use std::path::Path;

use acceptance::{Desktop, Instagram, Opening, Page, wait};
use anyhow::Result;
use serde_json::{Value, json};

#[tokio::test]
async fn the_demo_shows_an_inbox_and_takes_a_reply() -> Result<()> {
    let desktop = Desktop::start()?;
    let window = answerable_in_demo(&desktop).await?;
    window.write("composer-text", "Thank you, it ships tomorrow!").await?;
    window.press("send").await?;
    window.see_text("message", "Thank you, it ships tomorrow!").await?;

    window.close().await
}

/// The way from the page to the core is narrower here than in a browser: each call passes the gate, and is sealed.
#[tokio::test]
async fn a_large_picture_is_attached_and_a_long_draft_is_kept() -> Result<()> {
    let desktop = Desktop::start()?;
    let window = answerable_in_demo(&desktop).await?;
    // A picture of one point, and behind its end as many bytes as a photograph has.
    window
        .run(
            "const png = atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYPhfDwAChAGAWjR9awAAAABJRU5ErkJggg==');
             const bytes = new Uint8Array(5_000_000);
             bytes.set(Uint8Array.from(png, (letter) => letter.charCodeAt(0)));
             const data = new DataTransfer();
             data.items.add(new File([bytes], 'photograph.png', { type: 'image/png' }));
             const field = document.querySelector('[data-testid=attach-input]');
             field.files = data.files;
             field.dispatchEvent(new Event('change', { bubbles: true }));",
        )
        .await?;
    window.see_text("upload", "photograph.png").await?;

    window
        .run(
            "const field = document.querySelector('[data-testid=composer-text]');
             field.focus();
             field.value = 'x'.repeat(200_000);
             field.dispatchEvent(new InputEvent('input', { bubbles: true }));",
        )
        .await?;
    wait::until("the draft is kept", async || {
        let asked = json!({ "view": "all", "handle": null, "sort": "newest", "after": null, "limit": 200 });
        let list = window.rpc("conversations", &asked).await?;
        let rows = list["rows"].as_array().cloned().unwrap_or_default();
        for row in rows.iter().filter(|row| row["has_draft"] == true) {
            let shown = window.rpc("conversation", &json!({ "conversation": row["id"] })).await?;
            if shown["draft"]["text"].as_str().map(str::len) == Some(200_000) {
                return Ok(true);
            }
        }
        Ok(false)
    })
    .await?;
    window.close().await
}

#[tokio::test]
async fn a_token_connects_a_handle_and_a_reply_is_sent_once_over_a_restart() -> Result<()> {
    let desktop = Desktop::start()?;
    let instagram = Instagram::start()?;
    let handle = instagram.handle("luma.test").await?;
    instagram.write(&handle, "mia.rose", "Is the serum back in stock?").await?;
    let opening =
        Opening { profile: desktop.profile(), graph: Some(instagram.graph().clone()), undo_ms: Some(0) };

    let window = Page::in_window(&desktop, &opening).await?;
    connect(&window, &handle.token).await?;
    window.see_text("conversation-row", "Is the serum back in stock?").await?.click().await?;
    window.see_text("message", "Is the serum back in stock?").await?;
    window.write("composer-text", "It is, since this morning.").await?;
    window.press("send").await?;
    window.see_text("message", "It is, since this morning.").await?;

    let sends = instagram.sends().await?;
    assert_eq!(sends.len(), 1, "{sends:?}");
    assert_eq!(sends[0].handle, handle.ig_id);
    assert_eq!(sends[0].text.as_deref(), Some("It is, since this morning."));
    assert_eq!(sends[0].tag, None, "inside the message window nothing is tagged");
    window.close().await?;

    let window = Page::in_window(&desktop, &opening).await?;
    window.press("view-waiting").await?;
    window.see_text("conversation-row", "It is, since this morning.").await?.click().await?;
    window.see_text("message", "It is, since this morning.").await?;
    assert_eq!(instagram.sends().await?.len(), 1, "a restart sends nothing again");
    window.close().await?;

    let with_token = files_with(desktop.home(), handle.token.as_bytes())?;
    assert!(with_token.is_empty(), "the token lies in the clear in {with_token:?}");
    assert!(desktop.secrets()?.contains(&handle.token), "the token is not in the keychain");
    Ok(())
}

#[tokio::test]
async fn a_handle_that_is_switched_off_is_left_alone() -> Result<()> {
    let desktop = Desktop::start()?;
    let instagram = Instagram::start()?;
    let handle = instagram.handle("luma.off").await?;
    instagram.write(&handle, "jo", "Hello there").await?;
    let opening =
        Opening { profile: desktop.profile(), graph: Some(instagram.graph().clone()), undo_ms: Some(0) };
    let window = Page::in_window(&desktop, &opening).await?;
    connect(&window, &handle.token).await?;
    window.see_text("conversation-row", "Hello there").await?;

    window.see("handle-row").await?;
    window.press("handle-switch").await?;
    window.see_css("[data-testid='handle-switch'][aria-checked='false']").await?;
    let mut before = settled(&instagram, &handle).await?;
    instagram.write(&handle, "jo", "Are you there?").await?;
    // Asking for a sync by hand must not reach a handle that is off either.
    let asked = rpc(&window, "sync_now", &json!({ "handle": null })).await?;
    assert!(asked["ok"].as_bool().unwrap_or(false), "{asked}");
    before = before.max(settled(&instagram, &handle).await?);
    assert_eq!(instagram.calls(&handle).await?, before);

    window.press("handle-switch").await?;
    window.press("resume-fetch").await?;
    window.see_text("conversation-row", "Are you there?").await?;
    window.close().await
}

#[tokio::test]
async fn the_page_can_reach_nothing_but_the_contract() -> Result<()> {
    let desktop = Desktop::start()?;
    let opening = Opening { profile: desktop.profile(), graph: None, undo_ms: None };
    let window = Page::in_window(&desktop, &opening).await?;
    window.see("start-demo").await?;

    for (command, payload) in [
        ("plugin:event|emit", json!({ "event": "x" })),
        ("plugin:window|close", json!({ "label": "main" })),
        (
            "plugin:webview|create_webview_window",
            json!({ "options": { "label": "x", "url": "https://example.com" } }),
        ),
        ("plugin:window-state|restore_state", json!({ "label": "main", "flags": 1 })),
        ("rpc", json!({ "command": "no such thing", "payload": {} })),
        ("rpc", json!({ "command": "app", "payload": {}, "more": 1 })),
        ("rpc", json!({ "command": "app", "payload": "x".repeat(100_000) })),
        ("subscribe", json!({ "channel": 7 })),
    ] {
        let answer = invoke(&window, command, &payload).await?;
        assert_eq!(answer["ok"], false, "{command} answered {answer}");
    }
    assert_eq!(rpc(&window, "app", &json!({})).await?["ok"], true, "the contract itself works");

    let tried = window
        .run(
            "const tried = {};
             try { document.createElement('div').innerHTML = '<b>x</b>'; tried.markup = true } catch { tried.markup = false }
             try { tried.code = (0, eval)('1 + 1') === 2 } catch { tried.code = false }
             tried.window = window.open('https://example.com') !== null;
             tried.global = '__TAURI__' in window;
             return tried;",
        )
        .await?;
    assert_eq!(tried, json!({ "markup": false, "code": false, "window": false, "global": false }));
    let fetched = window
        .run_async(
            "const done = arguments[0];
             fetch('https://example.com').then(() => done('reached'), () => done('refused'));",
        )
        .await?;
    assert_eq!(fetched, "refused");
    window.run("location.href = 'https://example.com/'").await?;
    assert_eq!(rpc(&window, "app", &json!({})).await?["ok"], true, "the page is still ours");
    window.close().await
}

#[tokio::test]
async fn hostile_messages_are_shown_as_text_and_do_nothing() -> Result<()> {
    let hostile = [
        "<script>window.harmed = 1</script>",
        "<img src=x onerror='window.harmed = 1'>",
        "<svg onload=window.harmed=1><a xlink:href='javascript:window.harmed=1'>x</a></svg>",
        "\"><iframe srcdoc='<script>parent.harmed = 1</script>'></iframe>",
        "javascript:window.harmed=1",
        "{{constructor.constructor('window.harmed=1')()}} ${window.harmed=1}",
        "<style>* { display: none }</style><meta http-equiv=refresh content='0;url=https://example.com'>",
        "\u{202e}gnp.exe \u{0}\u{8} a\u{300}\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}\u{308}\u{309}",
    ];
    let desktop = Desktop::start()?;
    let instagram = Instagram::start()?;
    let handle = instagram.handle("luma.hostile").await?;
    for text in hostile {
        instagram.write(&handle, "mallory", text).await?;
    }
    let opening =
        Opening { profile: desktop.profile(), graph: Some(instagram.graph().clone()), undo_ms: None };
    let window = Page::in_window(&desktop, &opening).await?;
    connect(&window, &handle.token).await?;
    window.run("window.broken = []; addEventListener('securitypolicyviolation', (e) => broken.push(e.blockedURI))").await?;
    window.press("conversation-row").await?;
    for text in &hostile[..7] {
        window.see_text("message", text).await?;
    }
    let after = window.run("return { harmed: 'harmed' in window, broken, page: location.href }").await?;
    assert_eq!(after, json!({ "harmed": false, "broken": [], "page": "tauri://localhost" }));
    window.close().await
}

/// The window with a conversation of the demo that can be answered.
async fn answerable_in_demo(desktop: &Desktop) -> Result<Page> {
    let opening = Opening { profile: desktop.profile(), graph: None, undo_ms: Some(0) };
    let window = Page::in_window(desktop, &opening).await?;

    window.press("start-demo").await?;
    // The first handle is a healthy one; others of the demo are paused or blocked.
    window.press_css("[data-testid='handle-row']").await?;
    window.press_css("[data-testid='conversation-row'][data-state='needs_reply']").await?;
    window.see("message").await?;
    Ok(window)
}

async fn connect(window: &Page, token: &str) -> Result<()> {
    window.press("connect-handle").await?;
    window.write("connect-token", token).await?;
    window.press("connect-check").await?;
    window.press("connect-confirm").await
}

/// The number of calls, once no more come: what was on its way has arrived.
async fn settled(instagram: &Instagram, handle: &acceptance::Handle) -> Result<u64> {
    let mut last = instagram.calls(handle).await?;
    let mut quiet = 0;
    wait::until("calls end", async || {
        let now = instagram.calls(handle).await?;
        quiet = if now == last { quiet + 1 } else { 0 };
        last = now;
        // Looked at every 40 ms: three seconds without a call.
        Ok(quiet > 75)
    })
    .await?;
    Ok(last)
}

async fn rpc(window: &Page, command: &str, payload: &Value) -> Result<Value> {
    invoke(window, "rpc", &json!({ "command": command, "payload": payload })).await
}

async fn invoke(window: &Page, command: &str, payload: &Value) -> Result<Value> {
    let script = format!(
        "const done = arguments[0];
         window.__TAURI_INTERNALS__.invoke({}, {payload}).then(
           (answer) => done({{ ok: true, answer }}),
           (error) => done({{ ok: false, error }}));",
        json!(command)
    );
    window.run_async(&script).await
}

/// Every file below a folder that holds these bytes. The keyring's own file is sealed and is looked into like any other.
fn files_with(folder: &Path, bytes: &[u8]) -> Result<Vec<std::path::PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() && !path.is_symlink() {
            found.extend(files_with(&path, bytes)?);
        } else if path.is_file() && fs::read(&path)?.windows(bytes.len()).any(|window| window == bytes) {
            found.push(path);
        }
    }
    Ok(found)
}
