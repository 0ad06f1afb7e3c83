//! Requests that are answered in memory.

use async_trait::async_trait;
use graph::media::{Media, MediaError, MediaSource, content_type};
use graph::{Cause, Request, Response, Transport, TransportError};
use http::StatusCode;
use sandbox::Sandbox;
use url::Url;

/// Carries requests to the sandbox inside the app. It has no socket and no address: nothing of it can leave.
#[derive(Clone)]
pub(crate) struct DemoTransport(pub(crate) Sandbox);

#[async_trait]
impl Transport for DemoTransport {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let request = request.into_http().map_err(|_| TransportError::NeverLeft(Cause::Other))?;
        let (head, body) = self.0.answer(request).await.into_parts();
        Ok(Response { status: head.status, headers: head.headers, body })
    }
}

#[async_trait]
impl MediaSource for DemoTransport {
    async fn fetch(&self, link: &Url) -> Result<Media, MediaError> {
        let request = http::Request::get(link.as_str())
            .body(bytes::Bytes::new())
            .map_err(|_| MediaError::NotAllowed)?;
        let answer = self.0.answer(request).await;
        if answer.status() != StatusCode::OK {
            return Err(MediaError::Gone);
        }
        let bytes = answer.into_body();
        let content_type = content_type(&bytes).ok_or(MediaError::NotMedia)?;
        Ok(Media { content_type, bytes })
    }
}
