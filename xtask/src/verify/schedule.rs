//! Running the steps, a few at a time, each as a process with a log.

use crate::notebooks::outputs;
use crate::support::failure::{Failure, OfFile, Result};
use crate::support::paths::Paths;
use crate::support::screen::{self, duration, roughly};
use crate::support::{files, run};
use crate::verify::end::{End, LEFT_OUT};
use crate::verify::record::{self, Record};
use crate::verify::steps::{self, REST, Step};
use std::path::Path;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

/// How many steps run at a time. One of them may compile, which keeps all processors busy; others mostly wait for kernels and pages.
const AT_A_TIME: usize = 3;
/// At most this many of them are steps that do not give way.
const FIRM: usize = 2;

/// A step, or one notebook of it.
pub struct Task {
    pub name: String,
    pub step: &'static Step,
    argument: Option<String>,
    /// The digest of all that it reads.
    pub reads: Option<String>,
}

impl Task {
    /// The tasks of a step.
    pub fn of(paths: &Paths, step: &'static Step) -> Result<Vec<Task>> {
        if !step.for_each_notebook {
            let reads = record::digest(paths, step.reads)?;
            return Ok(vec![Task { name: step.name.into(), step, argument: None, reads }]);
        }
        let all = outputs::all(paths)?;
        if all.is_empty() {
            return Err(Failure::new("there is no notebook", "notebooks/ is empty", "git checkout notebooks"));
        }
        let task = |path: &Path| {
            let file = path.file_name().unwrap_or_default().to_string_lossy();
            let notebook = format!("notebooks/{file}");
            let reads = record::digest(paths, &[step.reads, &[notebook.as_str()]].concat())?;
            let number = file.split('_').next().unwrap_or_default();
            Ok(Task { name: format!("{} {number}", step.name), step, argument: Some(notebook), reads })
        };
        all.iter().map(|path| task(path)).collect()
    }

    /// Starts the process that does the work, with a log for its output.
    fn start(&self, paths: &Paths, is_proven: bool) -> Result<Child> {
        let own = run::own_program()?;
        let mut command = if self.step.gives_way() { run::nicely(own) } else { Command::new(own) };
        command.args(["verify", "--step", self.step.name]).args(&self.argument).args(is_proven.then_some(REST));
        run::into_log(&mut command, &record::log(paths, &self.name))
    }
}

/// A task that runs.
struct Running {
    task: Task,
    process: Child,
    began: Instant,
    last: Record,
    /// Another step that has proven most of it.
    proven_by: Option<&'static str>,
}

impl Running {
    /// What it is doing, how long it has taken so far, and how much longer it may take.
    fn news(&self, paths: &Paths) -> String {
        let (so_far, doing) = (self.began.elapsed(), files::last_lines(&record::log(paths, &self.task.name), 1));
        let expected = Duration::from_secs(self.last.seconds.unwrap_or(self.task.step.seconds));
        let left = match expected.checked_sub(so_far) {
            Some(left) => format!("about {} to go", roughly(left)),
            None => "longer than usual".into(),
        };
        let doing: String = doing.trim().chars().take(70).collect();
        format!("{}, {left}  {doing}", duration(so_far))
    }

    /// Reports and records how it ended.
    fn end(self, paths: &Paths, code: Option<i32>) -> (Task, End) {
        let (task, name) = (&self.task, &self.task.name);
        screen::going_on(name, None);
        let end = match end(paths, task, code, self.began.elapsed()) {
            End::Passed(time, _) => End::Passed(time, self.proven_by),
            end => end,
        };
        let mut record = Record { passed_for: String::new(), ..self.last };
        if let End::Passed(time, by) = &end {
            record.passed_for = task.reads.clone().unwrap_or_default();
            // A step that did only the rest of its work says nothing about the time that all of it takes.
            record.seconds = if by.is_none() { Some(time.as_secs()) } else { record.seconds };
        }
        // Without a record, the next run runs it again.
        record.write(paths, name).unwrap_or_else(screen::line);
        screen::line(end.line(name, name.len()));
        if let End::Failed(_) = end {
            screen::end_of(&record::log(paths, name));
        }
        (self.task, end)
    }
}

/// Runs the tasks; one that fails does not keep the others from running.
pub fn run(paths: &Paths, tasks: Vec<Task>) -> Result<Vec<(Task, End)>> {
    let (mut waiting, mut running, mut ends) = (tasks, Vec::<Running>::new(), Vec::new());
    while !(waiting.is_empty() && running.is_empty()) {
        let steps = |tasks: &[Task]| tasks.iter().map(|task| task.step).collect::<Vec<_>>();
        let busy = |running: &[Running]| running.iter().map(|running| running.task.step).collect::<Vec<_>>();
        while let Some(next) = next(&steps(&waiting), &busy(&running)) {
            let task = waiting.remove(next);
            screen::line(format!("▸ {}: {}", task.name, task.step.proves));
            let proven_by = task.step.proven_by.filter(|name| has_passed(&ends, name));
            let (process, last) = (task.start(paths, proven_by.is_some())?, Record::read(paths, &task.name));
            running.push(Running { task, process, began: Instant::now(), last, proven_by });
        }
        std::thread::sleep(Duration::from_millis(100));
        for i in (0..running.len()).rev() {
            if let Some(status) = running[i].process.try_wait().of_file("wait for", &running[i].task.name)? {
                ends.push(running.remove(i).end(paths, status.code()));
            }
        }
        running.iter().for_each(|r| screen::going_on(&r.task.name, Some(r.news(paths))));
    }
    Ok(ends)
}

