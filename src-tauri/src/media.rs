//! `media://localhost/…` (on Windows `http://media.localhost/…`): pictures, films and voices of messages. The page
//! names a place in the inbox, never an address; the core looks the address up, checks it and fetches. Nothing touches
//! the disk.

mod range;

use app::MediaError;
use tauri::http::{Request, Response, StatusCode, header};
use tauri::{Manager as _, UriSchemeContext, UriSchemeResponder, Wry};

use crate::inbox::Inbox;

/// The scheme, as the content security policy names it too.
pub(crate) const SCHEME: &str = "media";

/// Answers one request of the page, when the core has the bytes.
#[allow(clippy::needless_pass_by_value, reason = "the signature is Tauri's")]
pub(crate) fn answer(
    context: UriSchemeContext<'_, Wry>,
    request: Request<Vec<u8>>,
    responder: UriSchemeResponder,
) {
    let inbox = context.app_handle().state::<Inbox>().inner().clone();
    tauri::async_runtime::spawn(async move {
        let path = request.uri().path().trim_start_matches('/').to_owned();
        let range =
            request.headers().get(header::RANGE).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let response = match inbox.app().await.media(&path).await {
            Ok(media) if is_media(media.content_type) => {
                serve(media.content_type, media.bytes.to_vec(), range.as_deref())
            }
            Ok(_) => refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE),
            Err(error) => refuse(status_of(error)),
        };
        responder.respond(response);
    });
}

/// What the page can say of media that do not come: only what is gone is called gone.
fn status_of(error: MediaError) -> StatusCode {
    match error {
        MediaError::NotFound => StatusCode::NOT_FOUND,
        MediaError::Gone => StatusCode::GONE,
        MediaError::Unreachable => StatusCode::BAD_GATEWAY,
        MediaError::Refused => StatusCode::UNSUPPORTED_MEDIA_TYPE,
    }
}

/// The types that a page may show. SVG, HTML and PDF can carry programs and are not among them.
fn is_media(content_type: &str) -> bool {
    const TYPES: &[&str] = &[
        "image/jpeg",
        "image/png",
        "image/webp",
        "image/gif",
        "video/mp4",
        "video/webm",
        "video/quicktime",
        "audio/mp4",
        "audio/aac",
        "audio/mpeg",
        "audio/ogg",
        "audio/wav",
    ];
    TYPES.contains(&content_type)
}

fn serve(content_type: &str, bytes: Vec<u8>, asked: Option<&str>) -> Response<Vec<u8>> {
    let total = bytes.len();
    let (status, range) = match asked.map(|asked| range::parse(asked, total)) {
        Some(Some(range)) => (StatusCode::PARTIAL_CONTENT, Some(range)),
        Some(None) => return refuse(StatusCode::RANGE_NOT_SATISFIABLE),
        None => (StatusCode::OK, None),
    };
    let mut response = sealed(status).header(header::CONTENT_TYPE, content_type);
    let body = match range {
        Some(range) => {
            response = response
                .header(header::CONTENT_RANGE, format!("bytes {}-{}/{total}", range.start, range.end - 1));
            bytes.get(range).map(<[u8]>::to_vec).unwrap_or_default()
        }
        None => bytes,
    };
    response
        .header(header::ACCEPT_RANGES, "bytes")
        .header(header::CONTENT_LENGTH, body.len())
        .body(body)
        .unwrap_or_else(|_| refuse(StatusCode::INTERNAL_SERVER_ERROR))
}

fn refuse(status: StatusCode) -> Response<Vec<u8>> {
    sealed(status).body(Vec::new()).unwrap_or_default()
}

/// Headers of every answer: not to be kept, not to be taken for another type, and powerless if shown by itself.
fn sealed(status: StatusCode) -> tauri::http::response::Builder {
    Response::builder()
        .status(status)
        .header(header::CACHE_CONTROL, "no-store")
        .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
        .header(header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'")
        .header("cross-origin-resource-policy", "cross-origin")
        // The window's own page asks by hand where its player cannot read this scheme (WebKitGTK's plays http and blob
        // addresses alone), and to learn why a picture did not come. No other page can reach the scheme.
        .header(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")
}

#[cfg(test)]
mod tests {
    use super::{MediaError, header, is_media, refuse, serve, status_of};
    use tauri::http::StatusCode;

    #[test]
    fn what_could_carry_a_program_is_not_served() {
        assert!(is_media("image/png") && is_media("video/mp4"));
        for bad in
            ["image/svg+xml", "text/html", "application/pdf", "application/xml", "", "image/png; x=<script>"]
        {
            assert!(!is_media(bad), "{bad}");
        }
    }

    #[test]
    fn every_answer_is_sealed() {
        for answer in [serve("image/png", vec![1, 2, 3], None), refuse(StatusCode::NOT_FOUND)] {
            assert_eq!(answer.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
            assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-store");
            assert_eq!(answer.headers()[header::CONTENT_SECURITY_POLICY], "sandbox; default-src 'none'");
        }
    }

    #[test]
    fn only_what_is_gone_is_called_gone() {
        assert_eq!(status_of(MediaError::Gone), StatusCode::GONE);
        assert_eq!(status_of(MediaError::Unreachable), StatusCode::BAD_GATEWAY);
        assert_eq!(status_of(MediaError::Refused), StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }

    #[test]
    fn a_film_is_given_in_parts() {
        let part = serve("video/mp4", (0..10).collect(), Some("bytes=2-5"));
        assert_eq!(part.status(), StatusCode::PARTIAL_CONTENT);
        assert_eq!(part.body(), &[2, 3, 4, 5]);
        assert_eq!(part.headers()[header::CONTENT_RANGE], "bytes 2-5/10");
        let beyond = serve("video/mp4", vec![0; 10], Some("bytes=10-"));
        assert_eq!(beyond.status(), StatusCode::RANGE_NOT_SATISFIABLE);
    }
}
