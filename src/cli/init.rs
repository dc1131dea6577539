//! `warta init`: writes a small, commented home.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args as ClapArgs;

use crate::cli::{Wrong, out};
use crate::config;
use crate::disk::files;

/// Arguments of `warta init`.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// The folder to write; made where it is not there.
    pub dir: PathBuf,
}

/// Writes the home. Nothing that is there already is touched: then nothing is written.
///
/// # Errors
///
/// What is in the way.
pub fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let all = config::init::files();
    if let Some((there, _)) = all.iter().find(|(path, _)| args.dir.join(path).exists()) {
        let words = format!(
            "{} is there already; choose an empty folder, nothing was written",
            args.dir.join(there).display()
        );
        return Err(Wrong(words).into());
    }
    for (path, text) in &all {
        let path = args.dir.join(path);
        if let Some(folder) = path.parent() {
            files::create_dir_all(folder)?;
        }
        files::write_new(&path, text.as_bytes())?;
        out::line(&format!("wrote {}", path.display()))?;
    }
    let dir = args.dir.display();
    out::line(&format!(
        "\nNext:\n  warta --home {dir} check    reads it all and tests it\n  \
         warta --home {dir} pull     pulls the sample release and publishes it\n  \
         warta --home {dir} run      starts the service"
    ))?;
    Ok(ExitCode::SUCCESS)
}
