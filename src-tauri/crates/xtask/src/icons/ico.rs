//! Windows' icon container: a directory of sizes, each a whole PNG.

/// The sizes that Windows picks from; 32 stands first, because some tools show only the first.
pub(super) const SIZES: &[u32] = &[32, 16, 24, 48, 64, 256];

const HEADER: usize = 6;
const ENTRY: usize = 16;

/// The bytes of an `.ico` with these (size, PNG) pictures.
pub(super) fn file(pictures: &[(u32, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let count = pictures.len() as u16;
    for word in [0u16, 1, count] {
        bytes.extend(word.to_le_bytes());
    }
    let mut offset = HEADER + ENTRY * pictures.len();
    for (size, png) in pictures {
        // A side of 256 pixels is written as 0: the field has one byte.
        let side = u8::try_from(*size).unwrap_or(0);
        bytes.extend([side, side, 0, 0]);
        bytes.extend(1u16.to_le_bytes()); // colour planes
        bytes.extend(32u16.to_le_bytes()); // bits per pixel
        bytes.extend((png.len() as u32).to_le_bytes());
        bytes.extend((offset as u32).to_le_bytes());
        offset += png.len();
    }
    for (_, png) in pictures {
        bytes.extend(png);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::file;

    #[test]
    fn each_entry_points_at_its_picture() {
        let bytes = file(&[(32, b"small".to_vec()), (256, b"large!".to_vec())]);
        assert_eq!(bytes[..6], [0, 0, 1, 0, 2, 0]);
        for (entry, side, png) in [(6, 32, &b"small"[..]), (22, 0, b"large!")] {
            assert_eq!(bytes[entry], side);
            let number = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
            let (length, offset) = (number(entry + 8), number(entry + 12));
            assert_eq!(&bytes[offset..offset + length], png);
        }
    }
}
