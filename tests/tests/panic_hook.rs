//! A panic after `notebook::start()` speaks to the learner. In a process of its own: a hook is for all threads of one.

#![allow(clippy::unwrap_used, reason = "tests say what is wrong by panicking")]

use nn_course_notebook::exercise;
use nn_course_notebook::exercise::Standing;
use nn_course_notebook::notebook;
use std::process::Command;

const CHILD: &str = "NN_COURSE_PANICS";

#[test]
fn a_panic_says_what_stopped_without_a_backtrace() {
    if std::env::var_os(CHILD).is_some() {
        assert_eq!(notebook::start(), format!("nn_course {} is loaded", env!("CARGO_PKG_VERSION")));
        // A check is silent, also where the learner's function panics, and leaves the hook as it was.
        let checked = exercise::relative_difference(|gradient, _| gradient[100]);
        assert_eq!(checked.standing(), Standing::Wrong);
        assert_eq!(exercise::relative_difference(|_, _| todo!()).standing(), Standing::NotStarted);
        let list = [1.0, 2.0, 3.0].to_vec();
        let fifth = list.len() + 1;
        assert!(std::panic::catch_unwind(|| list[fifth]).is_err());
        let thread = std::thread::Builder::new().name("worker".into());
        assert!(thread.spawn(move || list[fifth]).unwrap().join().is_err());
        return;
    }
    let this_test = std::env::current_exe().unwrap();
    let child =
        Command::new(this_test).args(["--nocapture"]).env(CHILD, "1").env("RUST_BACKTRACE", "1").output().unwrap();
    assert!(child.status.success());
    assert_eq!(
        String::from_utf8(child.stderr).unwrap(),
        "This cell panicked: index out of bounds: the len is 3 but the index is 4\n\
         It stopped there. Variables of earlier cells are kept, except those that this cell defines again or moves.\n\
         Fix it and run it again.\n\
         The thread `worker` panicked: index out of bounds: the len is 3 but the index is 4\n\
         Only this thread stopped: its `join()` gives an `Err`.\n"
    );
}
