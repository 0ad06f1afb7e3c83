//! The two commands of the window. What may be asked is the contract's business (`api`).

use api::{ApiError, Changes, ErrorCode};
use serde_json::Value;
use tauri::ipc::Channel;
use tauri::{State, WebviewWindow};

use crate::changes::Subscription;
use crate::inbox::Inbox;

/// Answers one command of the contract.
#[tauri::command]
pub(crate) async fn rpc(
    inbox: State<'_, Inbox>,
    command: String,
    payload: Option<Value>,
) -> Result<Value, ApiError> {
    let app = inbox.app().await;
    // In a task of its own, so that a panic becomes an answer.
    let answer = tauri::async_runtime::spawn(async move {
        api::dispatch(&*app, &command, payload.unwrap_or(Value::Null)).await
    });
    answer.await.unwrap_or_else(|fault| {
        let trace = uuid::Uuid::new_v4().simple().to_string();
        tracing::error!(
            trace,
            panicked = matches!(&fault, tauri::Error::JoinError(e) if e.is_panic()),
            "a command did not end"
        );
        Err(ApiError { trace: Some(trace), ..ApiError::new(ErrorCode::Internal) })
    })
}

/// Sends every change from now on to the channel, in place of the channel before.
///
/// `since` is the revision that the page saw last: whatever came after it is lost to the page, so it hears a resync.
#[tauri::command]
#[expect(clippy::needless_pass_by_value, reason = "Tauri gives a command its arguments by value")]
pub(crate) fn subscribe(
    window: WebviewWindow,
    subscription: State<'_, Subscription>,
    inbox: State<'_, Inbox>,
    channel: Channel<Changes>,
    since: Option<u32>,
) {
    subscription.begin(window, inbox.inner().clone(), channel, since.is_some());
}
