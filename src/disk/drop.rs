//! The folder of a source -> what lies in it, and one file of it -> a document.
//!
//! Files are dropped here by people and programs while we look. What is young, hidden or
//! an editor's leftover is left alone; what changed while it was read is given back; and
//! nothing outside the folder is reached, by `..` or by a link.

use std::ffi::OsStr;
use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use chrono::TimeDelta;

use crate::disk::files::FileError;
use crate::domain::ask::{FileSeen, ListAsk, ReadAsk};
use crate::domain::{AskError, Document, Instant, Reply, Validators};

/// Folders within folders are followed so deep.
const DEPTH_MAX: usize = 16;

/// A folder with more entries is refused, for a listing cut short would look like files
/// taken away.
const ENTRIES_MAX: usize = 100_000;

/// A file larger than this is refused.
const BYTES_MAX: u64 = 10_000_000;

/// Lists the files of a folder and of those in it, sorted by path.
///
/// # Errors
///
/// [`AskError::File`] when any folder cannot be read, is too deep or too full: a listing
/// is whole or there is none.
pub async fn list(ask: &ListAsk, now: Instant) -> Result<Reply, AskError> {
    let ask = ask.clone();
    let folder = ask.folder.clone();
    blocking(&folder, move || {
        let mut seen = Vec::new();
        let mut count = 0;
        walk(&ask, now, &ask.folder, "", 0, &mut count, &mut seen)?;
        seen.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Reply::Listing(seen))
    })
    .await
}

/// Reads one file below a folder.
///
/// # Errors
///
/// [`AskError::Unsettled`] when it changed meanwhile, [`AskError::TooLarge`] over 10 MB,
/// [`AskError::File`] when it cannot be read, or its folder is not there.
pub async fn read(ask: &ReadAsk) -> Result<Reply, AskError> {
    let ask = ask.clone();
    let folder = ask.folder.clone();
    blocking(&folder, move || read_now(&ask)).await
}

/// Runs file work on a thread that may wait.
async fn blocking<T: Send + 'static>(
    path: &Path,
    work: impl FnOnce() -> Result<T, AskError> + Send + 'static,
) -> Result<T, AskError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(_) => Err(AskError::File {
            path: path.display().to_string(),
            what: "reading was broken off".to_owned(),
        }),
    }
}

fn walk(
    ask: &ListAsk,
    now: Instant,
    folder: &Path,
    below: &str,
    depth: usize,
    count: &mut usize,
    seen: &mut Vec<FileSeen>,
) -> Result<(), AskError> {
    if depth > DEPTH_MAX {
        return Err(refused(folder, "folders are nested too deep here"));
    }
    for entry in fs::read_dir(folder).map_err(|why| file(folder, &why))? {
        let entry = entry.map_err(|why| file(folder, &why))?;
        *count += 1;
        if *count > ENTRIES_MAX {
            return Err(refused(&ask.folder, "there are more than 100,000 files in it"));
        }
        let name = entry.file_name();
        let Some(name) = name.to_str().filter(|name| !is_leftover(name)) else { continue };
        let path = format!("{below}{name}");
        let kind = entry.file_type().map_err(|why| file(&entry.path(), &why))?;
        if kind.is_dir() {
            walk(ask, now, &entry.path(), &format!("{path}/"), depth + 1, count, seen)?;
        } else if kind.is_file() && is_wanted(name, &ask.extensions) {
            let found = match entry.metadata() {
                Ok(found) => found,
                Err(why) if why.kind() == io::ErrorKind::NotFound => continue,
                Err(why) => return Err(file(&entry.path(), &why)),
            };
            let modified = modified(&found, &entry.path())?;
            let age = TimeDelta::from_std(ask.settle).unwrap_or(TimeDelta::MAX);
            let settled = now - modified >= age;
            seen.push(FileSeen { path, bytes: found.len(), modified, settled });
        }
    }
    Ok(())
}

/// Hidden files, locks and what editors and copying programs leave behind.
fn is_leftover(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let endings = ["~", ".tmp", ".part", ".partial", ".crdownload", ".swp", ".bak"];
    lower.starts_with('.')
        || lower.starts_with('~')
        || endings.iter().any(|end| lower.ends_with(end))
}

fn is_wanted(name: &str, extensions: &[&str]) -> bool {
    let ending = Path::new(name).extension().and_then(OsStr::to_str).map(str::to_ascii_lowercase);
    ending.is_some_and(|ending| extensions.contains(&ending.as_str()))
}

