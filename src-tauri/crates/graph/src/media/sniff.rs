//! What a file is, by its first bytes. A server's claim is worth nothing: images are served as `text/html` and video
//! stories as pictures (instagram-platform, section 8).

/// The content type of a picture, video or sound that is safe to hand to the web view; `None` for anything else.
/// SVG, HTML and PDF are never among them: they can carry scripts.
#[must_use]
pub fn content_type(bytes: &[u8]) -> Option<&'static str> {
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    let at = |offset: usize, magic: &[u8]| bytes.get(offset..).is_some_and(|rest| rest.starts_with(magic));
    if starts(b"\xFF\xD8\xFF") {
        Some("image/jpeg")
    } else if starts(b"\x89PNG\r\n\x1A\n") {
        Some("image/png")
    } else if starts(b"GIF87a") || starts(b"GIF89a") {
        Some("image/gif")
    } else if starts(b"RIFF") && at(8, b"WEBP") {
        Some("image/webp")
    } else if starts(b"RIFF") && at(8, b"WAVE") {
        Some("audio/wav")
    } else if at(4, b"ftyp") {
        Some(iso_media(bytes.get(8..12).unwrap_or_default()))
    } else if starts(b"\x1A\x45\xDF\xA3") {
        Some("video/webm")
    } else if starts(b"OggS") {
        Some("audio/ogg")
    } else if starts(b"ID3") || starts(b"\xFF\xFB") || starts(b"\xFF\xF3") {
        Some("audio/mpeg")
    } else if starts(b"\xFF\xF1") || starts(b"\xFF\xF9") {
        Some("audio/aac")
    } else {
        None
    }
}

/// The brands of the ISO media container.
fn iso_media(brand: &[u8]) -> &'static str {
    match brand {
        b"M4A " | b"M4B " => "audio/mp4",
        b"avif" | b"avis" => "image/avif",
        b"heic" | b"heix" | b"mif1" => "image/heic",
        b"qt  " => "video/quicktime",
        _ => "video/mp4",
    }
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
