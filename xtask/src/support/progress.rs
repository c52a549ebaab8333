//! Long works of the set-up: what they say goes into a log, and how far they are is told.

use crate::support::failure::{Failure, Result};
use crate::support::paths::Paths;
use crate::support::screen::{duration, roughly};
use crate::support::{files, run, screen};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How far a work is: done, of all.
type Count = (usize, usize);

/// Reads that from what a work said last, and from how far it was before.
type Counter = Box<dyn Fn(&str, Option<Count>) -> Option<Count> + Send>;

/// A long work.
pub struct Work {
    name: &'static str,
    log: PathBuf,
    /// What is counted.
    unit: &'static str,
    count: Counter,
    /// The share of the time that is over when a share of what is counted is done.
    time: fn(f64) -> f64,
    stop: Arc<AtomicBool>,
}

impl Work {
    /// A work whose log is in `.lab/logs`.
    pub fn new(paths: &Paths, name: &'static str, log: &str) -> Self {
        let log = paths.lab("logs").join(log).with_extension("log");
        Work { name, log, unit: "", count: Box::new(|_, _| None), time: |share| share, stop: Arc::default() }
    }

    /// One of cargo's, which counts crates by itself, if it is asked to. They do not all take as long.
    pub fn of_cargo(self, cargo: &mut Command, time: fn(f64) -> f64) -> Self {
        cargo
            .env("CARGO_TERM_PROGRESS_WHEN", "always")
            .env("CARGO_TERM_PROGRESS_WIDTH", "80")
            .env("CARGO_TERM_COLOR", "never");
        Work { unit: "crates", count: Box::new(|said, before| bar(said).or(before)), time, ..self }
    }

    /// One that says a line for each thing, of so many.
    pub fn of_lines(self, unit: &'static str, start: &'static str, all: usize) -> Self {
        let count = move |said: &str, before: Option<Count>| {
            let more = said.lines().filter(|line| line.starts_with(start)).count();
            Some(((before.map_or(0, |(done, _)| done) + more).min(all), all))
        };
        Work { unit, count: Box::new(count), ..self }
    }

    /// Runs a command to its end. A failure shows the end of the log.
    pub fn run(&self, command: &mut Command, what: &str, how: &str) -> Result<()> {
        let program = command.get_program().to_string_lossy().into_owned();
        self.finish(self.start(command)?, &program, what, how)
    }

    /// What ends it, when set.
    pub fn stop(&self) -> Arc<AtomicBool> {
        self.stop.clone()
    }

    /// Starts a command.
    pub fn start(&self, command: &mut Command) -> Result<Child> {
        files::make_folder(self.log.parent().unwrap_or(&self.log))?;
        let log = File::create(&self.log).map_err(|e| Failure::file("write", &self.log, &e))?;
        let same = log.try_clone().map_err(|e| Failure::file("write", &self.log, &e))?;
        let child = command.stdin(Stdio::null()).stdout(log).stderr(same).spawn();
        child.map_err(|e| Failure::file("start", command.get_program().as_ref(), &e))
    }

    /// Waits for the end of what was started, and tells how far it is.
    pub fn finish(&self, mut child: Child, program: &str, what: &str, how: &str) -> Result<()> {
        let status = self.follow(&mut child).map_err(|e| Failure::file("wait for", program.as_ref(), &e));
        screen::going_on(self.name, None);
        match status? {
            status if status.success() => Ok(()),
            status => {
                screen::end_of(&self.log);
                Err(Failure::new(what, format!("{program} ended with {status}"), how))
            }
        }
    }

    fn follow(&self, child: &mut Child) -> std::io::Result<ExitStatus> {
        let (began, mut log, mut count) = (Instant::now(), File::open(&self.log)?, None);
        loop {
            if let Some(status) = child.try_wait()? {
                return Ok(status);
            }
            if self.stop.load(Ordering::Relaxed) {
                child.kill()?;
            }
            let mut said = Vec::new();
            log.read_to_end(&mut said)?;
            // What is not yet a whole line comes again with the rest of it.
            let whole = said.iter().rposition(|byte| *byte == b'\n' || *byte == b'\r').map_or(0, |end| end + 1);
            log.seek(SeekFrom::Current(whole as i64 - said.len() as i64))?;
            count = (self.count)(&String::from_utf8_lossy(&said[..whole]), count);
            screen::going_on(self.name, Some(self.news(began.elapsed(), count)));
            std::thread::sleep(Duration::from_millis(200));
        }
    }

    /// How far it is, and how long it will take from what it took.
    fn news(&self, so_far: Duration, count: Option<Count>) -> String {
        let Some((done, all)) = count.filter(|(_, all)| *all > 0) else {
            return format!("{} so far", duration(so_far));
        };
        let share = (self.time)(done as f64 / all as f64);
        let left = match so_far.as_secs_f64() * (1.0 - share) / share {
            left if left.is_finite() && so_far > Duration::from_secs(5) => {
                format!(", {} left", roughly(Duration::from_secs_f64(left)))
            }
            _ => String::new(),
        };
        format!("{done} of {all} {}{left}", self.unit)
    }
}

/// What cargo's bar says last: `Building [====>   ] 12/273: libc, …`.
fn bar(said: &str) -> Option<Count> {
    let (_, last) = said.rsplit_once("] ")?;
    let (done, rest) = last.split_once('/')?;
    let all: String = rest.chars().take_while(char::is_ascii_digit).collect();
    Some((done.parse().ok()?, all.parse().ok()?))
}

/// A step of the set-up that needs room, and a network the first time. If it fails, finds out whether one of these may be the reason.
pub fn with_network(paths: &Paths, work: &Work, command: &mut Command, what: &str, how: &str) -> Result<()> {
    work.run(command, what, &format!("{how}, {}", run::AGAIN))
        .map_err(|failure| run::likely_reason(paths, failure, how))
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
