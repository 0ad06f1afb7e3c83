//! Room that is kept for what must not be lost when the disk is full: what became of a reply, and what a person writes.
//!
//! It is a file beside the database, whose blocks are given back when little room is left. From then on nothing is taken in
//! that Instagram or the relay still has, so that the room is not used up by that, until the file could be filled again. Its
//! length says all there is to know: whole, or given back; where it is missing there never was enough room for it.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use super::files;

/// Room that is kept, in bytes.
const RESERVE: u64 = 32 * 1_024 * 1_024;
/// With less room than this the reserve is given back: more than one write takes.
const LITTLE: u64 = 16 * 1_024 * 1_024;
/// With so much room there is one: what is made is not given back at once.
const ENOUGH: u64 = RESERVE + 4 * LITTLE;

pub(crate) struct Reserve {
    database: PathBuf,
    /// Whole, as far as is known.
    held: AtomicBool,
    /// Given back, and not yet whole again.
    spent: AtomicBool,
}

impl Reserve {
    pub(super) fn of(database: &Path) -> Self {
        let length = std::fs::metadata(path(database)).map(|file| file.len()).ok();
        Self {
            database: database.to_owned(),
            held: AtomicBool::new(length.is_some_and(|length| length >= RESERVE)),
            spent: AtomicBool::new(length.is_some_and(|length| length < RESERVE)),
        }
    }

    /// Whether the room is only for what must not be lost.
    pub(crate) fn is_spent(&self) -> bool {
        self.spent.load(Ordering::SeqCst)
    }

    /// Gives the room back where little is left. Quick: asked before each commit.
    pub(crate) fn give_back_if_little(&self) {
        if self.held.load(Ordering::SeqCst) && !files::has_room_beside(&self.database, LITTLE) {
            self.give_back();
        }
    }

    /// Gives the room back: the disk was found full.
    pub(crate) fn give_back(&self) {
        if !self.held.swap(false, Ordering::SeqCst) {
            return;
        }
        self.spent.store(true, Ordering::SeqCst);
        match empty(&self.database) {
            Ok(()) => tracing::warn!("the disk is full; the room that was kept is used"),
            Err(error) => tracing::error!(kind = ?error.kind(), "the room that was kept cannot be used"),
        }
    }

    /// Makes it whole where there is enough room, and answers whether it is. Writes 32 MiB: not for a thread that others wait
    /// for.
    pub(crate) fn keep(&self) -> io::Result<bool> {
        if self.held.load(Ordering::SeqCst) {
            return Ok(true);
        }
        if !files::has_room_beside(&self.database, ENOUGH) {
            return Ok(false);
        }
        if let Err(error) = fill(&self.database) {
            // What there is of it is no use to anybody.
            empty(&self.database)?;
            return if files::is_no_room(&error) { Ok(false) } else { Err(error) };
        }
        self.held.store(true, Ordering::SeqCst);
        self.spent.store(false, Ordering::SeqCst);
        Ok(true)
    }
}

fn path(database: &Path) -> PathBuf {
    files::beside(database, ".reserve")
}

/// The name stays: a start that finds it knows that the room was given back. Shorter needs no room, even where a new name does.
fn empty(database: &Path) -> io::Result<()> {
    files::open_private(&path(database))?.set_len(0)
}

/// Every block is written, with bytes that no file system makes smaller: a length that was only set would take no room, nor
/// would zeros on some.
fn fill(database: &Path) -> io::Result<()> {
    let mut file = files::open_private(&path(database))?;
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut block = Vec::with_capacity(64 * 1_024);
    for _ in 0..RESERVE / (64 * 1_024) {
        block.clear();
        while block.len() < 64 * 1_024 {
            // Xorshift: nothing repeats, and nothing is secret.
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            block.extend_from_slice(&state.to_le_bytes());
        }
        file.write_all(&block)?;
    }
    file.sync_all()
}
