//! One program at a time: a lock file that says who holds it. And who is at work at all: a
//! lock file that workers share, so that one of them can tell whether it is alone.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::disk::files::FileError;

/// A lock held until it is dropped, or its process ends in whatever way.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock, making the file if there is none.
    ///
    /// # Errors
    ///
    /// [`FileError`] when another process holds it (it says which), or the file cannot be
    /// written.
    pub fn take(path: &Path) -> Result<Self, FileError> {
        let wrong = |why| FileError::new(path, &why);
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .map_err(wrong)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(held(path, &mut file)),
            Err(TryLockError::Error(why)) => return Err(wrong(why)),
        }
        file.set_len(0)
            .and_then(|()| file.seek(SeekFrom::Start(0)))
            .and_then(|_| writeln!(file, "{}", std::process::id()))
            .map_err(wrong)?;
        Ok(Self { _file: file })
    }
}

/// A lock shared by all processes that work on one database, until they end in whatever way.
#[derive(Debug)]
pub struct Workers {
    file: File,
    path: PathBuf,
    alone: bool,
}

impl Workers {
    /// Joins those at work, or finds that there are none; then nobody can join until
    /// [`Workers::let_others_in`]. Waits while somebody else is alone just now.
    ///
    /// # Errors
    ///
    /// [`FileError`] when the file cannot be made or locked.
    pub fn join(path: &Path) -> Result<Self, FileError> {
        let wrong = |why| FileError::new(path, &why);
        let mut options = OpenOptions::new();
        let file = options.read(true).write(true).create(true).truncate(false).open(path);
        let file = file.map_err(wrong)?;
        let alone = match file.try_lock() {
            Ok(()) => true,
            Err(TryLockError::WouldBlock) => {
                file.lock_shared().map_err(wrong)?;
                false
            }
            Err(TryLockError::Error(why)) => return Err(wrong(why)),
        };
        Ok(Self { file, path: path.to_owned(), alone })
    }

    /// Whether nobody else is at work, and nobody can begin.
    #[must_use]
    pub const fn are_alone(&self) -> bool {
        self.alone
    }

    /// Lets others begin; does nothing when they could already.
    ///
    /// # Errors
    ///
    /// [`FileError`] when the lock cannot be changed.
    pub fn let_others_in(&mut self) -> Result<(), FileError> {
        if self.alone {
            // The lock is free for a moment in between. Whoever takes it then is alone, too,
            // finds nothing left, and lets us in.
            let wrong = |why| FileError::new(&self.path, &why);
            self.file.unlock().map_err(wrong)?;
            self.file.lock_shared().map_err(wrong)?;
            self.alone = false;
        }
        Ok(())
    }
}

fn held(path: &Path, file: &mut File) -> FileError {
    let mut pid = String::new();
    let read = file.take(20).read_to_string(&mut pid);
    let pid = pid.trim();
    let known = read.is_ok() && !pid.is_empty() && pid.bytes().all(|byte| byte.is_ascii_digit());
    let who = if known { format!("process {pid}") } else { "another process".to_owned() };
    FileError {
        path: path.to_owned(),
        what: format!("{who} is running on this home; stop it first"),
        kind: std::io::ErrorKind::WouldBlock,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_run_is_told_who_holds_the_home() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("run.lock");
        let first = Lock::take(&path).unwrap();
        let said = Lock::take(&path).unwrap_err().to_string();
        assert!(said.contains(&format!("process {}", std::process::id())), "{said}");
        drop(first);
        assert!(Lock::take(&path).is_ok());
    }

    #[test]
    fn only_who_is_alone_at_work_is_told_so() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("warta.workers");
        let mut first = Workers::join(&path).unwrap();
        assert!(first.are_alone());
        first.let_others_in().unwrap();
        let second = Workers::join(&path).unwrap();
        assert!(!second.are_alone());
        drop(first);
        assert!(!Workers::join(&path).unwrap().are_alone());
        drop(second);
        assert!(Workers::join(&path).unwrap().are_alone());
    }
}
