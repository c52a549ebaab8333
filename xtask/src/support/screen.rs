//! What a person follows: lines that stay, and what is going on. A terminal has one line for that, which changes; a log gets a line now and then.

use crate::support::files;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::io::{IsTerminal, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

/// How often a log is told what is going on.
const NEWS: Duration = Duration::from_secs(30);
/// How often a terminal is.
const TERMINAL: Duration = Duration::from_secs(1);

/// How much is shown of the log of what failed.
const LAST_LINES: usize = 60;

/// What is going on, by name, and when that was told last.
struct Now {
    works: BTreeMap<String, String>,
    told: Option<Instant>,
}

static NOW: Mutex<Now> = Mutex::new(Now { works: BTreeMap::new(), told: None });

fn now() -> MutexGuard<'static, Now> {
    NOW.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

fn is_terminal() -> bool {
    std::io::stdout().is_terminal()
}

/// How many letters a line of the terminal holds.
fn width() -> usize {
    let size = Command::new("stty").arg("size").stdin(Stdio::inherit()).stderr(Stdio::null()).output();
    let said = size.map(|said| String::from_utf8_lossy(&said.stdout).into_owned()).unwrap_or_default();
    let columns = said.split_whitespace().nth(1).and_then(|columns| columns.parse().ok());
    columns.filter(|columns| *columns > 0).unwrap_or(80)
}

/// Says what is being done.
pub fn say(text: impl Display) {
    line(format_args!("• {text}"));
}

/// A line that stays.
pub fn line(text: impl Display) {
    let mut now = now();
    clear();
    println!("{text}");
    // A terminal gets its other line again soon.
    if is_terminal() {
        now.told = None;
    }
}

/// Shows the end of a log: what went wrong is most often there.
pub fn end_of(log: &Path) {
    let told = files::last_lines(log, LAST_LINES).replace('\n', "\n    ");
    line(format!("    … the end of {}:\n    {told}", log.display()));
}

/// What a work is doing now; nothing once it is done.
pub fn going_on(name: &str, doing: Option<String>) {
    let mut now = now();
    if let Some(doing) = doing {
        now.works.insert(name.into(), doing);
    } else {
        now.works.remove(name);
        clear();
    }
    let pause = if is_terminal() { TERMINAL } else { NEWS };
    // A terminal sees a work as it starts; a log is only told of one that lasts.
    let is_time = now.told.map_or(is_terminal(), |told| told.elapsed() >= pause);
    if is_time || now.told.is_none() {
        now.told = Some(Instant::now());
    }
    let lines: Vec<String> = now.works.iter().map(|(name, doing)| format!("{name}: {doing}")).collect();
    if is_time && is_terminal() && !lines.is_empty() {
        print!("\r\x1b[2K{}", side_by_side(&lines, width()));
        let _ = std::io::stdout().flush();
    } else if is_time {
        lines.iter().for_each(|line| println!("  … {line}"));
    }
}

/// Texts in one line of less than a width, each cut off where they are too long.
fn side_by_side(texts: &[String], width: usize) -> String {
    let whole = texts.join("  |  ");
    if whole.chars().count() < width {
        return whole;
    }
    let share = (width / texts.len()).saturating_sub(5);
    let cut = texts.iter().map(|text| text.chars().take(share).collect());
    cut.collect::<Vec<String>>().join("  |  ")
}

/// A duration as people say it.
pub fn duration(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 100 { format!("{seconds} s") } else { format!("{} min {:02} s", seconds / 60, seconds % 60) }
}

/// A duration that is not known exactly.
pub fn roughly(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 100 { format!("{seconds} s") } else { format!("{} min", (seconds + 30) / 60) }
}

/// Removes the line that changes.
fn clear() {
    if is_terminal() {
        print!("\r\x1b[2K");
        let _ = std::io::stdout().flush();
    }
}

#[cfg(test)]
mod tests {
    use super::side_by_side;

    #[test]
    fn texts_side_by_side_are_cut_only_where_they_do_not_fit() {
        let texts = ["kernel: 5 of 9".to_string(), "crate: 1 of 2".to_string()];
        assert_eq!(side_by_side(&texts, 33), "kernel: 5 of 9  |  crate: 1 of 2");
        assert_eq!(side_by_side(&texts, 32), "kernel: 5 o  |  crate: 1 of");
        assert_eq!(side_by_side(&[], 80), "");
    }
}
