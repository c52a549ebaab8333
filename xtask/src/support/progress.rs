//! Progress reports for the long steps of the set-up, whose output goes into logs.

use crate::support::failure::{Failure, OfFile, Result};
use crate::support::paths::Paths;
use crate::support::run;
use crate::support::screen::{self, duration, roughly};
use std::path::Path;
use std::process::{Child, Command, ExitStatus};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// What a log tells about progress.
pub enum Counts {
    /// Nothing.
    Nothing,
    /// A line with this start for each package, of this many.
    Packages(&'static str, usize),
    /// cargo's bar, which counts crates. The function turns a fraction of the crates into a fraction of the time.
    Crates(fn(f64) -> f64),
}

/// A long step of the set-up.
pub struct Work<'a> {
    pub paths: &'a Paths,
    pub name: &'static str,
    /// The name of its log in `.lab/logs`.
    pub log: &'a str,
    pub counts: Counts,
    /// Ends it, when set.
    pub stop: &'a AtomicBool,
}

/// For a step that nothing stops.
pub static NEVER: AtomicBool = AtomicBool::new(false);

impl Work<'_> {
    /// Runs a command to its end. A failure shows the end of the log, and a likely reason where one is found.
    pub fn run(&self, command: &mut Command, what: &str, how: &str) -> Result<()> {
        if let Counts::Crates(_) = self.counts {
            command.env("CARGO_TERM_PROGRESS_WHEN", "always").env("CARGO_TERM_PROGRESS_WIDTH", "80");
            command.env("CARGO_TERM_COLOR", "never");
        }
        let log = self.paths.lab("logs").join(self.log).with_extension("log");
        let mut child = run::into_log(command, &log)?;
        let status = self.follow(&mut child, &log).of_file("wait for", command.get_program());
        screen::going_on(self.name, None);
        let status = status?;
        if status.success() {
            return Ok(());
        }
        screen::end_of(&log);
        let why = format!("{} ended with {status}", command.get_program().to_string_lossy());
        Err(likely_reason(self.paths, Failure::new(what, why, format!("{how}, {AGAIN}")), how))
    }

    fn follow(&self, child: &mut Child, log: &Path) -> std::io::Result<ExitStatus> {
        let began = Instant::now();
        loop {
            if let Some(status) = child.try_wait()? {
                return Ok(status);
            }
            if self.stop.load(Ordering::Relaxed) {
                child.kill()?;
            }
            let said = std::fs::read(log)?;
            screen::going_on(self.name, Some(self.news(began.elapsed(), &String::from_utf8_lossy(&said))));
            std::thread::sleep(Duration::from_millis(200));
        }
    }

    /// Its progress, and the time that is left at this pace.
    fn news(&self, so_far: Duration, said: &str) -> String {
        let (count, unit) = match self.counts {
            Counts::Nothing => (None, ""),
            Counts::Packages(start, all) => {
                (Some((said.lines().filter(|line| line.starts_with(start)).count().min(all), all)), "packages")
            }
            Counts::Crates(_) => (bar(said), "crates"),
        };
        let Some((done, all)) = count.filter(|(_, all)| *all > 0) else {
            return format!("{} so far", duration(so_far));
        };
        let share = done as f64 / all as f64;
        let passed = if let Counts::Crates(time) = self.counts { time(share) } else { share };
        let left = match so_far.as_secs_f64() * (1.0 - passed) / passed {
            left if left.is_finite() && so_far > Duration::from_secs(5) => {
                format!(", {} left", roughly(Duration::from_secs_f64(left)))
            }
            _ => String::new(),
        };
        format!("{done} of {all} {unit}{left}")
    }
}

/// What cargo's bar says last: `Building [====>   ] 12/273: libc, …`.
fn bar(said: &str) -> Option<(usize, usize)> {
    // The last bar may be half written.
    let (whole, _) = said.rsplit_once(['\r', '\n'])?;
    let (_, last) = whole.rsplit_once("] ")?;
    let (done, rest) = last.split_once('/')?;
    let all: String = rest.chars().take_while(char::is_ascii_digit).collect();
    Some((done.parse().ok()?, all.parse().ok()?))
}

/// How much a step of the set-up writes to the disk at most, with some room to work in.
const NEEDED_MB: u64 = 500;

/// What to do after a failure of the set-up.
const AGAIN: &str = "then run the same command again (what is done already is kept)";

/// The same failure with a reason, if the disk is full or there is no network. pip asks its index for itself, which knows the learner's
/// proxies and mirrors.
fn likely_reason(paths: &Paths, failure: Failure, how: &str) -> Failure {
    let because = |why: String, first: &str| {
        let how = format!("{first}, {AGAIN}; if it still fails, {how}");
        Failure::new(&failure.what, format!("{}; {why}", failure.why), how)
    };
    let free = [&paths.lab, &paths.cells].into_iter().filter_map(|folder| room_mb(folder)).min();
    if let Some(free) = free.filter(|mb| *mb < NEEDED_MB) {
        let why = format!("only {free} MB are free on the disk, and this step takes up to {NEEDED_MB} MB");
        return because(why, "make room on the disk");
    }
    let mut pip = Command::new(paths.python());
    pip.args(["-m", "pip", "index", "versions", "pip", "--retries", "0", "--timeout", "5"]);
    if !paths.python().exists() || run::output(&mut pip).is_some() {
        return failure;
    }
    let why =
        "there is no connection to the package index, from which the first set-up downloads JupyterLab and crates";
    because(why.into(), "connect to a network (behind a proxy, set HTTPS_PROXY)")
}

/// The free room on the disk of a folder in MB, where the system has POSIX's `df`.
fn room_mb(folder: &Path) -> Option<u64> {
    let said = run::output(Command::new("df").arg("-Pk").arg(folder))?;
    let words: Vec<&str> = said.lines().last()?.split_whitespace().collect();
    let share = words.iter().rposition(|word| word.ends_with('%'))?;
    Some(words.get(share.checked_sub(1)?)?.parse::<u64>().ok()? / 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_s_bar_is_read() {
        assert_eq!(
            bar(
                "   Compiling libc v1\n    Building [===>     ] 12/273: libc\r    Building [===>  ] 13/273: libc(build)\r"
            ),
            Some((13, 273))
        );
        assert_eq!((bar("Compiling a v1 (b/c)"), bar("")), (None, None));
    }
}
