//! Bodies: within limits of size and time, inflated if they were compressed.

use std::io::Read;
use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::http::{Extensions, HeaderMap, StatusCode, header};
use flate2::read::{MultiGzDecoder, ZlibDecoder};
use futures_util::StreamExt;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::relay::Relay;
use crate::serve::PeerRoom;

/// A delivery is hardly ever larger, in bytes.
const SMALL: usize = 256 << 10;
/// This share of the memory is for bodies that are not.
const SHARE: usize = 4;

/// How a body was compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    /// gzip
    Gzip,
    /// zlib, which HTTP calls deflate
    Deflate,
}

impl Coding {
    /// What the headers say.
    ///
    /// # Errors
    /// 415 for a coding that we do not know, or several.
    pub fn of(headers: &HeaderMap) -> Result<Option<Self>, StatusCode> {
        let mut values = headers.get_all(header::CONTENT_ENCODING).iter();
        let (Some(value), None) = (values.next(), values.next()) else {
            let none = headers.get(header::CONTENT_ENCODING).is_none();
            return if none { Ok(None) } else { Err(StatusCode::UNSUPPORTED_MEDIA_TYPE) };
        };
        match value.as_bytes().to_ascii_lowercase().as_slice() {
            b"identity" => Ok(None),
            b"gzip" | b"x-gzip" => Ok(Some(Self::Gzip)),
            b"deflate" => Ok(Some(Self::Deflate)),
            _ => Err(StatusCode::UNSUPPORTED_MEDIA_TYPE),
        }
    }
}

/// The memory for the bodies of all peers, a permit for each byte.
#[derive(Debug)]
pub struct Room {
    size: usize,
    any: Semaphore,
    /// For small ones when the rest is taken, so that large ones keep no delivery out.
    small: Semaphore,
}

impl Room {
    /// So many bytes.
    #[must_use]
    pub fn new(size: usize) -> Self {
        let small = size / SHARE;
        Self { size, any: Semaphore::new(size - small), small: Semaphore::new(small) }
    }

    /// All of it, in bytes.
    #[must_use]
    pub fn size(&self) -> usize {
        self.size
    }
}

/// Where a body of one peer may be kept.
pub struct Space<'a> {
    all: &'a Room,
    peer: Option<&'a Semaphore>,
}

impl<'a> Space<'a> {
    /// Of the peer that sent a request with these extensions.
    #[must_use]
    pub fn of(relay: &'a Relay, extensions: &'a Extensions) -> Self {
        let peer = extensions.get::<PeerRoom>().and_then(|room| room.0.as_deref());
        Self { all: &relay.bodies, peer }
    }
}

/// The room that one body takes.
#[derive(Default)]
struct Places<'a> {
    any: Option<SemaphorePermit<'a>>,
    small: Option<SemaphorePermit<'a>>,
    peers: Option<SemaphorePermit<'a>>,
}

impl<'a> Places<'a> {
    /// Takes room for more bytes of a body that is `size` bytes large with them.
    fn take(&mut self, space: &Space<'a>, bytes: usize, size: usize) -> Result<(), StatusCode> {
        let many = u32::try_from(bytes).map_err(|_| StatusCode::PAYLOAD_TOO_LARGE)?;
        let full = |_| StatusCode::SERVICE_UNAVAILABLE;
        if let Some(peer) = space.peer {
            add(&mut self.peers, peer.try_acquire_many(many).map_err(full)?);
        }
        match space.all.any.try_acquire_many(many) {
            Ok(room) => add(&mut self.any, room),
            Err(_) if size <= SMALL => {
                add(&mut self.small, space.all.small.try_acquire_many(many).map_err(full)?);
            }
            Err(_) => return Err(StatusCode::SERVICE_UNAVAILABLE),
        }
        Ok(())
    }
}

fn add<'a>(held: &mut Option<SemaphorePermit<'a>>, more: SemaphorePermit<'a>) {
    match held {
        Some(held) => held.merge(more),
        None => *held = Some(more),
    }
}

/// What was read, and the room in memory that it takes until it is dropped.
pub struct Taken<'a> {
    /// The bytes as they came.
    pub bytes: Vec<u8>,
    places: Places<'a>,
}

