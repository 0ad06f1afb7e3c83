//! What one press of Send becomes: files first, then text, each a message of its own.

use super::{FileKind, MAX_IMAGES, Outgoing};
use crate::ids::{OutboxId, UploadId};
use crate::text::{MAX_TEXT_BYTES, split};

/// A file that goes along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attached {
    /// The file.
    pub id: UploadId,
    /// Its kind.
    pub kind: FileKind,
}

/// Why nothing can be sent like this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanProblem {
    /// There is nothing to send.
    Nothing,
    /// The text is longer than one message, and nobody asked for several.
    TooLong,
    /// The heart goes alone.
    HeartAlone,
}

/// The messages of one press, in the order in which they go. Pictures that follow each other share a message, ten at
/// most; any other file has one of its own. A text over [`MAX_TEXT_BYTES`] is parted only when a person asked for it.
///
/// # Errors
/// See [`PlanProblem`].
pub fn plan(files: &[Attached], text: &str, heart: bool, parted: bool) -> Result<Vec<Outgoing>, PlanProblem> {
    let has_text = !text.trim().is_empty();
    if heart {
        let alone = files.is_empty() && !has_text;
        return if alone { Ok(vec![Outgoing::Heart]) } else { Err(PlanProblem::HeartAlone) };
    }
    let mut messages = Vec::new();
    for file in files {
        match messages.last_mut() {
            Some(Outgoing::Files { kind: FileKind::Image, files })
                if file.kind == FileKind::Image && files.len() < MAX_IMAGES =>
            {
                files.push(file.id);
            }
            _ => messages.push(Outgoing::Files { kind: file.kind, files: vec![file.id] }),
        }
    }
    if has_text && text.len() <= MAX_TEXT_BYTES {
        messages.push(Outgoing::Text { text: text.to_owned() });
    } else if has_text && parted {
        messages.extend(split(text).into_iter().map(|text| Outgoing::Text { text }));
    } else if has_text {
        return Err(PlanProblem::TooLong);
    }
    if messages.is_empty() { Err(PlanProblem::Nothing) } else { Ok(messages) }
}

/// Whether another file fits to what is attached: ten pictures, or one file of another kind.
#[must_use]
pub fn room_for(attached: &[FileKind], another: FileKind) -> bool {
    match attached {
        [] => true,
        _ => {
            another == FileKind::Image
                && attached.len() < MAX_IMAGES
                && attached.iter().all(|kind| *kind == FileKind::Image)
        }
    }
}

/// The bits of a UUIDv7 that are chance alone.
const CHANCE: u128 = (1 << 62) - 1;
/// So many messages can one press become, before the ids of parts of parts begin.
const PARTS: u32 = 10_000;

impl OutboxId {
    /// The id of the `n`th message of the press that carries this id; the first, 0, is the press's own. Always the
    /// same: pressing twice sends once. `n` is added to the 62 bits that are chance, so time and version stay.
    #[must_use]
    pub fn part(self, n: u32) -> Self {
        let id = self.0.as_u128();
        let chance = (id & CHANCE).wrapping_add(u128::from(n)) & CHANCE;
        Self(uuid::Uuid::from_u128((id & !CHANCE) | chance))
    }

    /// The id of the `n`th picture of this message when its pictures must go one by one; the first, 0, keeps it.
    #[must_use]
    pub fn picture(self, n: u32) -> Self {
        self.part(n.saturating_mul(PARTS))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use uuid::Uuid;

    use super::*;

    fn file(n: u128, kind: FileKind) -> Attached {
        Attached { id: UploadId(Uuid::from_u128(n)), kind }
    }

    fn files(kind: FileKind, numbers: impl IntoIterator<Item = u128>) -> Outgoing {
        let files = numbers.into_iter().map(|n| UploadId(Uuid::from_u128(n))).collect();
        Outgoing::Files { kind, files }
    }

    fn text(text: &str) -> Outgoing {
        Outgoing::Text { text: text.into() }
    }

    #[test]
    fn files_go_first_and_pictures_share_a_message() {
        use FileKind::{Image, Pdf, Video};
        let images: Vec<Attached> = (0..12).map(|n| file(n, Image)).collect();
        assert_eq!(
            plan(&images, "the twelve", false, false),
            Ok(vec![files(Image, 0..10), files(Image, 10..12), text("the twelve")])
        );
        let mixed =
            [file(1, Image), file(2, Pdf), file(3, Image), file(4, Image), file(5, Video), file(6, Video)];
        assert_eq!(
            plan(&mixed, "  ", false, false),
            Ok(vec![
                files(Image, [1]),
                files(Pdf, [2]),
                files(Image, [3, 4]),
                files(Video, [5]),
                files(Video, [6])
            ])
        );
        assert_eq!(plan(&[], "", true, false), Ok(vec![Outgoing::Heart]));
    }

    #[test]
    fn what_cannot_go() {
        assert_eq!(plan(&[], " \n", false, true), Err(PlanProblem::Nothing));
        assert_eq!(plan(&[], "hi", true, false), Err(PlanProblem::HeartAlone));
        assert_eq!(plan(&[file(1, FileKind::Pdf)], "", true, false), Err(PlanProblem::HeartAlone));
        let exact = "é".repeat(500);
        assert_eq!(plan(&[], &exact, false, false), Ok(vec![text(&exact)]));
        let more = format!("{exact}!");
        assert_eq!(plan(&[], &more, false, false), Err(PlanProblem::TooLong));
        assert_eq!(plan(&[], &more, false, true).map(|messages| messages.len()), Ok(2));
    }

    #[test]
    fn ten_pictures_or_one_other_file() {
        use FileKind::{Audio, Image, Pdf};
        assert!(room_for(&[], Pdf) && room_for(&[], Image) && room_for(&[Image; 9], Image));
        assert!(!room_for(&[Image; 10], Image) && !room_for(&[Image], Pdf));
        assert!(!room_for(&[Audio], Image) && !room_for(&[Pdf], Pdf));
    }

    #[test]
    fn parts_have_ids_of_their_own_that_are_always_the_same() {
        for id in [OutboxId(Uuid::now_v7()), OutboxId(Uuid::from_u128(u128::MAX)), OutboxId(Uuid::nil())] {
            assert_eq!(id.part(0), id);
            let parts = (0..50).map(|n| id.part(n));
            let all: HashSet<OutboxId> =
                parts.flat_map(|part| (0..10).map(move |n| part.picture(n))).collect();
            assert_eq!(all.len(), 500);
            assert!(all.iter().all(|part| part.0.as_u128() >> 64 == id.0.as_u128() >> 64));
            assert_eq!(id.part(3), id.part(3));
        }
    }
}
