//! Whether a file can be sent: by its bytes, its name and its size, before anything leaves.

use super::{FileKind, FileRefusal};
use crate::format::Format;
use crate::text::is_bidi_control;

/// A file name is kept up to this many bytes of UTF-8.
pub const MAX_NAME_BYTES: usize = 200;

/// A file that Instagram takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checked {
    /// The kind that it is sent as.
    pub kind: FileKind,
    /// What it is.
    pub format: Format,
}

/// Checks a file (instagram-platform, section 4 "Media limits"). The bytes decide; a name that contradicts them is
/// refused, a name without an ending is not.
///
/// # Errors
/// The first reason of: empty, a format that is not taken, another name than its bytes, too large.
pub fn check(name: &str, bytes: &[u8]) -> Result<Checked, FileRefusal> {
    if bytes.is_empty() {
        return Err(FileRefusal::Empty);
    }
    let format = Format::of(bytes);
    let kind = format.and_then(kind_of).ok_or(FileRefusal::Format { found: format })?;
    let format = format.ok_or(FileRefusal::Format { found: None })?;
    if extension(name).is_some_and(|extension| !format.may_be_named(extension)) {
        return Err(FileRefusal::Mismatch);
    }
    let (max, size) = (kind.max_bytes(), u64::try_from(bytes.len()).unwrap_or(u64::MAX));
    if size > max {
        return Err(FileRefusal::TooLarge { max, size });
    }
    Ok(Checked { kind, format })
}

/// The kind that a format is sent as. MP3, OGG and WebM sound, HEIC, WebP and AVIF are on none of Meta's lists.
fn kind_of(format: Format) -> Option<FileKind> {
    Some(match format {
        Format::Jpeg | Format::Png | Format::Gif => FileKind::Image,
        Format::Mp4Video | Format::Mov | Format::Avi | Format::WebmVideo | Format::OggVideo => {
            FileKind::Video
        }
        Format::Aac | Format::Mp4Audio | Format::Wav => FileKind::Audio,
        Format::Pdf => FileKind::Pdf,
        Format::Webp
        | Format::Heic
        | Format::Avif
        | Format::WebmAudio
        | Format::Matroska
        | Format::OggAudio
        | Format::Mp3 => return None,
    })
}

/// What stands after the last dot; `None` where there is no dot, or nothing on one of its sides.
fn extension(name: &str) -> Option<&str> {
    let (stem, extension) = name.rsplit_once('.')?;
    (!stem.is_empty() && !extension.is_empty()).then_some(extension)
}

