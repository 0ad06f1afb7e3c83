//! The `Date` of every answer, by the sandbox's own clock: a client learns Instagram's time from it.

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;

use crate::Sandbox;

/// Puts the date on an answer.
pub(crate) async fn stamp(State(sandbox): State<Sandbox>, mut answer: Response) -> Response {
    let now = Timestamp::from_millisecond(sandbox.now_ms()).unwrap_or(Timestamp::UNIX_EPOCH);
    let date = DateTimePrinter::new().timestamp_to_rfc9110_string(&now).ok();
    if let Some(date) = date.and_then(|date| HeaderValue::from_str(&date).ok()) {
        answer.headers_mut().insert(header::DATE, date);
    }
    answer
}

#[cfg(test)]
mod tests {
    use axum::body::Bytes;
    use axum::http::Request;

    use crate::{Clock, Sandbox, Scenario};

    #[tokio::test]
    async fn answers_carry_the_time_of_the_sandbox() {
        let sandbox = Sandbox::new(Scenario::Empty, Clock::At(1_790_000_000_000));
        let request = Request::get("/v26.0/me").body(Bytes::new()).expect("a request");
        let answer = sandbox.answer(request).await;
        let date = answer.headers().get("date").and_then(|date| date.to_str().ok()).unwrap_or_default();
        assert!(date.starts_with("Mon, 21 Sep 2026 14:13:2"), "{date}");
    }
}