/// Reads a body, chunked or not, of at most so many bytes in so many seconds. It takes room as it comes: what is only promised
/// takes none from others.
///
/// # Errors
/// 413 when it is too large, 408 when it takes too long, 400 when it breaks off, 503 when there is no room.
pub async fn read<'a>(
    body: Body,
    most: usize,
    seconds: u64,
    space: &Space<'a>,
) -> Result<Taken<'a>, StatusCode> {
    let reading = take(body, most, space);
    let taken = tokio::time::timeout(Duration::from_secs(seconds), reading).await;
    taken.unwrap_or(Err(StatusCode::REQUEST_TIMEOUT))
}

async fn take<'a>(body: Body, most: usize, space: &Space<'a>) -> Result<Taken<'a>, StatusCode> {
    if usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX) > most {
        return Err(StatusCode::PAYLOAD_TOO_LARGE);
    }
    let mut taken = Taken { bytes: Vec::new(), places: Places::default() };
    let mut pieces = body.into_data_stream();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| StatusCode::BAD_REQUEST)?;
        let size = taken.bytes.len().saturating_add(piece.len());
        if size > most {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
        taken.places.take(space, piece.len(), size)?;
        taken.bytes.extend_from_slice(&piece);
    }
    Ok(taken)
}

impl<'a> Taken<'a> {
    /// The same, inflated within its limit. The room for that is taken first.
    ///
    /// # Errors
    /// 413 when it grows above `most` bytes, 400 when it is not what it says, 503 when there is no room.
    pub fn inflate(&mut self, coding: Coding, most: usize, space: &Space<'a>) -> Result<Vec<u8>, StatusCode> {
        self.places.take(space, most, most)?;
        inflate(&self.bytes, coding, most)
    }
}

/// Inflates a body.
///
/// # Errors
/// 413 when it grows above `limit` bytes, 400 when it is not what it says.
pub fn inflate(raw: &[u8], coding: Coding, limit: usize) -> Result<Vec<u8>, StatusCode> {
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let mut plain = Vec::new();
    match coding {
        Coding::Gzip => MultiGzDecoder::new(raw).take(most).read_to_end(&mut plain),
        Coding::Deflate => ZlibDecoder::new(raw).take(most).read_to_end(&mut plain),
    }
    .map_err(|_| StatusCode::BAD_REQUEST)?;
    if plain.len() > limit { Err(StatusCode::PAYLOAD_TOO_LARGE) } else { Ok(plain) }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use axum::http::{HeaderMap, HeaderValue, StatusCode};
    use flate2::Compression;
    use flate2::write::{GzEncoder, ZlibEncoder};

    use super::{Coding, inflate};

    #[test]
    fn what_was_compressed_is_inflated_within_its_limit() {
        let plain = vec![b'x'; 100_000];
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(&plain).unwrap();
        let gzip = gzip.finish().unwrap();
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
        zlib.write_all(&plain).unwrap();
        let zlib = zlib.finish().unwrap();
        for (raw, coding) in [(&gzip, Coding::Gzip), (&zlib, Coding::Deflate)] {
            assert_eq!(inflate(raw, coding, plain.len()).as_ref(), Ok(&plain));
            assert_eq!(inflate(raw, coding, plain.len() - 1), Err(StatusCode::PAYLOAD_TOO_LARGE));
            assert_eq!(inflate(&raw[..raw.len() / 2], coding, plain.len()), Err(StatusCode::BAD_REQUEST));
        }
        assert_eq!(inflate(&plain, Coding::Gzip, 1_000_000), Err(StatusCode::BAD_REQUEST));
    }

    #[test]
    fn unknown_and_repeated_codings_are_refused() {
        let of = |values: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append("content-encoding", HeaderValue::from_static(value));
            }
            Coding::of(&headers)
        };
        assert_eq!(of(&[]), Ok(None));
        assert_eq!(of(&["identity"]), Ok(None));
        assert_eq!(of(&["GZIP"]), Ok(Some(Coding::Gzip)));
        assert_eq!(of(&["br"]), Err(StatusCode::UNSUPPORTED_MEDIA_TYPE));
        assert_eq!(of(&["gzip, gzip"]), Err(StatusCode::UNSUPPORTED_MEDIA_TYPE));
        assert_eq!(of(&["gzip", "gzip"]), Err(StatusCode::UNSUPPORTED_MEDIA_TYPE));
    }
}
