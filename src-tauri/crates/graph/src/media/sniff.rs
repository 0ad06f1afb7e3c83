//! What a file is, by its first bytes. A server's claim is worth nothing: images are served as `text/html` and video
//! stories as pictures (instagram-platform, section 8).

use domain::format::Format;

/// The content type of a picture, video or sound that is safe to hand to the web view; `None` for anything else.
/// SVG, HTML and PDF are never among them: they can carry scripts.
#[must_use]
pub fn content_type(bytes: &[u8]) -> Option<&'static str> {
    Format::of(bytes).filter(|format| *format != Format::Pdf).map(Format::media_type)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_is_known_by_its_bytes_and_markup_is_not_media() {
        assert_eq!(content_type(b"\xFF\xD8\xFF\xE0...."), Some("image/jpeg"));
        assert_eq!(content_type(b"RIFF\0\0\0\0WEBPVP8 "), Some("image/webp"));
        assert_eq!(content_type(b"\0\0\0\x18ftypmp42"), Some("video/mp4"));
        assert_eq!(content_type(b"\0\0\0\x18ftypM4A "), Some("audio/mp4"));
        for other in [&b"<svg onload=alert(1)>"[..], b"<!doctype html>", b"%PDF-1.7", b"", b"\xFF", b"GIF"] {
            assert_eq!(content_type(other), None);
        }
    }
}
