//! What a file is, by its bytes. Names and servers claim anything: images are served as `text/html`, video stories as
//! pictures (instagram-platform, section 8), and a person's `photo.jpg` may be HEIC.

mod iso;

use serde::{Deserialize, Serialize};

/// The formats that are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// GIF.
    Gif,
    /// WebP.
    Webp,
    /// HEIC or HEIF, as iPhones take pictures.
    Heic,
    /// AVIF.
    Avif,
    /// MPEG-4 with pictures in it.
    Mp4Video,
    /// MPEG-4 with sound alone, M4A included.
    Mp4Audio,
    /// QuickTime.
    Mov,
    /// AVI.
    Avi,
    /// WebM with pictures in it.
    WebmVideo,
    /// WebM with sound alone, as browsers record voices.
    WebmAudio,
    /// Another Matroska file.
    Matroska,
    /// OGG with pictures in it.
    OggVideo,
    /// OGG with sound alone, as voice recorders make it.
    OggAudio,
    /// AAC.
    Aac,
    /// WAV.
    Wav,
    /// MP3.
    Mp3,
    /// PDF.
    Pdf,
}

use Format::{
    Aac, Avi, Avif, Gif, Heic, Jpeg, Matroska, Mov, Mp3, Mp4Audio, Mp4Video, OggAudio, OggVideo, Pdf, Png,
    Wav, WebmAudio, WebmVideo, Webp,
};

/// Bytes at the beginning of a file within which its codecs are named.
const HEAD: usize = 4096;

impl Format {
    /// The format of a file; `None` for anything else, text and markup included.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let starts = |magic: &[u8]| bytes.starts_with(magic);
        let at =
            |offset: usize, magic: &[u8]| bytes.get(offset..).is_some_and(|rest| rest.starts_with(magic));
        Some(if starts(b"\xFF\xD8\xFF") {
            Jpeg
        } else if starts(b"\x89PNG\r\n\x1A\n") {
            Png
        } else if starts(b"GIF87a") || starts(b"GIF89a") {
            Gif
        } else if starts(b"RIFF") && at(8, b"WEBP") {
            Webp
        } else if starts(b"RIFF") && at(8, b"WAVE") {
            Wav
        } else if starts(b"RIFF") && at(8, b"AVI ") {
            Avi
        } else if at(4, b"ftyp") {
            iso::format(bytes)
        } else if starts(b"\x1A\x45\xDF\xA3") {
            matroska(bytes)
        } else if starts(b"OggS") {
            if head_has(bytes, &[b"\x80theora"]) { OggVideo } else { OggAudio }
        } else if starts(b"ID3") || is_mpeg_layer_3(bytes) {
            Mp3
        } else if starts(b"\xFF\xF1") || starts(b"\xFF\xF9") {
            Aac
        } else if starts(b"%PDF-") {
            Pdf
        } else {
            return None;
        })
    }

    /// The media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Jpeg => "image/jpeg",
            Png => "image/png",
            Gif => "image/gif",
            Webp => "image/webp",
            Heic => "image/heic",
            Avif => "image/avif",
            Mp4Video => "video/mp4",
            Mp4Audio => "audio/mp4",
            Mov => "video/quicktime",
            Avi => "video/x-msvideo",
            WebmVideo => "video/webm",
            WebmAudio => "audio/webm",
            Matroska => "video/x-matroska",
            OggVideo => "video/ogg",
            OggAudio => "audio/ogg",
            Aac => "audio/aac",
            Wav => "audio/wav",
            Mp3 => "audio/mpeg",
            Pdf => "application/pdf",
        }
    }

    /// Its name, as people say it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Jpeg => "JPEG",
            Png => "PNG",
            Gif => "GIF",
            Webp => "WebP",
            Heic => "HEIC",
            Avif => "AVIF",
            Mp4Video | Mp4Audio => "MP4",
            Mov => "MOV",
            Avi => "AVI",
            WebmVideo | WebmAudio => "WebM",
            Matroska => "MKV",
            OggVideo | OggAudio => "OGG",
            Aac => "AAC",
            Wav => "WAV",
            Mp3 => "MP3",
            Pdf => "PDF",
        }
    }

    /// Whether a file name may end so. Containers of one family go by each other's names.
    #[must_use]
    pub fn may_be_named(self, extension: &str) -> bool {
        let names: &[&str] = match self {
            Jpeg => &["jpg", "jpeg", "jpe", "jfif"],
            Png => &["png"],
            Gif => &["gif"],
            Webp => &["webp"],
            Heic => &["heic", "heif"],
            Avif => &["avif"],
            Mp4Video | Mp4Audio | Mov => &["mp4", "m4v", "m4a", "m4b", "mov", "qt"],
            Avi => &["avi"],
            WebmVideo | WebmAudio | Matroska => &["webm", "mkv", "mka", "weba"],
            OggVideo | OggAudio => &["ogg", "ogv", "oga", "opus"],
            Aac => &["aac"],
            Wav => &["wav", "wave"],
            Mp3 => &["mp3"],
            Pdf => &["pdf"],
        };
        names.iter().any(|name| extension.eq_ignore_ascii_case(name))
    }
}

