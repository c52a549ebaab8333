//! The set-up: installs what is missing before JupyterLab or a notebook can run.

pub mod environment;
pub mod inventory;
mod page;
pub mod rust;

use crate::kernel::obtain::{self, Source};
use crate::kernel::{evcxr, launcher, prepared, registration, tuning};
use crate::support::failure::{Failure, Result};
use crate::support::files::{self, Stamp};
use crate::support::paths::Paths;
use crate::support::screen::say;
use environment::{BROWSER, LEARNER, TEACHER};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

/// The lock of the set-up: two at a time would undo each other's work, so the second waits.
fn lock(paths: &Paths) -> Result<File> {
    let waiting = || say("another set-up is at work in this folder; waiting for it to end");
    files::lock(&paths.lab("set-up.lock"), waiting)
}

/// Sets up what JupyterLab needs. If there is no kernel, it comes from the given source.
pub fn set_up(paths: &Paths, source: Option<Source>) -> Result<()> {
    say(format!("the course in {}", paths.root.display()));
    let also = if paths.cells == paths.lab { String::new() } else { format!(" and {}", paths.cells.display()) };
    say(format!("checking the environment in .lab (delete that folder{also} to uninstall everything)"));
    let _lock = lock(paths)?;
    settle(paths)?;
    files::make_folder(&paths.lab("jupyter/ipython"))?;
    rust::check()?;
    rust::add_library_source();
    let kernel = match evcxr::find(paths) {
        Some(kernel) => kernel,
        None => kernel(paths, source)?,
    };
    // Left by a finished build, or by an interrupted one whose kernel came from elsewhere later.
    files::remove_folder(&obtain::build_folder(paths))?;
    LEARNER.set_up(paths)?;
    registration::set_up(paths, &kernel)?;
    tuning::set_up(paths)?;
    page::set_up(paths)?;
    launcher::sweep(&paths.cells)
}

/// Notices that `.lab` was made for another folder, and came along when that was copied, moved or renamed. The steps of the set-up then find
/// that what they did was done for another path.
fn settle(paths: &Paths) -> Result<()> {
    let (stamp, here) = (Stamp::of(&paths.lab, "folder"), paths.root.to_string_lossy());
    let there = stamp.read();
    if there == here {
        return Ok(());
    }
    if !there.is_empty() {
        let there = Path::new(&there);
        let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.into());
        if real(&there.join(".lab")) == real(&paths.lab) && real(there) != real(&paths.root) {
            return Err(Failure::new(
                format!("the folder .lab is that of another clone, {}", there.display()),
                "one of the two is a link, and what is set up there serves one clone only",
                "remove the link, and run the same command again",
            ));
        }
        // A kernel in the other folder is not this one's; the one that came along is asked for its version.
        let registered = Stamp::of(&paths.lab, "kernel");
        if Path::new(registered.read().lines().next().unwrap_or_default()).starts_with(there) {
            registered.clear()?;
        }
        say(format!(
            "this folder was copied or moved from {}; its set-up in .lab is adapted to the new place",
            there.display()
        ));
    }
    prepared::forget_crates(paths)?;
    stamp.set(&here)
}

/// Gets a kernel: one of unknown version, a fetched one, or one that is built while the rest is set up.
fn kernel(paths: &Paths, source: Option<Source>) -> Result<PathBuf> {
    let unknown = evcxr::unknown(paths);
    if !unknown.is_empty() {
        LEARNER.set_up(paths)?;
        evcxr::ask_all(paths, &unknown)?;
        if let Some(kernel) = evcxr::find(paths) {
            return Ok(kernel);
        }
    }
    if obtain::choose(source)? == Source::Prebuilt {
        LEARNER.set_up(paths)?;
        if let Some(kernel) = obtain::fetch(paths)? {
            return Ok(kernel);
        }
    }
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let build = scope.spawn(|| obtain::build(paths, &stop));
        let packages = LEARNER.set_up(paths);
        if packages.is_err() {
            stop.store(true, Ordering::Relaxed);
        } else if !build.is_finished() {
            // A failure here is reported when the kernel tries the same.
            let _ = tuning::set_up(paths).and_then(|()| prepared::compile(paths));
        }
        packages.and(build.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })
}

/// Compiles the course's crate for the kernels, if that is not done for its present source.
pub fn warm(paths: &Paths) -> Result<()> {
    let _lock = lock(paths)?;
    prepared::set_up(paths)
}

/// Sets up everything that notebooks need to run.
pub fn all(paths: &Paths) -> Result<()> {
    set_up(paths, None)?;
    warm(paths)
}

/// Sets up everything that homework needs to be made and graded.
pub fn teacher(paths: &Paths) -> Result<()> {
    all(paths)?;
    let _lock = lock(paths)?;
    TEACHER.set_up(paths)
}

/// Sets up the environment of the tests that drive a browser.
pub fn browser(paths: &Paths) -> Result<()> {
    let _lock = lock(paths)?;
    BROWSER.set_up(paths)
}
