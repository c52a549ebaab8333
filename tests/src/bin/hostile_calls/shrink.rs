//! Makes the arguments of a finding as simple as they can be.
//!
//! Every argument is drawn as a sequence of words, where 0 stands for the simplest choice and a missing word for 0. So fewer and smaller
//! words are simpler arguments, of whatever type. Each attempt is a process of its own, since a call may hang or take all memory.

use std::process::Command;
use std::time::{Duration, Instant};

/// How long shrinking may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a call with these words prints, if that is a finding of this kind.
fn attempt(name: &str, words: &[u64], kind: &str) -> Option<String> {
    let words = words.iter().map(u64::to_string).collect::<Vec<_>>().join(",");
    let output = Command::new(std::env::current_exe().ok()?).args(["--only", name, "--words", &words]).output().ok()?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let same = said.rsplit_once("FINDING ").is_some_and(|(_, what)| what.starts_with(kind));
    same.then(|| format!("{}\n  --only '{name}' --words {words}", said.trim_end()))
}

/// What the call prints with the simplest arguments for the same finding.
pub fn shrunk(name: &str, mut words: Vec<u64>, what: &str) -> String {
    let (began, kind) = (Instant::now(), what.split(": ").next().unwrap_or(what));
    let mut best = String::from("  (it does not happen again in a process of its own)");
    // Takes simpler words if the finding is still the same.
    let mut simpler = |words: &mut Vec<u64>, tried: Vec<u64>| {
        let found = (began.elapsed() < PATIENCE).then(|| attempt(name, &tried, kind)).flatten();
        found.map(|said| (best, *words) = (said, tried)).is_some()
    };
    let mut before = Vec::new();
    let again = words.clone();
    simpler(&mut words, again);
    while before != words {
        before = words.clone();
        let mut size = words.len();
        while size > 0 {
            let mut at = 0;
            while at < words.len() {
                let fewer = [&words[..at], &words[words.len().min(at + size)..]].concat();
                at += if simpler(&mut words, fewer) { 0 } else { size };
            }
            size /= 2;
        }
        for at in 0..words.len() {
            for bits in [64, 48, 32, 16, 8, 4, 2, 1, 0] {
                let less = words[at].checked_shr(bits).unwrap_or(0).min(words[at].saturating_sub(1));
                let tried = [&words[..at], &[less], &words[at + 1..]].concat();
                if less < words[at] {
                    simpler(&mut words, tried);
                }
            }
        }
    }
    best
}
