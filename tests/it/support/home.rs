//! A home of a test's own, and the program to run on it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// The site of a test's home; it listens on a free port.
const WARTA: &str = r#"
[site]
name = "Meja Uji"
base = "http://127.0.0.1:8484/"
authority = "warta.example,2026"

[server]
listen = "127.0.0.1:0"
metrics = false

[[engine]]
name = "rehearsal"
kind = "rehearsal"
"#;

/// One drop folder, `drop/` of the home.
const SOURCE: &str = r#"
[source]
name = "Kantor Uji"
language = "id"
region = "ID"
schedule = "every 1m"

[folder]
path = "drop"
settle_secs = 0
"#;

/// Feeds in two languages, for the country and one province.
const FEEDS: &str = r#"
languages = ["id", "ms"]
regions = ["ID", "ID-KB"]
formats = ["rss", "atom", "json"]
"#;

/// A home in a temporary folder; it is removed with this value.
#[derive(Debug)]
pub(crate) struct Home {
    folder: TempDir,
}

/// A written home: the site, the drop folder `kantor` and the feeds `uji`.
pub(crate) fn home() -> Home {
    let home = Home { folder: tempfile::tempdir().unwrap() };
    home.write("config/warta.toml", WARTA);
    home.write("config/sources/kantor.toml", SOURCE);
    home.write("feeds/uji.toml", FEEDS);
    fs::create_dir_all(home.at("drop")).unwrap();
    home
}

impl Home {
    /// The folder itself.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The path of a file of the home.
    pub(crate) fn at(&self, file: &str) -> PathBuf {
        self.path().join(file)
    }

    /// Writes a file, and the folders it lies in.
    pub(crate) fn write(&self, file: &str, text: &str) {
        let path = self.at(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Reads a file.
    pub(crate) fn read(&self, file: &str) -> String {
        fs::read_to_string(self.at(file)).unwrap()
    }

    /// Removes a file.
    pub(crate) fn remove(&self, file: &str) {
        fs::remove_file(self.at(file)).unwrap();
    }

    /// The program on this home, with nothing of the tester's own environment about it.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_warta"));
        command.env_remove("WARTA_HOME").env("NO_COLOR", "1");
        command.arg("--home").arg(self.path()).args(arguments);
        command
    }

    /// Runs the program to its end.
    pub(crate) fn warta(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }
}
