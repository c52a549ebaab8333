//! Everything that must be there before JupyterLab or a notebook can run; what is there already is left alone.

use crate::support::failure::{Failure, Result, say};
pub mod environment;
pub mod inventory;

use crate::kernel::obtain::{self, Build, Source};
use crate::kernel::{evcxr, launcher, prepared, tuning};
use crate::setup::environment::{BROWSER, Environment, LEARNER, TEACHER};
use crate::support::paths::Paths;
use crate::support::{files, run};
use std::path::PathBuf;
use std::sync::atomic::Ordering;

/// JupyterLab asks newcomers about news of the project, from the network; not here. And formulas are drawn by JupyterLab's own
/// MathJax; the slides bring another, which would take its place.
const PAGE: &str = r#"{"disabledExtensions": {
  "@jupyterlab/apputils-extension:announcements": true,
  "@jupyterlab/mathjax3-extension": true
}}
"#;

/// Sets up what JupyterLab needs and is missing; a kernel, if there is none, from where it is wanted.
pub fn set_up(paths: &Paths, source: Option<Source>) -> Result<()> {
    let also = if paths.cells == paths.lab { String::new() } else { format!(" and {}", paths.cells.display()) };
    say(format!("checking the environment in .lab (delete that folder{also} to uninstall everything)"));
    // Two set-ups at a time would undo each other's work; the second waits.
    let waiting = || say("another set-up is at work in this folder; waiting for it to end");
    let _lock = files::lock(&paths.lab("set-up.lock"), waiting)?;
    files::make_folder(&paths.lab("jupyter/ipython"))?;
    evcxr::check_rustc()?;
    evcxr::add_rust_src();
    let kernel = match evcxr::find(paths) {
        Some(kernel) => kernel,
        None => kernel(paths, source)?,
    };
    // What a finished build left behind, or one that was interrupted before the kernel came from elsewhere.
    files::remove_folder(&obtain::build_folder(paths))?;
    LEARNER.set_up(paths)?;
    evcxr::register(paths, &kernel)?;
    tuning::set_up(paths)?;
    let page = paths.lab("venv/etc/jupyter/labconfig/page_config.json");
    if !std::fs::read_to_string(&page).is_ok_and(|text| text == PAGE) {
        files::write(&page, PAGE)?;
    }
    launcher::sweep(&paths.cells)
}

/// A kernel: one that nobody noted, one that is fetched, or one that is built, while the rest is made ready.
fn kernel(paths: &Paths, source: Option<Source>) -> Result<PathBuf> {
    if evcxr::can_ask(paths) {
        LEARNER.set_up(paths)?;
        if let Some(kernel) = evcxr::find_by_asking(paths)? {
            return Ok(kernel);
        }
    }
    if obtain::choose(source)? == Source::Prebuilt {
        LEARNER.set_up(paths)?;
        if let Some(kernel) = obtain::fetch(paths)? {
            return Ok(kernel);
        }
    }
    let build = Build::start(paths)?;
    let stop = build.stop();
    std::thread::scope(|scope| {
        let building = scope.spawn(|| build.finish(paths));
        let packages = LEARNER.set_up(paths);
        if packages.is_err() {
            stop.store(true, Ordering::Relaxed);
        } else if !building.is_finished() {
            // What goes wrong here is told when the kernel tries it.
            let _ = tuning::set_up(paths).and_then(|()| prepared::compile(paths));
        }
        let built = building
            .join()
            .unwrap_or_else(|_| Err(Failure::new("the kernel's build was lost", "a thread ended", run::AGAIN)));
        packages.and(built)
    })
}

/// Compiles the course's crate for the kernels, if that is not done for its present source.
pub fn warm(paths: &Paths) -> Result<()> {
    let _lock = files::lock(&paths.lab("set-up.lock"), || say("waiting for another set-up in this folder"))?;
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
    further(paths, &TEACHER)
}

/// Sets up what the tests drive a browser with.
pub fn browser(paths: &Paths) -> Result<()> {
    further(paths, &BROWSER)
}

/// Sets up an environment beside the learner's.
fn further(paths: &Paths, environment: &Environment) -> Result<()> {
    let _lock = files::lock(&paths.lab("set-up.lock"), || say("waiting for another set-up in this folder"))?;
    environment.set_up(paths)
}
