//! One program at a time: a lock file that says who holds it.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

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
}
