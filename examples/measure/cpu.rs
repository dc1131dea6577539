//! How long a program has been on a CPU: what else runs counts for nothing.

/// How long all threads of this program have been on a CPU, in nanoseconds.
///
/// # Errors
///
/// The system does not tell.
///
/// # Source
///
/// The first number of Linux's `/proc/self/task/*/schedstat`.
pub(crate) fn on_cpu() -> anyhow::Result<u64> {
    let mut sum = 0;
    for task in std::fs::read_dir("/proc/self/task")? {
        let line = std::fs::read_to_string(task?.path().join("schedstat")).unwrap_or_default();
        sum += line.split_whitespace().next().unwrap_or("0").parse::<u64>()?;
    }
    Ok(sum)
}
