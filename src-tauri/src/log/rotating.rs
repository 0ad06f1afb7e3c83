//! A file that stays small: five pieces of two megabytes, readable by their owner alone.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tracing_subscriber::fmt::MakeWriter;

const PIECE: u64 = 2 * 1024 * 1024;
const PIECES: usize = 5;

/// The log's file. Clones write to the same one.
#[derive(Clone)]
pub(super) struct Rotating(Arc<Mutex<Current>>);

struct Current {
    folder: PathBuf,
    file: File,
    written: u64,
}

impl Rotating {
    /// Continues the log in `folder`, which is made when missing.
    pub(super) fn open(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let file = private(&piece(folder, 0))?;
        let written = file.metadata()?.len();
        Ok(Self(Arc::new(Mutex::new(Current { folder: folder.to_owned(), file, written }))))
    }
}

impl Current {
    fn rotate(&mut self) -> io::Result<()> {
        for number in (0..PIECES - 1).rev() {
            let from = piece(&self.folder, number);
            if from.exists() {
                fs::rename(from, piece(&self.folder, number + 1))?;
            }
        }
        self.file = private(&piece(&self.folder, 0))?;
        self.written = 0;
        Ok(())
    }
}

impl Write for &Rotating {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let mut current = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if current.written >= PIECE {
            current.rotate()?;
        }
        let count = current.file.write(line)?;
        current.written += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).file.flush()
    }
}

impl<'a> MakeWriter<'a> for Rotating {
    type Writer = &'a Self;

    fn make_writer(&'a self) -> Self::Writer {
        self
    }
}

fn piece(folder: &Path, number: usize) -> PathBuf {
    folder.join(if number == 0 { "handrail.log".to_owned() } else { format!("handrail.{number}.log") })
}

fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write as _;

    use super::{PIECE, PIECES, Rotating};

    #[test]
    fn the_log_stays_small_and_private() {
        let folder = tempfile::tempdir().unwrap();
        let line = vec![b'x'; usize::try_from(PIECE).unwrap()];
        for _ in 0..PIECES + 3 {
            (&Rotating::open(folder.path()).unwrap()).write_all(&line).unwrap();
        }
        let pieces: Vec<_> = fs::read_dir(folder.path()).unwrap().map(Result::unwrap).collect();
        assert_eq!(pieces.len(), PIECES);
        for piece in pieces {
            let facts = piece.metadata().unwrap();
            assert!(facts.len() <= PIECE, "{} bytes", facts.len());
            #[cfg(unix)]
            assert_eq!(std::os::unix::fs::PermissionsExt::mode(&facts.permissions()) & 0o777, 0o600);
        }
    }
}
