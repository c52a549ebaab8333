//! Ending processes that nobody waits for any more.

use std::process::{Command, Stdio};
use std::time::Duration;

/// A running process.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Process {
    id: u32,
    parent: u32,
    group: u32,
}

/// The process that started this one, or another one after that has ended.
pub fn parent() -> Option<u32> {
    #[cfg(unix)]
    return Some(std::os::unix::process::parent_id());
    #[cfg(not(unix))]
    None
}

/// Ends what a kernel leaves behind: every other process of the group that this one leads.
///
/// JupyterLab starts each kernel as a group of its own, whose number is then that of this process. Where it leads none, no group has this
/// number.
pub fn end_others_of_group() {
    let own = std::process::id();
    end(|all| all.iter().filter(|process| process.group == own).map(|process| process.id).collect());
}

/// From now on ends this process and all that it started soon after its parent is gone: a parent that was killed cannot do so.
pub fn end_with_parent() {
    let Some(began) = parent() else { return };
    std::thread::spawn(move || {
        while parent() == Some(began) {
            std::thread::sleep(Duration::from_millis(200));
        }
        end(|all| family(all, std::process::id()));
        std::process::exit(1);
    });
}

/// A process and its descendants.
fn family(all: &[Process], process: u32) -> Vec<u32> {
    let mut found = vec![process];
    let mut next = 0;
    while let Some(parent) = found.get(next).copied() {
        found.extend(all.iter().filter(|process| process.parent == parent).map(|process| process.id));
        next += 1;
    }
    found
}

/// Ends the chosen processes, except this one.
fn end(which: impl Fn(&[Process]) -> Vec<u32>) {
    let own = std::process::id();
    // A process may start another while the list is read.
    for _ in 0..5 {
        let others: Vec<String> = which(&processes()).iter().filter(|id| **id != own).map(u32::to_string).collect();
        if others.is_empty() {
            return;
        }
        let kill = format!("kill -KILL {}", others.join(" "));
        // A process that has ended meanwhile is no failure.
        let _ = Command::new("sh").args(["-c", &kill]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    }
}

/// Every process of the system: from Linux's list, or else from `ps`.
fn processes() -> Vec<Process> {
    if std::fs::exists("/proc/self/stat").unwrap_or(false) {
        let stat = |entry: std::fs::DirEntry| {
            // The folder also contains other names for this process.
            entry.file_name().to_str()?.parse::<u32>().ok()?;
            of_stat(&std::fs::read_to_string(entry.path().join("stat")).ok()?)
        };
        return std::fs::read_dir("/proc").into_iter().flatten().flatten().filter_map(stat).collect();
    }
    let ps = Command::new("ps").args(["-A", "-o", "pid=,stat=,ppid=,pgid="]).stdout(Stdio::piped()).spawn();
    let Ok(ps) = ps else { return Vec::new() };
    let itself = ps.id();
    let text = ps.wait_with_output().map(|ps| String::from_utf8_lossy(&ps.stdout).into_owned()).unwrap_or_default();
    text.lines().filter_map(of_ps).filter(|process| process.id != itself).collect()
}

/// A line of Linux's list: `21642 (name, which may hold anything) S 21641 21642 …`.
fn of_stat(line: &str) -> Option<Process> {
    of_words(line.split_once(' ')?.0, line.rsplit_once(')')?.1)
}

/// A line of `ps`: `  21642 S 21641 21642`.
fn of_ps(line: &str) -> Option<Process> {
    let (id, rest) = line.trim_start().split_once(' ')?;
    of_words(id, rest)
}

/// A process by its number, and by its state, parent and group.
fn of_words(id: &str, rest: &str) -> Option<Process> {
    let mut rest = rest.split_whitespace();
    let (state, parent, group) = (rest.next()?, rest.next()?, rest.next()?);
    let process = Process { id: id.parse().ok()?, parent: parent.parse().ok()?, group: group.parse().ok()? };
    (!state.starts_with('Z')).then_some(process)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: Process = Process { id: 12, parent: 3, group: 45 };

    #[test]
    fn lines_are_read() {
        assert_eq!(of_stat("12 (a) b (c) S 3 45 45 0 -1"), Some(ONE));
        assert_eq!(of_stat("12 (a) Z 3 45 45 0 -1"), None);
        assert_eq!(of_stat("12 a S 3 45"), None);
        assert_eq!((of_ps("  12 Ss+    3  45"), of_ps("12 Z 3 45"), of_ps("12 S 3")), (Some(ONE), None, None));
    }

    #[test]
    fn a_family_is_all_that_one_started_and_nothing_else() {
        let process = |id, parent| Process { id, parent, group: 1 };
        let all = [process(9, 7), process(1, 0), process(5, 1), process(7, 5), process(8, 5), process(6, 1)];
        assert_eq!(family(&all, 5), [5, 7, 8, 9]);
    }

    #[test]
    #[cfg(unix)]
    fn this_process_is_among_them() {
        let own = std::process::id();
        let found: Vec<Process> = processes().into_iter().filter(|process| process.id == own).collect();
        assert!(found.len() == 1 && Some(found[0].parent) == parent(), "{found:?}");
    }
}
