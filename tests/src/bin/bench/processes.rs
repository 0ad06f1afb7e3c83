//! What the system knows of a program and of all that it started.

use std::fs;
use std::time::{Duration, SystemTime};

use anyhow::{Context as _, Result};

/// The tick of `/proc`, which the kernel fixes at a hundredth of a second for programs.
const TICK: Duration = Duration::from_millis(10);

/// The first process below another one that runs a program of this name.
pub(crate) fn below(parent: u32, name: &str) -> Result<u32> {
    let found = tree(parent).into_iter().find(|id| {
        fs::read_link(format!("/proc/{id}/exe"))
            .is_ok_and(|exe| exe.file_name().is_some_and(|file| file == name))
    });
    found.with_context(|| format!("{name} does not run"))
}

/// When a process began.
pub(crate) fn began(id: u32) -> Result<SystemTime> {
    // The 22nd field is the start, in ticks since the system's.
    let ticks: u32 = stat(id)?.get(19).context("no start in stat")?.parse()?;
    let uptime = fs::read_to_string("/proc/uptime")?;
    let uptime: f64 = uptime.split(' ').next().context("no uptime")?.parse()?;
    let age = Duration::from_secs_f64(uptime).saturating_sub(TICK * ticks);
    SystemTime::now().checked_sub(age).context("a start before all time")
}

/// Memory of a process and of all below it, in bytes: each page shared by `n` counts as one `n`th (PSS).
pub(crate) fn memory(id: u32) -> u64 {
    tree(id).into_iter().filter_map(proportional).sum()
}

/// The share of one core that a process and all below it take while that time goes by.
pub(crate) async fn busy(id: u32, time: Duration) -> Result<f64> {
    let before = processor(id)?;
    tokio::time::sleep(time).await;
    Ok(processor(id)?.saturating_sub(before).as_secs_f64() / time.as_secs_f64())
}

/// User and system time of a process and of all below it. One that ended meanwhile no longer counts.
fn processor(id: u32) -> Result<Duration> {
    let ticks: Result<Vec<u32>> = tree(id).into_iter().map(ticks).collect();
    Ok(TICK * ticks?.into_iter().sum::<u32>())
}

fn ticks(id: u32) -> Result<u32> {
    let fields = stat(id)?;
    let field = |at: usize| anyhow::Ok(fields.get(at).context("a short stat")?.parse::<u32>()?);
    // The 14th and the 15th field.
    Ok(field(11)? + field(12)?)
}

/// The fields of `/proc/<id>/stat` after `id (name)`: the first is the state, the third of all.
fn stat(id: u32) -> Result<Vec<String>> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat"))?;
    let (_, fields) = stat.rsplit_once(") ").context("no name in stat")?;
    Ok(fields.split(' ').map(str::to_owned).collect())
}

fn proportional(id: u32) -> Option<u64> {
    let rollup = fs::read_to_string(format!("/proc/{id}/smaps_rollup")).ok()?;
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    Some(line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok()? * 1_024)
}

/// A process and all below it.
fn tree(root: u32) -> Vec<u32> {
    let mut all = vec![root];
    let mut next = 0;
    while let Some(id) = all.get(next) {
        all.extend(children(*id));
        next += 1;
    }
    all
}

fn children(id: u32) -> Vec<u32> {
    let tasks = fs::read_dir(format!("/proc/{id}/task")).into_iter().flatten().flatten();
    tasks
        .filter_map(|task| fs::read_to_string(task.path().join("children")).ok())
        .flat_map(|ids| ids.split_whitespace().filter_map(|id| id.parse().ok()).collect::<Vec<u32>>())
        .collect()
}
