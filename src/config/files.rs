//! The files of a home. The one place where configuration touches the disk, so that
//! another door can be put here.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

/// Reads a file of text.
///
/// # Errors
///
/// What is wrong with it, in words that go on from the file's name.
pub(super) fn read_text(path: &Path) -> Result<String, String> {
    let bytes = fs::read(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => "there is no such file".to_owned(),
        _ => format!("it cannot be read: {error}"),
    })?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let line = error.as_bytes().iter().take(error.utf8_error().valid_up_to());
        let line = line.filter(|byte| **byte == b'\n').count() + 1;
        format!("it is not in UTF-8: line {line} holds other bytes; save it as UTF-8")
    })?;
    Ok(text.strip_prefix('\u{feff}').map_or(text.clone(), str::to_owned))
}

/// The names of a folder's files with this ending, sorted. No folder: none. Names that
/// begin with a dot or end in `~` are an editor's.
///
/// # Errors
///
/// What is wrong with the folder.
pub(super) fn list(folder: &Path, extension: &str) -> Result<Vec<String>, String> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(format!("it cannot be read: {error}")),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| format!("it cannot be read: {error}"))?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        let fits = Path::new(&name).extension().is_some_and(|e| e == extension);
        if fits && !name.starts_with('.') {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// Tells whether there is a file.
pub(super) fn exists(path: &Path) -> bool {
    path.is_file()
}
