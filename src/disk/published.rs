//! Documents -> files where a web server takes them.
//!
//! A reader sees the old file or the new one, never half of one: a file is written beside
//! its place, brought to the disk, and moved there. A manifest remembers what we wrote, so
//! that a sweep never takes away somebody else's file.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::disk::files::FileError;

/// The list of the files we wrote, one path a line.
const MANIFEST: &str = ".warta-published";

/// What a file is called while it is written.
const UNFINISHED: &str = ".warta-unfinished";

/// A folder of published documents. Calls are short and block.
#[derive(Debug)]
pub struct Tree {
    dir: PathBuf,
    /// The paths we wrote, read from the manifest when first needed.
    written: Mutex<Option<BTreeSet<String>>>,
}

impl Tree {
    /// A tree in this folder, which is made when the first document is put.
    #[must_use]
    pub const fn new(dir: PathBuf) -> Self {
        Self { dir, written: Mutex::new(None) }
    }

    /// Puts a document at a path below the folder, with `/`; tells whether its bytes are
    /// new there.
    ///
    /// # Errors
    ///
    /// [`FileError`] when the path leads out of the folder or cannot be written.
    pub fn put(&self, path: &str, bytes: &[u8]) -> Result<bool, FileError> {
        let place = self.place(path)?;
        self.note(path, true)?;
        if fs::read(&place).is_ok_and(|old| old == bytes) {
            return Ok(false);
        }
        replace(&place, bytes).map_err(|why| FileError::new(&place, &why))?;
        Ok(true)
    }

    /// Takes a document of ours away; tells whether there was one.
    ///
    /// # Errors
    ///
    /// [`FileError`] when the path leads out of the folder or cannot be removed.
    pub fn remove(&self, path: &str) -> Result<bool, FileError> {
        let place = self.place(path)?;
        if !self.written()?.contains(path) {
            return Ok(false);
        }
        let removed = match fs::remove_file(&place) {
            Ok(()) => true,
            Err(why) if why.kind() == io::ErrorKind::NotFound => false,
            Err(why) => return Err(FileError::new(&place, &why)),
        };
        self.note(path, false)?;
        Ok(removed)
    }

    /// Takes away the documents of ours that are not in `keep`; gives back their paths.
    ///
    /// # Errors
    ///
    /// [`FileError`] at the first one that cannot be removed.
    pub fn sweep(&self, keep: &BTreeSet<String>) -> Result<Vec<String>, FileError> {
        let mut removed = Vec::new();
        for path in self.written()?.difference(keep) {
            if self.remove(path)? {
                removed.push(path.clone());
            }
        }
        Ok(removed)
    }

    /// Where a path lies, if it is plain: no `..`, no root, no name of ours, nothing hidden.
    fn place(&self, path: &str) -> Result<PathBuf, FileError> {
        let plain = |part: Component<'_>| match part {
            Component::Normal(name) => !name.to_string_lossy().starts_with('.'),
            _ => false,
        };
        let place = self.dir.join(path);
        let odd = path.contains(['\\', '\0', '\n', '\r']);
        if path.is_empty() || odd || !Path::new(path).components().all(plain) {
            return Err(FileError {
                path: place,
                what: "a document may not be put there".to_owned(),
                kind: io::ErrorKind::InvalidInput,
            });
        }
        Ok(place)
    }

    /// The paths of the manifest.
    fn written(&self) -> Result<BTreeSet<String>, FileError> {
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(self.load(&mut written)?.clone())
    }

    /// Notes in the manifest that a path is ours, before it is written, or is so no longer,
    /// after it is removed: a crash between leaves a line too many, never a file unknown.
    fn note(&self, path: &str, ours: bool) -> Result<(), FileError> {
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        let paths = self.load(&mut written)?;
        let changed = if ours { paths.insert(path.to_owned()) } else { paths.remove(path) };
        if !changed {
            return Ok(());
        }
        let manifest = self.dir.join(MANIFEST);
        let done = if ours {
            append(&manifest, path)
        } else {
            let lines: String = paths.iter().flat_map(|path| [path.as_str(), "\n"]).collect();
            replace(&manifest, lines.as_bytes())
        };
        if done.is_err() {
            *written = None;
        }
        done.map_err(|why| FileError::new(&manifest, &why))
    }

    fn load<'a>(
        &self,
        written: &'a mut Option<BTreeSet<String>>,
    ) -> Result<&'a mut BTreeSet<String>, FileError> {
        if written.is_none() {
            let manifest = self.dir.join(MANIFEST);
            let lines = match fs::read_to_string(&manifest) {
                Ok(lines) => lines,
                Err(why) if why.kind() == io::ErrorKind::NotFound => String::new(),
                Err(why) => return Err(FileError::new(&manifest, &why)),
            };
            *written =
                Some(lines.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect());
        }
        Ok(written.get_or_insert_default())
    }
}