/// A file's own name without folders, control characters and characters that turn its direction, never empty, cut at
/// [`MAX_NAME_BYTES`] with its ending kept.
#[must_use]
pub fn file_name(name: &str) -> String {
    let own = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = own.chars().filter(|c| !c.is_control() && !is_bidi_control(*c)).collect();
    let clean = clean.trim();
    if clean.is_empty() {
        return "file".to_owned();
    }
    if clean.len() <= MAX_NAME_BYTES {
        return clean.to_owned();
    }
    let ending = extension(clean).filter(|ending| ending.len() < 10).map(|ending| format!(".{ending}"));
    let ending = ending.unwrap_or_default();
    let mut cut = MAX_NAME_BYTES.saturating_sub(ending.len());
    while !clean.is_char_boundary(cut) {
        cut -= 1;
    }
    format!("{}{ending}", clean.get(..cut).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const JPEG: &[u8] = b"\xFF\xD8\xFF\xE0rest";
    const PNG: &[u8] = b"\x89PNG\r\n\x1A\nrest";
    const MP4: &[u8] = b"\0\0\0\x18ftypmp42rest";
    const M4A: &[u8] = b"\0\0\0\x18ftypM4A rest";
    const HEIC: &[u8] = b"\0\0\0\x18ftypheicrest";
    const PDF: &[u8] = b"%PDF-1.7\nrest";

    fn format(found: Format) -> Result<FileKind, FileRefusal> {
        Err(FileRefusal::Format { found: Some(found) })
    }

    #[test]
    fn what_goes_and_what_does_not() {
        let (image, video, audio) = (Ok(FileKind::Image), Ok(FileKind::Video), Ok(FileKind::Audio));
        for (name, bytes, expected) in [
            ("cup.jpg", JPEG, image),
            ("CUP.JPEG", JPEG, image),
            ("cup", JPEG, image),
            (".jpg", JPEG, image),
            ("cup.png", PNG, image),
            ("loop.gif", b"GIF89a..", image),
            ("a.mp4", MP4, video),
            ("a.mov", b"\0\0\0\x14ftypqt  ", video),
            ("a.mov", MP4, video),
            ("a.avi", b"RIFF\0\0\0\0AVI LIST", video),
            ("a.webm", b"\x1A\x45\xDF\xA3\x9Fwebm V_VP8", video),
            ("a.ogg", b"OggS ... \x80theora", video),
            ("voice.m4a", M4A, audio),
            ("voice.mp4", M4A, audio),
            ("voice.aac", b"\xFF\xF1\x50\x80", audio),
            ("voice.wav", b"RIFF\0\0\0\0WAVEfmt ", audio),
            ("price list.pdf", PDF, Ok(FileKind::Pdf)),
            // Lessons 44 and 45: refused before anything leaves, whatever the name says.
            ("cup.heic", HEIC, format(Format::Heic)),
            ("cup.jpg", HEIC, format(Format::Heic)),
            ("cup.webp", b"RIFF\0\0\0\0WEBPVP8 ", format(Format::Webp)),
            ("voice.ogg", b"OggS ... OpusHead", format(Format::OggAudio)),
            ("voice.webm", b"\x1A\x45\xDF\xA3\x9Fwebm A_OPUS", format(Format::WebmAudio)),
            ("song.mp3", b"ID3\x04", format(Format::Mp3)),
            ("page.html", b"<!doctype html>", Err(FileRefusal::Format { found: None })),
            ("cup.jpg", b"<svg></svg>", Err(FileRefusal::Format { found: None })),
            ("cup.png", JPEG, Err(FileRefusal::Mismatch)),
            ("cup.exe", PNG, Err(FileRefusal::Mismatch)),
            ("cup.pdf", PNG, Err(FileRefusal::Mismatch)),
            ("list.jpg", PDF, Err(FileRefusal::Mismatch)),
            ("cup.jpg", b"", Err(FileRefusal::Empty)),
        ] {
            assert_eq!(check(name, bytes).map(|checked| checked.kind), expected, "{name}");
        }
    }

    #[test]
    fn the_greatest_file_goes_and_one_byte_more_does_not() {
        for (magic, kind) in
            [(JPEG, FileKind::Image), (MP4, FileKind::Video), (M4A, FileKind::Audio), (PDF, FileKind::Pdf)]
        {
            let max = usize::try_from(kind.max_bytes()).expect("fits");
            let mut bytes = magic.to_vec();
            bytes.resize(max, 0);
            assert_eq!(check("x", &bytes).map(|checked| checked.kind), Ok(kind));
            bytes.push(0);
            let size = kind.max_bytes() + 1;
            assert_eq!(check("x", &bytes), Err(FileRefusal::TooLarge { max: kind.max_bytes(), size }));
        }
    }

    #[test]
    fn names_are_one_plain_line() {
        assert_eq!(file_name("C:\\Users\\ada\\price list.pdf"), "price list.pdf");
        assert_eq!(file_name("/home/ada/cup.jpg"), "cup.jpg");
        assert_eq!(file_name("list\u{202E}gpj.pdf\r\n"), "listgpj.pdf");
        assert_eq!(file_name(" \n"), "file");
        let long = format!("{}.pdf", "ä".repeat(300));
        let cut = file_name(&long);
        assert!(cut.len() <= MAX_NAME_BYTES && cut.ends_with("ä.pdf"), "{cut}");
    }

    proptest! {
        #[test]
        fn any_name_becomes_one_that_fits(name in "\\PC{0,300}") {
            let own = file_name(&name);
            prop_assert!(!own.is_empty() && own.len() <= MAX_NAME_BYTES);
            prop_assert!(!own.contains(['/', '\\', '\n', '\r']));
        }
    }
}