fn read_now(ask: &ReadAsk) -> Result<Reply, AskError> {
    // A folder that is not there (a drive not mounted) says nothing of the files in it.
    let folder = fs::canonicalize(&ask.folder).map_err(|why| file(&ask.folder, &why))?;
    fs::read_dir(&folder).map_err(|why| file(&ask.folder, &why))?;
    let plain = |part: Component<'_>| matches!(part, Component::Normal(_));
    if ask.path.is_empty() || !Path::new(&ask.path).components().all(plain) {
        return Err(refused(&ask.folder.join(&ask.path), "the path leads out of its folder"));
    }
    let path = folder.join(&ask.path);
    let wrong = |why: &io::Error| file(&ask.folder.join(&ask.path), why);
    match fs::canonicalize(&path) {
        Ok(real) if real == path => {}
        Ok(_) => return Err(refused(&path, "a link is not followed")),
        Err(why) if why.kind() == io::ErrorKind::NotFound => return Ok(Reply::Gone),
        Err(why) => return Err(wrong(&why)),
    }
    let seen = match fs::symlink_metadata(&path) {
        Ok(seen) => seen,
        Err(why) if why.kind() == io::ErrorKind::NotFound => return Ok(Reply::Gone),
        Err(why) => return Err(wrong(&why)),
    };
    if ask.validators.etag == Some(etag(&seen, &path)?) {
        return Ok(Reply::Same(ask.validators.clone()));
    }
    let (before, bytes, after) = match take(&path) {
        Ok(taken) => taken,
        Err(why) if why.kind() == io::ErrorKind::NotFound => return Ok(Reply::Gone),
        Err(why) => return Err(wrong(&why)),
    };
    if before.len() > BYTES_MAX || bytes.len() > usize::try_from(BYTES_MAX).unwrap_or(usize::MAX) {
        return Err(AskError::TooLarge { limit: BYTES_MAX });
    }
    whole_document(ask, &path, &before, bytes, &after)
}

/// Bytes and two looks at their file -> a document, if the looks agree.
fn whole_document(
    ask: &ReadAsk,
    path: &Path,
    before: &Metadata,
    bytes: Vec<u8>,
    after: &Metadata,
) -> Result<Reply, AskError> {
    let whole = u64::try_from(bytes.len()) == Ok(before.len());
    let still = before.len() == after.len() && before.modified().ok() == after.modified().ok();
    if !whole || !still {
        return Err(AskError::Unsettled { path: ask.path.clone() });
    }
    let body = blake3::hash(&bytes).to_hex().to_string();
    let same = ask.validators.body.as_ref() == Some(&body);
    let etag = Some(etag(before, path)?);
    let validators = Validators { etag, last_modified: None, body: Some(body) };
    if same {
        return Ok(Reply::Same(validators));
    }
    Ok(Reply::Fresh(Box::new(Document {
        content_type: content_type(&ask.path).map(str::to_owned),
        modified: Some(modified(before, path)?),
        validators,
        ..Document::bare(&ask.path, bytes)
    })))
}

/// A file's bytes, one more than allowed at most, between two looks at it.
fn take(path: &Path) -> io::Result<(Metadata, Vec<u8>, Metadata)> {
    let before = fs::symlink_metadata(path)?;
    if !before.is_file() {
        return Err(io::Error::other("it is not a plain file"));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(BYTES_MAX + 1).read_to_end(&mut bytes)?;
    Ok((before, bytes, fs::symlink_metadata(path)?))
}

/// The media type behind a file's ending.
fn content_type(path: &str) -> Option<&'static str> {
    let ending = Path::new(path).extension()?.to_str()?.to_ascii_lowercase();
    Some(match ending.as_str() {
        "html" | "htm" => "text/html",
        "xhtml" => "application/xhtml+xml",
        "md" | "markdown" => "text/markdown",
        "txt" => "text/plain",
        "xml" => "application/xml",
        "rss" => "application/rss+xml",
        "atom" => "application/atom+xml",
        "json" => "application/json",
        _ => return None,
    })
}

/// A file's size and time of change: what "has it changed?" is asked with.
fn etag(found: &Metadata, path: &Path) -> Result<String, AskError> {
    Ok(format!("{}-{}", found.len(), modified(found, path)?.timestamp_millis()))
}

fn modified(found: &Metadata, path: &Path) -> Result<Instant, AskError> {
    found.modified().map(Instant::from).map_err(|why| file(path, &why))
}

fn file(path: &Path, why: &io::Error) -> AskError {
    let error = FileError::new(path, why);
    AskError::File { path: error.path.display().to_string(), what: error.what }
}

fn refused(path: &Path, what: &str) -> AskError {
    AskError::File { path: PathBuf::from(path).display().to_string(), what: what.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_changed_while_it_was_read_is_given_back() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("a.html");
        let look = |text: &str| {
            fs::write(&path, text).unwrap();
            fs::metadata(&path).unwrap()
        };
        let (one, longer) = (look("one"), look("longer"));
        let ask = ReadAsk {
            folder: home.path().to_owned(),
            path: "a.html".to_owned(),
            validators: Validators::default(),
        };
        let check = |before, bytes: &str, after| {
            whole_document(&ask, &path, before, bytes.into(), after).map(|_| ())
        };
        let unsettled = Err(AskError::Unsettled { path: "a.html".to_owned() });
        assert_eq!(check(&one, "one", &one), Ok(()));
        assert_eq!(check(&one, "one", &longer), unsettled);
        assert_eq!(check(&one, "longer", &one), unsettled);
    }
}