/// Whether a step has passed in this run, and so has the one whose results it used.
fn has_passed(ends: &[(Task, End)], name: &str) -> bool {
    let before = steps::find(name).and_then(|step| step.after);
    let passed = |(task, end): &(Task, End)| task.step.name == name && matches!(end, End::Passed(_, None));
    ends.iter().any(passed) && before.is_none_or(|before| has_passed(ends, before))
}

/// The waiting step to start next beside those that run, if any may start.
fn next(waiting: &[&Step], running: &[&Step]) -> Option<usize> {
    let compiling = running.iter().any(|step| step.compiles);
    let is_full = running.len() >= AT_A_TIME;
    let firm = running.iter().filter(|step| !step.gives_way()).count();
    let is_there = |name: &str| waiting.iter().chain(running).any(|step| step.name == name);
    let waits = |step: &Step| step.after.into_iter().chain(step.proven_by).any(is_there);
    let must_wait =
        |step: &Step| is_full || (compiling && step.compiles) || (firm >= FIRM && !step.gives_way()) || waits(step);
    // If nothing compiles, the first step that does. Otherwise steps that wait for others or are waited for, then the longest.
    let can = (0..waiting.len()).filter(|i| !must_wait(waiting[*i]));
    let beside = |step: &Step| (!step.compiles).then(|| (step.is_in_a_row(), step.seconds));
    // Of equals the last counts.
    can.rev().max_by_key(|i| (waiting[*i].compiles, beside(waiting[*i])))
}

/// How a task ended, by its process's exit code.
fn end(paths: &Paths, task: &Task, code: Option<i32>, time: Duration) -> End {
    match code {
        Some(0) => End::Passed(time, None),
        Some(code) if code == LEFT_OUT.into() => {
            End::LeftOut(time, files::last_lines(&record::log(paths, &task.name), 1))
        }
        _ => End::Failed(time),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The order in which steps start, if each that started first ends first.
    fn order(names: &[&str]) -> Vec<&'static str> {
        let mut waiting: Vec<&Step> = names.iter().filter_map(|name| steps::find(name)).collect();
        let (mut running, mut started) = (Vec::<&Step>::new(), Vec::new());
        while !waiting.is_empty() {
            match next(&waiting, &running) {
                Some(i) => {
                    let step = waiting.remove(i);
                    started.push(step.name);
                    running.push(step);
                    let count = |which: fn(&Step) -> bool| running.iter().filter(|step| which(step)).count();
                    let at_a_time = [count(|step| step.compiles), count(|step| !step.gives_way()), running.len()];
                    assert!(
                        at_a_time.iter().zip([1, FIRM, AT_A_TIME]).all(|(now, most)| *now <= most),
                        "{at_a_time:?}"
                    );
                }
                None => drop(running.remove(0)),
            }
        }
        started
    }

    #[test]
    fn only_a_clean_exit_is_a_pass() {
        let paths = Paths { root: "/nowhere".into(), lab: "/nowhere".into(), cells: "/nowhere".into() };
        let task = Task { name: "tests".into(), step: &steps::STEPS[0], argument: None, reads: None };
        let end = |code| end(&paths, &task, code, Duration::ZERO);
        assert!(matches!(end(Some(0)), End::Passed(..)));
        assert!(matches!(end(Some(LEFT_OUT.into())), End::LeftOut(..)));
        for code in [Some(1), Some(101), None] {
            assert!(matches!(end(code), End::Failed(_)), "{code:?}");
        }
    }

    #[test]
    fn one_step_compiles_and_others_do_not() {
        assert_eq!(order(&["tests", "bits", "kernels", "homework"]), ["tests", "homework", "kernels", "bits"]);
        assert_eq!(order(&["format", "tests", "faults"]), ["format", "tests", "faults"]);
    }

    #[test]
    fn the_browser_waits_for_its_clone() {
        assert_eq!(order(&["kernels", "browser", "clones"]), ["clones", "kernels", "browser"]);
        assert_eq!(order(&["browser", "kernels"]), ["browser", "kernels"]);
    }

    #[test]
    fn what_used_remains_of_an_earlier_run_proves_nothing_of_this_one() {
        let end = |name: &str| {
            let step = steps::find(name).unwrap_or(&steps::STEPS[0]);
            (Task { name: name.into(), step, argument: None, reads: None }, End::Passed(Duration::ZERO, None))
        };
        assert!(!has_passed(&[end("browser")], "browser"));
        assert!(has_passed(&[end("browser"), end("clones")], "browser"));
    }

    #[test]
    fn notebooks_wait_for_the_browser_that_runs_them_too() {
        assert_eq!(order(&["notebooks", "browser", "kernels"]), ["browser", "kernels", "notebooks"]);
        assert_eq!(order(&["notebooks", "homework"]), ["homework", "notebooks"]);
    }
}
