//! The family of ISO media containers: MP4, M4A, QuickTime, HEIC, AVIF.

use super::Format;

/// The format of a file that begins with an `ftyp` box.
pub(super) fn format(bytes: &[u8]) -> Format {
    match bytes.get(8..12).unwrap_or_default() {
        b"M4A " | b"M4B " => Format::Mp4Audio,
        b"avif" | b"avis" => Format::Avif,
        b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"mif1" | b"msf1" => Format::Heic,
        b"qt  " => Format::Mov,
        _ if has_sound_alone(bytes) => Format::Mp4Audio,
        _ => Format::Mp4Video,
    }
}

/// Whether the tracks of a film are all sound. Where no track can be found it is taken for a film.
fn has_sound_alone(bytes: &[u8]) -> bool {
    let Some(moov) = boxes(bytes).find_map(|(name, content)| (name == *b"moov").then_some(content)) else {
        return false;
    };
    // A handler box names its track's kind 8 bytes after its own name: version and flags, then four bytes unused.
    let has = |kind: &[u8; 4]| {
        moov.windows(16).any(|part| part.starts_with(b"hdlr") && part.get(12..16) == Some(kind.as_slice()))
    };
    has(b"soun") && !has(b"vide")
}

/// The boxes on the outermost level: their names and what is in them.
fn boxes(mut rest: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    std::iter::from_fn(move || {
        let (size, after) = rest.split_first_chunk::<4>()?;
        let (name, after) = after.split_first_chunk::<4>()?;
        let (head, size) = match u32::from_be_bytes(*size) {
            0 => (8, u64::try_from(rest.len()).ok()?),
            1 => (16, u64::from_be_bytes(*after.first_chunk::<8>()?)),
            size => (8, u64::from(size)),
        };
        let size = usize::try_from(size).ok()?.min(rest.len());
        let content = rest.get(head..size)?;
        rest = rest.get(size..)?;
        Some((*name, content))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxed(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
        let size = u32::try_from(content.len() + 8).expect("small").to_be_bytes();
        [&size[..], name, content].concat()
    }

    fn film(tracks: &[&[u8; 4]]) -> Vec<u8> {
        let tracks: Vec<u8> = tracks
            .iter()
            .flat_map(|kind| boxed(b"trak", &boxed(b"hdlr", &[&[0; 8][..], *kind, &[0; 12]].concat())))
            .collect();
        [boxed(b"ftyp", b"isom\0\0\x02\0"), boxed(b"mdat", &[7; 40]), boxed(b"moov", &tracks)].concat()
    }

    #[test]
    fn a_film_without_pictures_is_sound() {
        assert_eq!(format(&film(&[b"soun"])), Format::Mp4Audio);
        assert_eq!(format(&film(&[b"vide", b"soun"])), Format::Mp4Video);
        assert_eq!(format(&film(&[b"vide"])), Format::Mp4Video);
        assert_eq!(format(&film(&[])), Format::Mp4Video);
    }

    #[test]
    fn sizes_that_lie_end_the_walk() {
        for lie in [0u32, 1, 7, 8, u32::MAX] {
            let mut bytes = boxed(b"ftyp", b"isom");
            bytes.extend(lie.to_be_bytes());
            bytes.extend(b"moovhdlr");
            assert_eq!(format(&bytes), Format::Mp4Video, "{lie}");
        }
    }
}
