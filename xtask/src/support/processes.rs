//! Processes that nobody waits for any more, and how they end.

use std::process::{Command, Stdio};
use std::time::Duration;

/// A process that is not over.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Process {
    id: u32,
    parent: u32,
    group: u32,
}

/// The process that started this one; another one once that has ended.
#[cfg(unix)]
pub fn parent() -> Option<u32> {
    Some(std::os::unix::process::parent_id())
}

#[cfg(not(unix))]
pub fn parent() -> Option<u32> {
    None
}

/// Ends what a kernel leaves behind: every other process of this one's group, if this one leads it; else they are none of its business.
///
/// JupyterLab starts each kernel as a group of its own, which this program then leads.
pub fn end_others_of_group() {
    let own = std::process::id();
    end(|all| {
        let leads = all.iter().any(|process| process.id == own && process.group == own);
        all.iter().filter(|process| leads && process.group == own).map(|process| process.id).collect()
    });
}

/// From now on ends this process, and all that it starts, soon after the process that started it is gone: one that was killed can't do so itself.
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

/// A process and all that it started, of these.
fn family(all: &[Process], process: u32) -> Vec<u32> {
    let mut found = vec![process];
    let mut next = 0;
    while let Some(parent) = found.get(next).copied() {
        found.extend(all.iter().filter(|process| process.parent == parent).map(|process| process.id));
        next += 1;
    }
    found
}

/// Ends those processes, except this one.
fn end(which: impl Fn(&[Process]) -> Vec<u32>) {
    let own = std::process::id();
    // A process may start another while the list is read.
    for _ in 0..5 {
        let others: Vec<String> = which(&processes()).iter().filter(|id| **id != own).map(u32::to_string).collect();
        if others.is_empty() {
            return;
        }
        let kill = format!("kill -KILL {}", others.join(" "));
        // What has ended meanwhile is no failure.
        let _ = Command::new("sh").args(["-c", &kill]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    }
}

/// Every process of the system: from Linux's list, or else from `ps`.
fn processes() -> Vec<Process> {
    let stat = |folder: &str| std::fs::read_to_string(format!("/proc/{folder}/stat")).ok();
    match stat("self") {
        Some(_) => {
            let names = std::fs::read_dir("/proc").into_iter().flatten().flatten();
            let names = names.map(|entry| entry.file_name().to_string_lossy().into_owned());
            // Beside the processes stand other names for this one.
            let ids = names.filter(|name| name.chars().all(|c| c.is_ascii_digit()));
            ids.filter_map(|id| of_stat(&stat(&id)?)).collect()
        }
        None => {
            let ps = Command::new("ps")
                .args(["-A", "-o", "pid=", "-o", "ppid=", "-o", "pgid=", "-o", "stat="])
                .stdout(Stdio::piped())
                .spawn();
            let Ok(ps) = ps else { return Vec::new() };
            let itself = ps.id();
            let text = ps.wait_with_output().map(|ps| String::from_utf8_lossy(&ps.stdout).into_owned());
            text.unwrap_or_default().lines().filter_map(of_ps).filter(|process| process.id != itself).collect()
        }
    }
}

/// `21642 (name, which may hold anything) S 21641 21642 …`: process, state, parent, group.
fn of_stat(line: &str) -> Option<Process> {
    let (start, rest) = line.split_once('(').zip(line.rsplit_once(')')).map(|((start, _), (_, rest))| (start, rest))?;
    let mut rest = rest.split_whitespace();
    let (state, parent, group) = (rest.next()?, rest.next()?, rest.next()?);
    (state != "Z").then_some(())?;
    Some(Process { id: start.trim().parse().ok()?, parent: parent.parse().ok()?, group: group.parse().ok()? })
}

/// `21642 21641 21642 S`: process, parent, group, state.
fn of_ps(line: &str) -> Option<Process> {
    let mut words = line.split_whitespace();
    let mut number = || words.next()?.parse().ok();
    let process = Process { id: number()?, parent: number()?, group: number()? };
    (!words.next()?.starts_with('Z')).then_some(process)
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
        assert_eq!((of_ps("  12   3  45 Ss+"), of_ps("12 3 45 Z"), of_ps("12 3 45")), (Some(ONE), None, None));
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