/// Adds a line to the manifest. It starts with a line break of its own, so that a line cut
/// short by a crash never runs into it.
fn append(manifest: &Path, path: &str) -> io::Result<()> {
    fs::create_dir_all(manifest.parent().unwrap_or(Path::new(".")))?;
    let mut file = OpenOptions::new().append(true).create(true).open(manifest)?;
    file.write_all(format!("\n{path}\n").as_bytes())?;
    file.sync_all()
}

/// Writes a file beside its place, brings it to the disk and moves it there.
fn replace(place: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = place.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    let unfinished = folder.join(format!("{UNFINISHED}-{}-{name}", std::process::id()));
    let write = || {
        let mut file = File::create(&unfinished)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&unfinished, place)?;
        File::open(folder)?.sync_all()
    };
    let done = write();
    if done.is_err() {
        fs::remove_file(&unfinished).ok();
    }
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree() -> (tempfile::TempDir, Tree) {
        let home = tempfile::tempdir().unwrap();
        let tree = Tree::new(home.path().join("public"));
        (home, tree)
    }

    #[test]
    fn a_document_is_written_only_when_its_bytes_differ() {
        let (home, tree) = tree();
        assert!(tree.put("en/ID-KB/feed.atom", b"one").unwrap());
        assert!(!tree.put("en/ID-KB/feed.atom", b"one").unwrap());
        assert!(tree.put("en/ID-KB/feed.atom", b"two").unwrap());
        let folder = home.path().join("public/en/ID-KB");
        assert_eq!(fs::read(folder.join("feed.atom")).unwrap(), b"two");
        assert_eq!(fs::read_dir(folder).unwrap().count(), 1);
    }

    #[test]
    fn a_path_never_leads_out_of_the_folder() {
        let (home, tree) = tree();
        for path in [
            "",
            "/etc/passwd",
            "../x",
            "a/../../x",
            "./x",
            ".warta-published",
            "a/.x",
            "a\\x",
            "a\nb",
        ] {
            assert!(tree.put(path, b"x").is_err(), "{path}");
            assert!(tree.remove(path).is_err(), "{path}");
        }
        assert!(!home.path().join("x").exists());
    }

    #[test]
    fn a_sweep_takes_ours_and_leaves_the_rest() {
        let (home, tree) = tree();
        tree.put("en/feed.atom", b"en").unwrap();
        tree.put("ms/feed.atom", b"ms").unwrap();
        let theirs = home.path().join("public/index.html");
        fs::write(&theirs, b"theirs").unwrap();
        assert!(!tree.remove("index.html").unwrap());
        let again = Tree::new(home.path().join("public"));
        let keep = BTreeSet::from(["en/feed.atom".to_owned()]);
        assert_eq!(again.sweep(&keep).unwrap(), ["ms/feed.atom"]);
        assert!(again.sweep(&keep).unwrap().is_empty());
        assert!(theirs.exists());
        assert!(home.path().join("public/en/feed.atom").exists());
        assert!(!home.path().join("public/ms/feed.atom").exists());
    }
}
