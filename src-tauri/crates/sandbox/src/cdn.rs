//! The media that attachments point to, made in memory from nothing but their id.
//!
//! The first letter of an id says what it is: `i` image, `k` sticker, `s` story (9:16, with its end in Unix
//! seconds after the second `_`), `a` person's portrait, `h` handle's portrait, `v` video, `u` sound, `f` document;
//! `x` is gone.

mod picture;
mod sound;

use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{Response, StatusCode, header};

use crate::sandbox::Sandbox;
use crate::world::{Media, World};

/// A film of a few seconds: an ISO base media file.
const VIDEO: &[u8] = include_bytes!("cdn/clip.mp4");
/// An empty page.
const DOCUMENT: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 420]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

/// `GET /_cdn/{id}`.
pub(crate) async fn serve(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    Query(address): Query<Address>,
) -> Response<Body> {
    let (gone, uploaded, as_html) = sandbox.with(|world| {
        let as_html = world.switches.is("media_content_type", "text_html");
        (is_gone(world, &id, address.oe), world.uploads.get(&id).cloned(), as_html)
    });
    if let Some((content_type, bytes)) = uploaded.filter(|_| !gone) {
        let mut response = Response::new(Body::from(bytes));
        if let Ok(content_type) = content_type.parse() {
            response.headers_mut().insert(header::CONTENT_TYPE, content_type);
        }
        return response;
    }
    let (content_type, bytes) = match id.as_bytes().first() {
        _ if gone => return status(StatusCode::NOT_FOUND),
        Some(b'v') => ("video/mp4", VIDEO.to_vec()),
        Some(b'u') => ("audio/wav", sound::hum(&id)),
        Some(b'f') => ("application/pdf", DOCUMENT.to_vec()),
        Some(b'i' | b'k' | b's' | b'a' | b'h') => ("image/png", picture::draw(&id, pixels(&id))),
        _ => return status(StatusCode::NOT_FOUND),
    };
    let content_type = if as_html && content_type == "image/png" { "text/html" } else { content_type };
    let mut response = Response::new(Body::from(bytes));
    response.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static(content_type));
    response
}

/// What of an address counts.
#[derive(Debug, serde::Deserialize)]
pub(crate) struct Address {
    /// How often those before it had expired.
    #[serde(default)]
    oe: u32,
}

/// Stories end after a day; what was unsent stops answering, and so does an address that has expired.
fn is_gone(world: &World, id: &str, oe: u32) -> bool {
    let ended = id
        .strip_prefix("s_")
        .and_then(|rest| rest.split_once('_'))
        .and_then(|(_, end)| end.parse::<i64>().ok())
        .is_some_and(|end| world.now_ms() >= end.saturating_mul(1000));
    let expired = world.expired_media.get(id).is_some_and(|times| oe < *times);
    ended || expired || world.dead_media.contains(id)
}

fn status(code: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = code;
    response
}

/// Width and height of the picture of this id.
fn pixels(id: &str) -> (u32, u32) {
    match id.as_bytes().first() {
        Some(b's') => (360, 640),
        Some(b'a' | b'h') => (160, 160),
        Some(b'k') => (200, 200),
        // The last letter chooses the format, so that it is known without drawing.
        _ => {
            [(480, 480), (400, 500), (520, 390)][usize::from(id.as_bytes().last().copied().unwrap_or(0)) % 3]
        }
    }
}

/// Width and height as an attachment states them.
pub(crate) fn size_of(media: &Media) -> (u32, u32) {
    match media {
        Media::Made(id) => pixels(id),
        Media::At(_) => (1080, 1080),
    }
}
