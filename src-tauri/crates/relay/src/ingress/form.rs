//! Fields of a form that was sent, urlencoded or in parts.

use std::convert::Infallible;

use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode, header};
use futures_util::stream;

const URLENCODED: &[u8] = b"application/x-www-form-urlencoded";

/// The field of this name.
///
/// # Errors
/// 415 when the body is no form, 400 when it has no such field or several.
pub(super) async fn field(headers: &HeaderMap, body: &[u8], name: &str) -> Result<String, StatusCode> {
    let kind = headers.get(header::CONTENT_TYPE).ok_or(StatusCode::UNSUPPORTED_MEDIA_TYPE)?;
    let essence = kind.as_bytes().split(|byte| *byte == b';').next().unwrap_or_default();
    let mut found = if essence.trim_ascii().eq_ignore_ascii_case(URLENCODED) {
        let fields = url::form_urlencoded::parse(body).filter(|(key, _)| key == name);
        fields.map(|(_, value)| value.into_owned()).collect()
    } else {
        let boundary = kind.to_str().ok().and_then(|kind| multer::parse_boundary(kind).ok());
        parts(boundary.ok_or(StatusCode::UNSUPPORTED_MEDIA_TYPE)?, body, name)
            .await
            .map_err(|_| StatusCode::BAD_REQUEST)?
    };
    match (found.pop(), found.is_empty()) {
        (Some(value), true) => Ok(value),
        _ => Err(StatusCode::BAD_REQUEST),
    }
}

async fn parts(boundary: String, body: &[u8], name: &str) -> Result<Vec<String>, multer::Error> {
    let body = Bytes::copy_from_slice(body);
    let mut parts = multer::Multipart::new(stream::iter([Ok::<_, Infallible>(body)]), boundary);
    let mut found = Vec::new();
    while let Some(part) = parts.next_field().await? {
        if part.name() == Some(name) {
            found.push(part.text().await?);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, StatusCode, header};

    use super::field;

    async fn read(kind: &str, body: &str) -> Result<String, StatusCode> {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, kind.parse().unwrap());
        field(&headers, body.as_bytes(), "a").await
    }

    #[tokio::test]
    async fn a_field_is_read_from_either_form() {
        for kind in ["application/x-www-form-urlencoded", "Application/X-WWW-Form-Urlencoded ; charset=UTF-8"]
        {
            assert_eq!(read(kind, "b=1&a=x.y%2D").await.as_deref(), Ok("x.y-"), "{kind}");
        }
        let parts = "--edge\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\n1\r\n\
                     --edge\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx.y-\r\n--edge--\r\n";
        for kind in ["multipart/form-data; boundary=edge", "Multipart/Form-Data; boundary=\"edge\""] {
            assert_eq!(read(kind, parts).await.as_deref(), Ok("x.y-"), "{kind}");
        }
    }

    #[tokio::test]
    async fn what_is_not_there_once_is_not_guessed_at() {
        let kind = "application/x-www-form-urlencoded";
        assert_eq!(read(kind, "b=1").await, Err(StatusCode::BAD_REQUEST));
        assert_eq!(read(kind, "a=1&a=2").await, Err(StatusCode::BAD_REQUEST));
        assert_eq!(read("multipart/form-data; boundary=edge", "a=1").await, Err(StatusCode::BAD_REQUEST));
        assert_eq!(read("application/json", "{}").await, Err(StatusCode::UNSUPPORTED_MEDIA_TYPE));
        assert_eq!(read("multipart/form-data", "").await, Err(StatusCode::UNSUPPORTED_MEDIA_TYPE));
    }
}
