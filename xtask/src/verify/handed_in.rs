//! Homework as a class hands it in: nbgrader grades it, and must get every score right.

use crate::grading::course::Course;
use crate::setup;
use crate::setup::environment::TEACHER;
use crate::support::failure::{Failure, Result};
use crate::support::paths::Paths;
use crate::support::screen::say;
use crate::support::{files, run};
use std::process::Command;

/// Three submissions of each assignment are graded, some that cheat or never end, and one that became unreadable.
pub fn check(paths: &Paths, _: &[String]) -> Result<Option<String>> {
    if let Err(failure) = setup::teacher(paths) {
        // The rest of the set-up is done already, so an older Python or a missing network keeps nbgrader from being installed.
        return Ok(Some(format!("grading was left out: {}", failure.what)));
    }
    // One function never returns; the others need a second or two.
    let course = Course { paths, folder: paths.lab("homework"), patience: 20 };
    files::remove_folder(&course.folder)?;
    course.release()?;
    let check = |what: &str, wrong: &str| {
        let how = "read the lines with ✗ above; it is in tests/grading/check_grading.py";
        run::visibly(course.script("tests/grading/check_grading.py").arg(what), wrong, how)
    };
    let mut taking = Command::new(TEACHER.python(paths));
    taking.arg(paths.root.join("tests/grading/check_take_in.py"));
    run::visibly(
        &mut taking,
        "not every file is read, or refused with a reason",
        "see tests/grading/check_take_in.py",
    )?;
    check("hand-in", "students get more than they should")?;
    course.take_in()?;
    let last = course.assignments()?.pop().unwrap_or_default();
    course.mark(&[&last, "--student=prints"]);
    check("spoil", "a submission that becomes unreadable had no points before")?;
    say("one submission is unreadable now; grading must name it and go on");
    if course.grade(&[]).is_ok() {
        let how = "see python/grading/write_grades.py";
        return Err(Failure::new("an unreadable submission went unnoticed", "grading succeeded", how));
    }
    check("scores", "grades are not right")?;
    check("take-back", "the unreadable submission could not be taken back")?;
    course.take_in()?;
    course.write_grades()?;
    files::remove_folder(&course.folder)?;
    Ok(None)
}
