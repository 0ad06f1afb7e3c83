//! Room that is kept for what must not be lost when the disk is full: what became of a reply, and what a person writes.
//!
//! It is a file beside the database, whose blocks are given back when little room is left. From then on nothing is taken in
//! that Instagram or the relay still has, so that the room is not used up by that, until there is more of it again. Its
//! length says all there is to know: whole, or given back; where it is missing there never was enough room for it.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use super::files;

const MIB: u64 = 1_024 * 1_024;
/// Room that is kept, in bytes.
const RESERVE: u64 = 32 * MIB;
/// With less room than this the reserve is given back: more than one write takes.
const LITTLE: u64 = 16 * MIB;
/// With so much room what was refused is taken in again: more than there is right after giving back. The bar that tells of a
/// full disk names it, as 70 MB.
const AGAIN: u64 = 64 * MIB;
/// With so much room there is one: what is made is not given back at once, and leaves as much as is taken in with.
const ENOUGH: u64 = RESERVE + AGAIN;
/// Bytes that are written at once.
const BLOCK: usize = 64 * 1_024;

pub(crate) struct Reserve {
    database: PathBuf,
    /// Whole, as far as is known.
    held: AtomicBool,
    /// Given back, and not yet whole again.
    spent: AtomicBool,
    /// One at a time makes it whole.
    keeping: Mutex<()>,
    /// The disk was found full: whoever makes it whole stops.
    stop: AtomicBool,
}

impl Reserve {
    pub(super) fn of(database: &Path) -> Self {
        let length = std::fs::metadata(path(database)).map(|file| file.len()).ok();
        Self {
            database: database.to_owned(),
            held: AtomicBool::new(length.is_some_and(|length| length >= RESERVE)),
            spent: AtomicBool::new(length.is_some_and(|length| length < RESERVE)),
            keeping: Mutex::default(),
            stop: AtomicBool::new(false),
        }
    }

    pub(crate) fn is_held(&self) -> bool {
        self.held.load(Ordering::SeqCst)
    }

    pub(crate) fn is_spent(&self) -> bool {
        self.spent.load(Ordering::SeqCst)
    }

    /// Whether there is room for more than what must not be lost.
    pub(crate) fn has_room_again(&self) -> bool {
        files::has_room_beside(&self.database, AGAIN)
    }

    /// Gives the room back where little is left. Quick: asked before each commit.
    pub(crate) fn give_back_if_little(&self) {
        if self.is_held() && !files::has_room_beside(&self.database, LITTLE) {
            self.give_back();
        }
    }

    /// Gives the room back: the disk was found full.
    pub(crate) fn give_back(&self) {
        self.stop.store(true, Ordering::SeqCst);
        if !self.held.swap(false, Ordering::SeqCst) {
            return;
        }
        self.spent.store(true, Ordering::SeqCst);
        match empty(&self.database) {
            Ok(()) => tracing::warn!("the disk is full; the room that was kept is used"),
            Err(error) => tracing::error!(kind = ?error.kind(), "the room that was kept cannot be used"),
        }
    }

    /// Makes it whole where there is enough room, and answers whether it is; not where somebody else is about it. Writes
    /// 32 MiB: not for a thread that others wait for.
    pub(crate) fn keep(&self) -> io::Result<bool> {
        let Ok(_keeping) = self.keeping.try_lock() else { return Ok(false) };
        if self.is_held() {
            return Ok(true);
        }
        self.stop.store(false, Ordering::SeqCst);
        if !files::has_room_beside(&self.database, ENOUGH) {
            return Ok(false);
        }
        match self.fill() {
            Ok(true) => {}
            filled => {
                // What there is of it is no use to anybody.
                remove_part(&self.database)?;
                return filled
                    .or_else(|error| if files::is_no_room(&error) { Ok(false) } else { Err(error) });
            }
        }
        self.spent.store(false, Ordering::SeqCst);
        self.held.store(true, Ordering::SeqCst);
        if self.stop.load(Ordering::SeqCst) {
            self.give_back();
        }
        Ok(self.is_held())
    }

    /// Every block is written, with bytes that no file system makes smaller: a length that was only set would take no room, nor
    /// would zeros on some. It has its name once it is whole. `false` when it was stopped.
    fn fill(&self) -> io::Result<bool> {
        let part = part(&self.database);
        let mut file = files::open_private(&part)?;
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut block = Vec::with_capacity(BLOCK);
        for _ in 0..RESERVE / BLOCK as u64 {
            if self.stop.load(Ordering::SeqCst) {
                return Ok(false);
            }
            block.clear();
            while block.len() < BLOCK {
                // Xorshift: nothing repeats, and nothing is secret.
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                block.extend_from_slice(&state.to_le_bytes());
            }
            file.write_all(&block)?;
        }
        file.sync_all()?;
        drop(file);
        std::fs::rename(part, path(&self.database))?;
        Ok(true)
    }
}

fn path(database: &Path) -> PathBuf {
    files::beside(database, ".reserve")
}

fn part(database: &Path) -> PathBuf {
    files::beside(database, ".reserve-part")
}

/// Removes what a crash left of one that was being made.
pub(super) fn remove_part(database: &Path) -> io::Result<()> {
    match std::fs::remove_file(part(database)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// The name stays: a start that finds it knows that the room was given back. Shorter needs no room, even where a new name does.
fn empty(database: &Path) -> io::Result<()> {
    files::open_private(&path(database))?.set_len(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_that_cannot_be_made_leaves_nothing_and_refuses_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let database = folder.path().join("store.db");
        // Its name is taken, as a virus scanner may take it.
        std::fs::create_dir(path(&database)).expect("takes the name");
        let reserve = Reserve::of(&database);
        reserve.spent.store(false, Ordering::SeqCst);
        reserve.keep().expect_err("has no name");
        assert!(!part(&database).exists());
        assert!(!reserve.is_held() && !reserve.is_spent());
        std::fs::remove_dir(path(&database)).expect("is free again");
        assert!(!Reserve::of(&database).is_spent(), "a start takes it for none that was used");
        assert!(reserve.keep().expect("is made"));
        assert_eq!(files::size(&path(&database)), RESERVE);
    }

    #[test]
    fn one_that_was_used_keeps_nothing_out_where_there_is_room() {
        let folder = tempfile::tempdir().expect("a folder");
        let database = folder.path().join("store.db");
        empty(&database).expect("was given back");
        let reserve = Reserve::of(&database);
        assert!(reserve.is_spent());
        assert!(reserve.has_room_again());
    }

    #[test]
    fn one_is_made_at_a_time_and_stops_where_the_disk_is_found_full() {
        let folder = tempfile::tempdir().expect("a folder");
        let database = folder.path().join("store.db");
        let reserve = Reserve::of(&database);
        {
            let _somebody_else = reserve.keeping.lock().expect("is free");
            assert!(!reserve.keep().expect("lets the other"));
            reserve.give_back();
        }
        assert!(!reserve.fill().expect("stops"));
        assert!(!path(&database).exists());
        assert!(reserve.keep().expect("is made the next time"));
    }
}
