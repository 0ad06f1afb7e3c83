//! Pictures that Instagram does not take, made into ones that it does: WebP becomes JPEG, or PNG where one sees through it.

use std::io::Cursor;

use api::{ApiError, ErrorCode};
use domain::format::Format;
use domain::outgoing::MAX_IMAGE_BYTES;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder as _, ImageEncoder, ImageResult, Rgb, RgbImage};

/// The most pixels of a picture that is converted: looked at before it is read, since few bytes may stand for many.
const MOST_PIXELS: u64 = 40_000_000;
/// How much of a picture JPEG keeps, of 100: nobody sees what is lost; and less where that has more bytes than Instagram
/// takes.
const QUALITIES: [u8; 4] = [90, 80, 65, 50];

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
    let profile = decoder.icc_profile().ok().flatten();
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| refused())?;
    picture.apply_orientation(turned);
    let (ending, bytes) = written(&picture, profile.as_deref(), MAX_IMAGE_BYTES).map_err(|_| refused())?;
    Ok(Sendable { name: renamed(&name, ending), bytes, converted_from: Some(Format::Webp) })
}

/// The picture in a format that Instagram takes, in its own colours, with the ending of its name: where one sees through
/// it and that has `most` bytes at most, as PNG; else as JPEG, which keeps less of it the less room there is.
fn written(
    picture: &DynamicImage,
    profile: Option<&[u8]>,
    most: u64,
) -> ImageResult<(&'static str, Vec<u8>)> {
    let fits = |bytes: &[u8]| u64::try_from(bytes.len()).is_ok_and(|count| count <= most);
    if is_seen_through(picture) {
        let mut png = Vec::new();
        picture.write_with_encoder(coloured(PngEncoder::new(&mut png), profile))?;
        if fits(&png) {
            return Ok(("png", png));
        }
    }
    let opaque = on_white(picture);
    let mut jpeg = Vec::new();
    for quality in QUALITIES {
        jpeg.clear();
        opaque.write_with_encoder(coloured(JpegEncoder::new_with_quality(&mut jpeg, quality), profile))?;
        if fits(&jpeg) {
            break;
        }
    }
    Ok(("jpg", jpeg))
}

/// An encoder that says which colours the numbers of the picture mean.
fn coloured<E: ImageEncoder>(mut encoder: E, profile: Option<&[u8]>) -> E {
    if let Some(profile) = profile {
        // Both formats have a place for it; without it the colours are those of most screens.
        let _ = encoder.set_icc_profile(profile.to_vec());
    }
    encoder
}

/// The picture as it is on white paper.
fn on_white(picture: &DynamicImage) -> RgbImage {
    let Some(rgba) = picture.as_rgba8() else { return picture.to_rgb8() };
    RgbImage::from_fn(rgba.width(), rgba.height(), |x, y| {
        let [red, green, blue, alpha] = rgba.get_pixel(x, y).0.map(u16::from);
        let white = u16::from(u8::MAX);
        let on_white = |part: u16| u8::try_from((part * alpha + white * (white - alpha)) / white);
        Rgb([red, green, blue].map(|part| on_white(part).unwrap_or(u8::MAX)))
    })
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
    use image::{ExtendedColorType, ImageFormat, ImageReader, Rgba, RgbaImage};

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
    fn the_colours_stay_those_of_the_picture() {
        for (alpha, format) in [(255, ImageFormat::Jpeg), (90, ImageFormat::Png)] {
            let picture = RgbaImage::from_pixel(4, 4, Rgba([200, 30, 30, alpha]));
            let mut bytes = Vec::new();
            let encoder = coloured(WebPEncoder::new_lossless(&mut bytes), Some(b"a profile"));
            picture.write_with_encoder(encoder).expect("encodes");
            let converted = sendable("a.webp".into(), bytes).expect("converts").bytes;
            let mut decoder =
                ImageReader::with_format(Cursor::new(converted), format).into_decoder().expect("reads");
            assert_eq!(
                decoder.icc_profile().expect("reads").as_deref(),
                Some(&b"a profile"[..]),
                "{format:?}"
            );
        }
    }

    #[test]
    fn what_has_more_bytes_than_instagram_takes_is_on_white_and_keeps_less() {
        let noise = |x: u32, y: u32| {
            (x.wrapping_mul(7_919) ^ y.wrapping_mul(104_729)).wrapping_mul(2_654_435_761).to_le_bytes()
        };
        let noisy = RgbaImage::from_fn(64, 64, |x, y| Rgba(noise(x, y)));
        let noisy = DynamicImage::from(noisy);
        let sized = |most| {
            let (ending, bytes) = written(&noisy, None, most).expect("writes");
            (ending, bytes.len() as u64)
        };
        let (png, whole) = sized(u64::MAX);
        let (jpg, flat) = sized(whole - 1);
        let (_, less) = sized(flat - 1);
        assert_eq!((png, jpg), ("png", "jpg"));
        assert!(less < flat && flat < whole);
        let clear = DynamicImage::from(RgbaImage::from_pixel(1, 1, Rgba([0, 0, 0, 51])));
        assert_eq!(on_white(&clear).get_pixel(0, 0).0, [204, 204, 204]);
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
