//! A recovery code: the way back to the database when the keychain has lost its key.
//!
//! The code seals the database's key into a file of its own, `recovery.bin`, in the form of the passphrase vault. It is
//! shown once and kept nowhere: whoever has the file and not the code has nothing.

mod code;

use std::path::Path;

use zeroize::Zeroizing;

use crate::passphrase::seal::{self, Cost, Lock};
use crate::passphrase::{PassphraseError, blocking, file};

pub use code::{CodeProblem, RecoveryCode};

/// Seals the database's key with the code, in place of what an older code sealed. On return it is on disk.
///
/// # Errors
/// [`PassphraseError::Io`], [`PassphraseError::Machine`]; [`PassphraseError::Corrupt`] when the file that was written
/// reads back differently.
pub async fn seal_key(path: &Path, code: &RecoveryCode, key: &[u8; 32]) -> Result<(), PassphraseError> {
    let (path, words, key) = (path.to_path_buf(), code.words(), Zeroizing::new(*key));
    blocking(move || {
        let sealed = Lock::new(&words, Cost::FULL)?.seal(&*key)?;
        file::replace(&path, &sealed)?;
        if file::read(&path)? == sealed { Ok(()) } else { Err(PassphraseError::Corrupt) }
    })
    .await
}

/// The database's key, from the file and the code that sealed it. Takes about a second, on purpose.
///
/// # Errors
/// [`PassphraseError::WrongPassphrase`] for a code that another one has replaced, or of another computer;
/// [`PassphraseError::Corrupt`]; a file that is not there is [`PassphraseError::Io`] with `NotFound`.
pub async fn open_key(path: &Path, code: &RecoveryCode) -> Result<Zeroizing<[u8; 32]>, PassphraseError> {
    let (path, words) = (path.to_path_buf(), code.words());
    blocking(move || {
        let (_, plain) = seal::open(&file::read(&path)?, &words)?;
        let key: [u8; 32] = plain.as_slice().try_into().map_err(|_| PassphraseError::Corrupt)?;
        Ok(Zeroizing::new(key))
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_code_and_no_other_opens_what_it_sealed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("recovery.bin");
        let (old, new) = (RecoveryCode::random().unwrap(), RecoveryCode::random().unwrap());
        seal_key(&path, &old, &[9; 32]).await.unwrap();
        assert_eq!(*open_key(&path, &old).await.unwrap(), [9; 32]);
        seal_key(&path, &new, &[9; 32]).await.unwrap();
        assert!(matches!(open_key(&path, &old).await, Err(PassphraseError::WrongPassphrase)), "replaced");
        let sealed = std::fs::read(&path).unwrap();
        assert!(!sealed.windows(32).any(|bytes| bytes == [9; 32]));
        std::fs::write(&path, &sealed[..sealed.len() - 1]).unwrap();
        assert!(matches!(open_key(&path, &new).await, Err(PassphraseError::Corrupt)));
    }
}
