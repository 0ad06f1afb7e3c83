//! Bodies: within limits of size and time, inflated if they were compressed.

use std::io::Read;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, StatusCode, header};
use flate2::read::{MultiGzDecoder, ZlibDecoder};

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

/// How much memory a body may come to take, in bytes: what it says of itself, or the most it could be.
#[must_use]
pub fn weight(headers: &HeaderMap, most: usize) -> usize {
    let said = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    let inflated = if headers.contains_key(header::CONTENT_ENCODING) { most } else { 0 };
    said.unwrap_or(most).min(most).saturating_add(inflated)
}

/// Reads a body, chunked or not, of at most so many bytes in so many seconds.
///
/// # Errors
/// 413 when it is too large, 408 when it takes too long, 400 when it breaks off.
pub async fn read(body: Body, most: usize, seconds: u64) -> Result<Bytes, StatusCode> {
    let reading = axum::body::to_bytes(body, most);
    match tokio::time::timeout(Duration::from_secs(seconds), reading).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(error)) => {
            Err(if is_too_long(&error) { StatusCode::PAYLOAD_TOO_LARGE } else { StatusCode::BAD_REQUEST })
        }
        Err(_) => Err(StatusCode::REQUEST_TIMEOUT),
    }
}

fn is_too_long(error: &axum::Error) -> bool {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(one) = cause {
        if one.to_string().contains("length limit") {
            return true;
        }
        cause = one.source();
    }
    false
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
