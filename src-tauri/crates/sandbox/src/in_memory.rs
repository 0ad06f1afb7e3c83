//! The sandbox without a socket: a request goes in, its answer comes out. The app's demo runs on this.

use axum::body::{Body, Bytes, to_bytes};
use axum::http::{Request, Response};
use tower::ServiceExt;

use crate::Sandbox;

impl Sandbox {
    /// Answers a request in memory. An answer whose body cannot be read to its end (a planted fault) comes out cut
    /// short, as it would over a wire.
    pub async fn answer(&self, request: Request<Bytes>) -> Response<Bytes> {
        let served = self.router().oneshot(request.map(Body::from)).await;
        let (head, body) = served.unwrap_or_else(|never| match never {}).into_parts();
        Response::from_parts(head, to_bytes(body, usize::MAX).await.unwrap_or_default())
    }
}