/// A frame of MPEG layer 3: eleven bits of sync, a version, layer "01".
fn is_mpeg_layer_3(bytes: &[u8]) -> bool {
    matches!(bytes, [0xFF, second, ..] if second & 0xE6 == 0xE2)
}

fn matroska(bytes: &[u8]) -> Format {
    if !head_has(bytes, &[b"webm"]) {
        Matroska
    } else if head_has(bytes, &[b"V_VP8", b"V_VP9", b"V_AV1"]) {
        WebmVideo
    } else if head_has(bytes, &[b"A_OPUS", b"A_VORBIS"]) {
        WebmAudio
    } else {
        WebmVideo
    }
}

/// Whether one of the words stands in the file's beginning.
fn head_has(bytes: &[u8], words: &[&[u8]]) -> bool {
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    words.iter().any(|word| head.windows(word.len()).any(|part| part == *word))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formats_are_known_by_their_bytes() {
        for (bytes, expected) in [
            (&b"\xFF\xD8\xFF\xE0\0\x10JFIF"[..], Jpeg),
            (b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR", Png),
            (b"GIF89a\x01\0\x01\0", Gif),
            (b"RIFF\0\0\0\0WEBPVP8 ", Webp),
            (b"RIFF\0\0\0\0WAVEfmt ", Wav),
            (b"RIFF\0\0\0\0AVI LIST", Avi),
            (b"\0\0\0\x18ftypmp42", Mp4Video),
            (b"\0\0\0\x18ftypM4A ", Mp4Audio),
            (b"\0\0\0\x14ftypqt  ", Mov),
            (b"\0\0\0\x18ftypheic", Heic),
            (b"\0\0\0\x1CftypavifX", Avif),
            (b"\x1A\x45\xDF\xA3\x9F\x42\x82\x84webm ... V_VP9 A_OPUS", WebmVideo),
            (b"\x1A\x45\xDF\xA3\x9F\x42\x82\x84webm ... A_OPUS", WebmAudio),
            (b"\x1A\x45\xDF\xA3\xA3\x42\x82\x88matroska", Matroska),
            (b"OggS\0\x02 ... \x80theora", OggVideo),
            (b"OggS\0\x02 ... OpusHead", OggAudio),
            (b"ID3\x04\0", Mp3),
            (b"\xFF\xFB\x90\x64", Mp3),
            (b"\xFF\xF1\x50\x80", Aac),
            (b"\xFF\xF9\x50\x80", Aac),
            (b"%PDF-1.7\n", Pdf),
        ] {
            assert_eq!(Format::of(bytes), Some(expected), "{}", String::from_utf8_lossy(bytes));
        }
        for other in [
            &b"<svg onload=alert(1)>"[..],
            b"<!doctype html>",
            b"",
            b"\xFF",
            b"GIF",
            b"MZ\x90\0",
            b"PK\x03\x04",
        ] {
            assert_eq!(Format::of(other), None);
        }
    }

    proptest! {
        /// Whatever the bytes are, looking at them ends without harm.
        #[test]
        fn any_bytes_are_looked_at_without_harm(
            head in prop::sample::select(vec![&b"\0\0\0\x18ftypisom"[..], b"\x1A\x45\xDF\xA3", b"OggS", b"RIFF", b""]),
            tail in prop::collection::vec(any::<u8>(), 0..256),
        ) {
            let bytes = [head, &tail].concat();
            if let Some(format) = Format::of(&bytes) {
                prop_assert!(format.media_type().contains('/'));
            }
        }
    }
}
