//! Files that come piece after piece, in memory until they are whole.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use api::ApiError;
use api::limits::LARGEST_FILE;
use uuid::Uuid;

use crate::errors::invalid;

/// The window sends one file after another. What it broke off goes when others come.
const MOST_FILES: usize = 2;

/// What came of files that are not whole yet, the newest last.
#[derive(Debug, Default)]
pub(crate) struct Pieces(Mutex<VecDeque<(Uuid, Vec<u8>)>>);

impl Pieces {
    /// Adds a piece that begins `at` this place of a file of so many bytes. Gives the file back when it is whole.
    ///
    /// # Errors
    /// When it does not follow what came before, or goes beyond the file's end; then the file is forgotten.
    pub(super) fn take(
        &self,
        file: Uuid,
        size: u32,
        at: u32,
        piece: Vec<u8>,
    ) -> Result<Option<Vec<u8>>, ApiError> {
        let (size, at) = (size.min(LARGEST_FILE) as usize, at as usize);
        let mut files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = files.iter().position(|(known, _)| *known == file).and_then(|place| files.remove(place));
        let mut bytes = known.map(|(_, bytes)| bytes).filter(|_| at > 0).unwrap_or_default();
        if bytes.len() != at || at + piece.len() > size {
            return Err(invalid("the pieces of the file do not follow each other"));
        }
        bytes.extend(piece);
        if bytes.len() == size {
            return Ok(Some(bytes));
        }
        files.push_back((file, bytes));
        while files.len() > MOST_FILES {
            files.pop_front();
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_that_follow_each_other_are_a_file() {
        let (pieces, one, other) = (Pieces::default(), Uuid::from_u128(1), Uuid::from_u128(2));
        let take = |file, size, at, piece: &[u8]| pieces.take(file, size, at, piece.to_vec());
        assert_eq!(take(one, 5, 0, b"ab").unwrap(), None);
        assert_eq!(take(other, 3, 0, b"xyz").unwrap().as_deref(), Some(&b"xyz"[..]), "whole at once");
        assert_eq!(take(one, 5, 2, b"cd").unwrap(), None);
        assert_eq!(take(one, 5, 4, b"e").unwrap().as_deref(), Some(&b"abcde"[..]));
        assert_eq!(take(other, 0, 0, b"").unwrap().as_deref(), Some(&b""[..]), "an empty file is whole");
    }

    #[test]
    fn what_does_not_fit_is_refused_and_may_begin_anew() {
        let (pieces, file) = (Pieces::default(), Uuid::from_u128(1));
        let take = |size, at, piece: &[u8]| pieces.take(file, size, at, piece.to_vec());
        assert_eq!(take(5, 0, b"ab").unwrap(), None);
        take(5, 3, b"d").unwrap_err();
        take(5, 2, b"cd").unwrap_err();
        assert_eq!(take(5, 0, b"ab").unwrap(), None);
        take(5, 2, b"cdef").unwrap_err();
        assert_eq!(take(5, 0, b"ab").unwrap(), None);
        assert_eq!(take(5, 0, b"abc").unwrap(), None, "from the beginning");
        assert_eq!(take(5, 3, b"de").unwrap().as_deref(), Some(&b"abcde"[..]));
    }

    #[test]
    fn files_that_were_broken_off_make_room() {
        let pieces = Pieces::default();
        for file in 1..=9 {
            assert_eq!(pieces.take(Uuid::from_u128(file), 2, 0, vec![0]).unwrap(), None);
        }
        assert_eq!(pieces.0.lock().unwrap().len(), MOST_FILES);
        pieces.take(Uuid::from_u128(1), 2, 1, vec![0]).unwrap_err();
        assert!(pieces.take(Uuid::from_u128(9), 2, 1, vec![0]).unwrap().is_some());
    }
}
