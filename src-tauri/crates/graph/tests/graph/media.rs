//! What a media host answers, and what is shown of it: a picture, that it is gone, or that it may come later.

use graph::media::{Cdn, MediaError, MediaSource};

use crate::network::answering;

/// The shortest that a picture is known by.
const GIF: &str = "GIF89a, a picture";

/// A name, an answer, and what it comes to.
fn table() -> Vec<(&'static str, String, Result<&'static str, MediaError>)> {
    let whole = |status: &str, headers: &str, body: &str| {
        format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n{headers}\r\n{body}", body.len())
    };
    let status = |line: &str| whole(line, "content-type: text/html\r\n", "<html>");
    vec![
        (
            "a picture under another name",
            whole("200 OK", "content-type: text/html\r\n", GIF),
            Ok("image/gif"),
        ),
        (
            "half a picture",
            format!("HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n{GIF}"),
            Err(MediaError::Unreachable),
        ),
        (
            "a chunk that breaks off",
            format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nff\r\n{GIF}"),
            Err(MediaError::Unreachable),
        ),
        ("no HTTP", "SSH-2.0\r\n".into(), Err(MediaError::Unreachable)),
        ("a page", status("200 OK"), Err(MediaError::NotMedia)),
        ("nothing", whole("200 OK", "", ""), Err(MediaError::NotMedia)),
        ("no content", "HTTP/1.1 204 No Content\r\n\r\n".into(), Err(MediaError::NotMedia)),
        ("packed", whole("200 OK", "content-encoding: gzip\r\n", "\x1f packed"), Err(MediaError::NotMedia)),
        (
            "elsewhere",
            whole("302 Found", "location: https://nowhere.invalid/x\r\n", ""),
            Err(MediaError::NotAllowed),
        ),
        ("a link that ended", status("403 Forbidden"), Err(MediaError::Gone)),
        ("a link that is broken", status("400 Bad Request"), Err(MediaError::Gone)),
        ("not found", status("404 Not Found"), Err(MediaError::Gone)),
        ("gone", status("410 Gone"), Err(MediaError::Gone)),
        ("too many", status("429 Too Many Requests"), Err(MediaError::Unreachable)),
        ("too slow", status("408 Request Timeout"), Err(MediaError::Unreachable)),
        (
            "a proxy that asks who we are",
            status("407 Proxy Authentication Required"),
            Err(MediaError::Unreachable),
        ),
        ("an outage", status("503 Service Unavailable"), Err(MediaError::Unreachable)),
    ]
}

#[tokio::test]
async fn what_is_gone_is_told_from_what_may_come_later() {
    for (name, answer, expected) in table() {
        let (base, _) = answering(answer).await;
        let cdn = Cdn::at(&base).expect("builds");
        let link = base.join("ig_messaging_cdn/?asset_id=1").expect("an address");
        let fetched = cdn.fetch(&link).await.map(|media| media.content_type);
        assert_eq!(fetched, expected, "{name}");
    }
}
