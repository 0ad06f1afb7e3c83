//! The limits of what a person may write or choose. The core refuses what is beyond them; the UI does not let anybody get there.

/// Characters of a label's name, at most.
pub const LONGEST_LABEL: usize = domain::labels::LONGEST;
/// Characters of a saved view's name, at most.
pub const LONGEST_VIEW_NAME: usize = 40;
/// Characters of a brand's name, at most.
pub const LONGEST_BRAND: usize = 60;
/// Characters of a note, at most.
pub const LONGEST_NOTE: usize = 10_000;
/// Characters of a laptop's name, at most, for the relay's list.
pub const LONGEST_LAPTOP_NAME: usize = 64;
/// Bytes of a file that is attached, at most: far above what Instagram takes, so that whoever attaches a larger one is told what
/// it takes of that kind.
pub const LARGEST_FILE: u32 = 40_000_000;
/// Conversations that one act is about, at most, unless they are of a selection.
pub const MOST_AT_ONCE: usize = 1_000;
