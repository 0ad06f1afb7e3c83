//! macOS's icon container: typed chunks, each a whole PNG.

use crate::stop::Outcome;

/// The chunk types that hold PNG, with the pixels they stand for (`ic11` to `ic14` are the doubled ones).
const CHUNKS: &[(&[u8; 4], u32)] = &[
    (b"ic11", 32),
    (b"ic12", 64),
    (b"ic07", 128),
    (b"ic13", 256),
    (b"ic08", 256),
    (b"ic14", 512),
    (b"ic09", 512),
    (b"ic10", 1024),
];

const HEADER: u32 = 8;

/// The bytes of an `.icns`, with pictures drawn by `png`.
pub(super) fn file(png: impl Fn(u32) -> Outcome<Vec<u8>>) -> Outcome<Vec<u8>> {
    let mut body = Vec::new();
    for (kind, size) in CHUNKS {
        let picture = png(*size)?;
        body.extend(*kind);
        body.extend((HEADER + picture.len() as u32).to_be_bytes());
        body.extend(picture);
    }
    let mut bytes = b"icns".to_vec();
    bytes.extend((HEADER + body.len() as u32).to_be_bytes());
    bytes.extend(body);
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::{CHUNKS, file};

    #[test]
    fn the_chunks_follow_each_other_to_the_end() {
        let bytes = file(|size| Ok(vec![7; size as usize])).unwrap();
        let length = |at: usize| u32::from_be_bytes(bytes[at + 4..at + 8].try_into().unwrap()) as usize;
        assert_eq!(&bytes[..4], b"icns");
        assert_eq!(length(0), bytes.len());
        let mut at = 8;
        for (kind, size) in CHUNKS {
            assert_eq!((&bytes[at..at + 4], length(at)), (&kind[..], *size as usize + 8));
            at += length(at);
        }
        assert_eq!(at, bytes.len());
    }
}
