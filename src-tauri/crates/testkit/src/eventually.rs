//! Waiting for a condition instead of for a time.

use std::time::Duration;

/// Asks again and again until the answer is `Some`, for at most half a minute.
///
/// # Panics
/// When half a minute was not enough; `what` says what was waited for.
pub async fn eventually<T, F: Future<Output = Option<T>>>(what: &str, ask: impl Fn() -> F) -> T {
    for _ in 0..600 {
        if let Some(answer) = ask().await {
            return answer;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("in half a minute there was still not: {what}");
}
