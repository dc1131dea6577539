//! A program of this machine, given its input -> its output.
//!
//! No shell is between, so nothing in a text can become a command. The program is killed
//! when it takes too long, says too much, or nobody waits for it any more.

use std::io;
use std::process::Stdio;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, Command};

use crate::domain::ask::RunAsk;
use crate::domain::{AskError, Reply};

/// Output beyond this is refused.
const OUTPUT_BYTES_MAX: u64 = 16_000_000;

/// Of what a program complains, this much is read, and one line of it shown.
const COMPLAINT_BYTES_MAX: u64 = 4_096;

/// Runs the program to its end.
///
/// # Errors
///
/// [`AskError::Program`] when it is not installed, fails, or takes longer than its limit;
/// [`AskError::TooLarge`] when it writes more than 16 MB.
pub async fn run(ask: &RunAsk) -> Result<Reply, AskError> {
    let failed = |what: String| AskError::Program { program: ask.program.clone(), what };
    let child = Command::new(&ask.program)
        .args(&ask.arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn();
    let mut child = child.map_err(|why| match why.kind() {
        io::ErrorKind::NotFound => failed("it is not installed, or not in the search path".into()),
        io::ErrorKind::PermissionDenied => failed("it may not be run by this user".into()),
        _ => failed(format!("it could not be started: {why}")),
    })?;
    let end = tokio::time::Instant::now() + ask.limit;
    let done = tokio::time::timeout_at(end, talk(&mut child, &ask.input)).await;
    let Ok(done) = done else {
        child.kill().await.ok();
        return Err(failed(format!("it took longer than {} s", ask.limit.as_secs_f32())));
    };
    let (output, complaint) = match done {
        Ok(done) => done,
        Err(why) => {
            child.kill().await.ok();
            return Err(failed(format!("talking to it failed: {why}")));
        }
    };
    if u64::try_from(output.len()).unwrap_or(u64::MAX) > OUTPUT_BYTES_MAX {
        child.kill().await.ok();
        return Err(AskError::TooLarge { limit: OUTPUT_BYTES_MAX });
    }
    let Ok(status) = tokio::time::timeout_at(end, child.wait()).await else {
        child.kill().await.ok();
        return Err(failed(format!("it took longer than {} s", ask.limit.as_secs_f32())));
    };
    match status {
        Ok(status) if status.success() => Ok(Reply::Output(output)),
        Ok(status) => Err(failed(format!("it ended with {status}{}", first_line(&complaint)))),
        Err(why) => Err(failed(format!("waiting for it failed: {why}"))),
    }
}

/// Writes the input while the output is read: a program that answers before it has heard
/// everything would otherwise wait for us as we wait for it.
async fn talk(child: &mut Child, input: &[u8]) -> io::Result<(Vec<u8>, Vec<u8>)> {
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let write = async {
        let Some(mut stdin) = stdin else { return Ok(()) };
        match stdin.write_all(input).await {
            // It has heard enough; its exit status says whether that was right.
            Err(why) if why.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            done => done,
        }
    };
    let hear = gather(stdout, OUTPUT_BYTES_MAX + 1);
    let complain = async {
        let Some(mut stderr) = stderr else { return Ok(Vec::new()) };
        let complaint = gather(Some(&mut stderr), COMPLAINT_BYTES_MAX).await?;
        tokio::io::copy(&mut stderr, &mut tokio::io::sink()).await?;
        Ok(complaint)
    };
    let (output, complaint, ()) = tokio::try_join!(hear, complain, write)?;
    Ok((output, complaint))
}

async fn gather(from: Option<impl AsyncRead + Unpin>, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if let Some(from) = from {
        from.take(most).read_to_end(&mut bytes).await?;
    }
    Ok(bytes)
}

/// The first line of a complaint, fit for a log line.
fn first_line(complaint: &[u8]) -> String {
    let complaint = String::from_utf8_lossy(complaint);
    let line = complaint.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    let line: String = line.chars().filter(|c| !c.is_control()).take(200).collect();
    if line.is_empty() { line } else { format!(": {line}") }
}
