//! Plain helpers for configuration and commands: each error says the path and what the
//! system said.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use thiserror::Error;

/// Why a file or folder could not be used.
#[derive(Debug, Error)]
#[error("{}: {what}", path.display())]
pub struct FileError {
    /// The file or folder.
    pub path: PathBuf,
    /// What the system said, or what we found.
    pub what: String,
    /// The kind of the system's error.
    pub kind: io::ErrorKind,
}

impl FileError {
    /// Wraps what the system said of a path.
    #[must_use]
    pub fn new(path: &Path, why: &io::Error) -> Self {
        let what = match why.kind() {
            io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
            io::ErrorKind::PermissionDenied => "no permission".to_owned(),
            io::ErrorKind::AlreadyExists => "it exists already".to_owned(),
            io::ErrorKind::InvalidData => "it is not UTF-8 text".to_owned(),
            _ => why.to_string(),
        };
        Self { path: path.to_owned(), what, kind: why.kind() }
    }
}

/// Reads a text file in UTF-8; a byte order mark is left out.
///
/// # Errors
///
/// [`FileError`] when it cannot be read or is not UTF-8.
pub fn read_text(path: &Path) -> Result<String, FileError> {
    let text = fs::read_to_string(path).map_err(|why| FileError::new(path, &why))?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// Reads a file's bytes.
///
/// # Errors
///
/// [`FileError`] when it cannot be read.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>, FileError> {
    fs::read(path).map_err(|why| FileError::new(path, &why))
}

/// Writes a file that must not exist yet, with the folders above it.
///
/// # Errors
///
/// [`FileError`] when it exists or cannot be written.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    if let Some(parent) = path.parent() {
        create_dir_all(parent)?;
    }
    let file = OpenOptions::new().write(true).create_new(true).open(path);
    file.and_then(|mut file| file.write_all(bytes)).map_err(|why| FileError::new(path, &why))
}

/// Writes a file, over one that is there.
///
/// # Errors
///
/// [`FileError`] when it cannot be written.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    fs::write(path, bytes).map_err(|why| FileError::new(path, &why))
}

/// Makes a folder and those above it; one that is there is left.
///
/// # Errors
///
/// [`FileError`] when it cannot be made.
pub fn create_dir_all(path: &Path) -> Result<(), FileError> {
    fs::create_dir_all(path).map_err(|why| FileError::new(path, &why))
}

/// The paths in a folder, sorted; hidden ones are left out.
///
/// # Errors
///
/// [`FileError`] when the folder cannot be read.
pub fn entries(path: &Path) -> Result<Vec<PathBuf>, FileError> {
    let wrong = |why| FileError::new(path, &why);
    let mut paths = Vec::new();
    for entry in fs::read_dir(path).map_err(wrong)? {
        let entry = entry.map_err(wrong)?;
        if !entry.file_name().to_string_lossy().starts_with('.') {
            paths.push(entry.path());
        }
    }
    paths.sort();
    Ok(paths)
}

/// Whether there is anything at this path.
#[must_use]
pub fn exists(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_names_the_path_and_what_is_wrong_with_it() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("config/warta.toml");
        let said = read_text(&path).unwrap_err().to_string();
        assert_eq!(said, format!("{}: there is no such file or folder", path.display()));
        write_new(&path, b"\xef\xbb\xbfa = 1").unwrap();
        assert_eq!(read_text(&path).unwrap(), "a = 1");
        assert!(write_new(&path, b"").unwrap_err().to_string().ends_with("it exists already"));
        fs::write(&path, b"\xff").unwrap();
        assert!(read_text(&path).unwrap_err().to_string().ends_with("not UTF-8 text"));
    }

    #[test]
    fn a_folder_is_read_in_order_and_a_missing_one_is_an_error() {
        let home = tempfile::tempdir().unwrap();
        for name in ["b.toml", "a.toml", ".a.toml.swp"] {
            write_new(&home.path().join(name), b"").unwrap();
        }
        let expected = vec![home.path().join("a.toml"), home.path().join("b.toml")];
        assert_eq!(entries(home.path()).unwrap(), expected);
        assert!(entries(&home.path().join("none")).is_err());
    }
}
