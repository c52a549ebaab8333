//! The processes that a kernel leaves behind: those of this process's group.
//!
//! JupyterLab starts each kernel as a group of its own, which this program then leads.

use std::process::{Command, Stdio};

/// Ends every other process of the group, if this process leads it; else they are none of its business.
pub fn end_others() {
    let own = std::process::id();
    // A process may start another while the list is read.
    for _ in 0..5 {
        let all = processes();
        let leads = all.contains(&(own, own));
        let others: Vec<String> =
            all.iter().filter(|(id, group)| *group == own && *id != own).map(|(id, _)| id.to_string()).collect();
        if !leads || others.is_empty() {
            return;
        }
        let kill = format!("kill -KILL {}", others.join(" "));
        // What has ended meanwhile is no failure.
        let _ = Command::new("sh").args(["-c", &kill]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    }
}

/// Every process of the system that is not over, with its group: from Linux's list, or else from `ps`.
fn processes() -> Vec<(u32, u32)> {
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
                .args(["-A", "-o", "pid=", "-o", "pgid=", "-o", "stat="])
                .stdout(Stdio::piped())
                .spawn();
            let Ok(ps) = ps else { return Vec::new() };
            let itself = ps.id();
            let text = ps.wait_with_output().map(|ps| String::from_utf8_lossy(&ps.stdout).into_owned());
            text.unwrap_or_default().lines().filter_map(of_ps).filter(|(id, _)| *id != itself).collect()
        }
    }
}

/// `21642 (name, which may hold anything) S 21641 21642 …`: process, state, parent, group.
fn of_stat(line: &str) -> Option<(u32, u32)> {
    let (start, rest) = line.split_once('(').zip(line.rsplit_once(')')).map(|((start, _), (_, rest))| (start, rest))?;
    let mut rest = rest.split_whitespace();
    let (state, group) = (rest.next()?, rest.nth(1)?);
    (state != "Z").then_some(())?;
    Some((start.trim().parse().ok()?, group.parse().ok()?))
}

fn of_ps(line: &str) -> Option<(u32, u32)> {
    let mut words = line.split_whitespace();
    let (id, group, state) = (words.next()?, words.next()?, words.next()?);
    (!state.starts_with('Z')).then_some(())?;
    Some((id.parse().ok()?, group.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read() {
        assert_eq!(of_stat("12 (a) b (c) S 3 45 45 0 -1"), Some((12, 45)));
        assert_eq!(of_stat("12 (a) Z 3 45 45 0 -1"), None);
        assert_eq!(of_stat("12 a S 3 45"), None);
        assert_eq!((of_ps("  12    45 Ss+"), of_ps("12 45 Z"), of_ps("12 45")), (Some((12, 45)), None, None));
    }

    #[test]
    #[cfg(unix)]
    fn this_process_is_among_them() {
        let own = std::process::id();
        assert_eq!(processes().iter().filter(|(id, _)| *id == own).count(), 1);
    }
}
