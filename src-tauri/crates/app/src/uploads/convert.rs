//! Pictures that Instagram does not take, made into ones that it does: WebP becomes JPEG, or PNG where one sees through it.

use std::io::Cursor;

use api::{ApiError, ErrorCode};
use domain::format::Format;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageResult};

/// The most pixels of a picture that is converted: looked at before it is read, since few bytes may stand for many.
const MOST_PIXELS: u64 = 40_000_000;
/// How much of a picture JPEG keeps, of 100: nobody sees what is lost.
const QUALITY: u8 = 90;

/// A file that Instagram may take.
pub(super) struct Sendable {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
    /// What it was before.
    pub(super) converted_from: Option<Format>,
}

/// A file as it is, or converted. Takes up to a second: never on a thread that others wait for.
///
/// # Errors
/// [`ErrorCode::TooManyPixels`]; [`ErrorCode::FileFormat`] for what moves or is not whole.
pub(super) fn sendable(name: String, bytes: Vec<u8>) -> Result<Sendable, ApiError> {
    if Format::of(&bytes) != Some(Format::Webp) {
        return Ok(Sendable { name, bytes, converted_from: None });
    }
    let refused = || ApiError::with_detail(ErrorCode::FileFormat, Format::Webp.name());
    let mut decoder = WebPDecoder::new(Cursor::new(&bytes)).map_err(|_| refused())?;
    if decoder.has_animation() {
        // A still picture would not be what the person chose.
        return Err(refused());
    }
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(ApiError::with_detail(ErrorCode::TooManyPixels, MOST_PIXELS.to_string()));
    }
    let turned = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| refused())?;
    picture.apply_orientation(turned);
    let (ending, bytes) = written(&picture).map_err(|_| refused())?;
    Ok(Sendable { name: renamed(&name, ending), bytes, converted_from: Some(Format::Webp) })
}

/// The picture in a format that Instagram takes, with the ending of its name.
fn written(picture: &DynamicImage) -> ImageResult<(&'static str, Vec<u8>)> {
    let mut bytes = Cursor::new(Vec::new());
    let ending = if is_seen_through(picture) {
        picture.write_to(&mut bytes, ImageFormat::Png)?;
        "png"
    } else {
        picture.to_rgb8().write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, QUALITY))?;
        "jpg"
    };
    Ok((ending, bytes.into_inner()))
}

fn is_seen_through(picture: &DynamicImage) -> bool {
    let opaque = |rgba: &image::RgbaImage| rgba.pixels().all(|pixel| pixel.0[3] == u8::MAX);
    picture.as_rgba8().is_some_and(|rgba| !opaque(rgba))
}

/// The name with another ending.
fn renamed(name: &str, ending: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    format!("{stem}.{ending}")
}

#[cfg(test)]
mod tests {
    use image::codecs::webp::WebPEncoder;
    use image::{ExtendedColorType, Rgba, RgbaImage};

    use super::*;

    fn webp(width: u32, height: u32, pixel: Rgba<u8>) -> Vec<u8> {
        let picture = RgbaImage::from_pixel(width, height, pixel);
        let mut bytes = Vec::new();
        WebPEncoder::new_lossless(&mut bytes)
            .encode(&picture, width, height, ExtendedColorType::Rgba8)
            .expect("encodes");
        bytes
    }

    /// Its canvas is said to be so large, whatever is in it.
    fn said_to_be(width: u32, height: u32) -> Vec<u8> {
        let inner = webp(1, 1, Rgba([0, 0, 0, 255]));
        let mut chunks = b"WEBPVP8X\x0A\0\0\0\0\0\0\0".to_vec();
        chunks.extend_from_slice(&(width - 1).to_le_bytes()[..3]);
        chunks.extend_from_slice(&(height - 1).to_le_bytes()[..3]);
        chunks.extend_from_slice(inner.get(12..).expect("has a chunk"));
        let length = u32::try_from(chunks.len()).expect("is short");
        [b"RIFF", &length.to_le_bytes()[..], &chunks].concat()
    }

    #[test]
    fn webp_becomes_jpeg_and_png_where_one_sees_through_it() {
        let opaque = sendable("kiln.webp".into(), webp(40, 30, Rgba([200, 30, 30, 255]))).expect("converts");
        assert_eq!((Format::of(&opaque.bytes), opaque.name.as_str()), (Some(Format::Jpeg), "kiln.jpg"));
        assert_eq!(opaque.converted_from, Some(Format::Webp));
        let read = image::load_from_memory(&opaque.bytes).expect("is a picture").to_rgb8();
        assert_eq!(read.dimensions(), (40, 30));
        let [red, green, _] = read.get_pixel(20, 15).0;
        assert!(red.abs_diff(200) < 8 && green.abs_diff(30) < 8, "the same colours");

        // A browser saves WebP under any name.
        let clear = sendable("logo.min.jpg".into(), webp(4, 4, Rgba([0, 0, 255, 90]))).expect("converts");
        assert_eq!((Format::of(&clear.bytes), clear.name.as_str()), (Some(Format::Png), "logo.min.png"));
        let read = image::load_from_memory(&clear.bytes).expect("is a picture").to_rgba8();
        assert_eq!(read.get_pixel(1, 1).0, [0, 0, 255, 90]);
    }

    #[test]
    fn what_instagram_takes_or_nobody_converts_is_left_as_it_is() {
        for bytes in [&b"\x89PNG\r\n\x1A\nrest"[..], b"\0\0\0\x18ftypheic", b"", b"text"] {
            let left = sendable("a.webp".into(), bytes.to_vec()).expect("is left");
            assert_eq!((left.bytes.as_slice(), left.converted_from), (bytes, None));
            assert_eq!(left.name, "a.webp");
        }
    }

    #[test]
    fn a_flood_of_pixels_is_refused_before_it_is_read() {
        let flood = sendable("a.webp".into(), said_to_be(16_000, 16_000)).err().expect("is refused");
        assert_eq!(flood.code, ErrorCode::TooManyPixels);
        assert_eq!(flood.detail.as_deref(), Some("40000000"));
    }

    #[test]
    fn what_is_not_whole_is_refused() {
        let mut bytes = webp(40, 30, Rgba([1, 2, 3, 255]));
        bytes.truncate(bytes.len() / 2);
        let cut = sendable("a.webp".into(), bytes).err().expect("is refused");
        assert_eq!((cut.code, cut.detail.as_deref()), (ErrorCode::FileFormat, Some("WebP")));
    }
}
