//! Output for a person: lines that stay, and progress. On a terminal, progress is one line that changes; in a log, a line now and then.

use crate::support::files;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::io::{IsTerminal, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

/// The time between two progress lines in a log.
const NEWS: Duration = Duration::from_secs(30);
/// The same on a terminal.
const TERMINAL: Duration = Duration::from_secs(1);

/// The number of lines shown of the log of what failed.
const LAST_LINES: usize = 60;

/// What is going on, by name, and when it was last shown.
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

/// The width of the terminal in characters.
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
    // The progress line is shown again soon.
    if is_terminal() {
        now.told = None;
    }
}

/// Shows the end of a log, which most often says what went wrong.
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
    // A terminal shows a step at once, a log only one that lasts.
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

/// Texts side by side in less than a width. If they are too long, each is cut off.
fn side_by_side(texts: &[String], width: usize) -> String {
    let whole = texts.join("  |  ");
    if whole.chars().count() < width {
        return whole;
    }
    let share = (width / texts.len()).saturating_sub(5);
    let cut = texts.iter().map(|text| text.chars().take(share).collect());
    cut.collect::<Vec<String>>().join("  |  ")
}

/// A duration in words.
pub fn duration(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 100 { format!("{seconds} s") } else { format!("{} min {:02} s", seconds / 60, seconds % 60) }
}

/// An estimated duration in words.
pub fn roughly(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 100 { format!("{seconds} s") } else { format!("{} min", (seconds + 30) / 60) }
}

/// Clears the progress line.
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
