//! The prepared kernel folder, in which the course's crate is compiled already, so that a first cell need not wait.

use crate::kernel::{evcxr, launcher, tuning};
use crate::support::failure::{OfFile, Result};
use crate::support::files::{self, Stamp};
use crate::support::paths::Paths;
use crate::support::progress::{Counts, NEVER, Work};
use crate::support::screen::say;
use crate::support::{run, rustc};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// The folder as it is being prepared. It is renamed when complete, so an interruption leaves nothing incomplete in use.
fn preparing(paths: &Paths) -> PathBuf {
    paths.cells.join("preparing")
}

fn prepared(paths: &Paths) -> PathBuf {
    paths.cells.join(launcher::PREPARED)
}

/// What the folder must be prepared for: the line that identifies the dependencies, and that line with one for the crate.
fn wanted(paths: &Paths) -> Result<(String, String)> {
    let lock = paths.root.join("Cargo.lock");
    let dependencies = format!(
        "{} {} evcxr {} {} {:?}",
        files::digest_of(&fs::read_to_string(&lock).of_file("read", &lock)?),
        files::digest_of(&tuning::settings()),
        evcxr::VERSION,
        rustc::version().unwrap_or_default(),
        // cargo records where it read the crates.
        run::cargo_home()
    );
    let both = format!("{dependencies}\n{}\n", files::digest(&sources(paths)?)?);
    Ok((dependencies, both))
}

/// What the folder was prepared for; empty if it is not there.
fn done(paths: &Paths) -> String {
    let is_there = prepared(paths).join("target").is_dir();
    if is_there { Stamp::of(&paths.lab, "prepared").read() } else { String::new() }
}

/// Whether the folder is prepared for this compiler and the crate as it is now.
pub fn is_ready(paths: &Paths) -> Result<bool> {
    Ok(done(paths) == wanted(paths)?.1)
}

/// Records what is compiled in the folder that is being prepared.
fn compiled(paths: &Paths) -> Stamp {
    Stamp::of(&paths.lab, "compiled")
}

/// Compiles the crate and its dependencies as evcxr will, while the kernel itself is still being built.
pub fn compile(paths: &Paths) -> Result<()> {
    let (dependencies, wanted) = wanted(paths)?;
    let Some(host) = rustc::host() else { return Ok(()) };
    // If only the crate has changed, the kernel compiles it soon enough.
    if done(paths).starts_with(&dependencies) || compiled(paths).says(&wanted) {
        return Ok(());
    }
    let preparing = begin(paths)?;
    files::write(
        &preparing.join("Cargo.toml"),
        tuning::manifest("nn_course_notebook", &paths.root.join("nn_course/notebook")),
    )?;
    files::write(&preparing.join("src/lib.rs"), "use nn_course_notebook::prelude::*;\n")?;
    say("compiling the course's crate as the kernel will use it");
    // `build` for what cells are linked with, `check` for the kernel's questions about types.
    for word in ["build", "check"] {
        let mut cargo = run::nicely("cargo");
        cargo.args([word, "--target", &host]).current_dir(&preparing).env("RUSTFLAGS", tuning::flags());
        cargo.env("CARGO_TARGET_DIR", "target").env("CARGO_BUILD_BUILD_DIR", "target");
        work(paths, &mut cargo, Counts::Crates(|share| share))?;
    }
    compiled(paths).set(&wanted)
}

fn work(paths: &Paths, command: &mut Command, counts: Counts) -> Result<()> {
    let work = Work { paths, name: "the course's crate", log: "crate", counts, stop: &NEVER };
    let what = "the course's crate could not be compiled by the kernel";
    work.run(command, what, "read the message above and check that `cargo test` works")
}

/// Empties the folder that is being prepared.
fn begin(paths: &Paths) -> Result<PathBuf> {
    let (lock, preparing) = (paths.root.join("Cargo.lock"), preparing(paths));
    compiled(paths).clear()?;
    files::remove_folder(&preparing)?;
    files::make_folder(&preparing)?;
    // The cells' crate starts with the workspace's lock file, whose versions cargo keeps.
    fs::copy(&lock, preparing.join("Cargo.lock")).of_file("copy", &lock)?;
    Ok(preparing)
}

/// Prepares the folder, unless that is done.
pub fn set_up(paths: &Paths) -> Result<()> {
    if is_ready(paths)? {
        return Ok(());
    }
    let (dependencies, wanted) = wanted(paths)?;
    let stamp = Stamp::of(&paths.lab, "prepared");
    let (preparing, prepared) = (preparing(paths), prepared(paths));
    if compiled(paths).says(&wanted) && preparing.is_dir() {
        say("trying the course's crate in the kernel (10 seconds)");
    } else if done(paths).starts_with(&dependencies) {
        say("compiling the course's crate again, since its source or its folder changed (20 seconds)");
        begin(paths)?;
        files::copy_folder(&prepared, &preparing, |_| false)?;
    } else {
        say("compiling the course's crate as the kernel will use it (1 minute)");
        begin(paths)?;
    }
    let mut warm = paths.script("python/kernel/warm_kernel.py");
    warm.arg(paths.root.join("notebooks")).env("NN_COURSE_KERNEL_FOLDER", &preparing);
    work(paths, &mut warm, Counts::Nothing)?;
    stamp.clear()?;
    // So that no kernel copies the folder while it is replaced.
    let _lock = launcher::lock(&paths.cells)?;
    files::remove_folder(&prepared)?;
    files::rename(&preparing, &prepared)?;
    compiled(paths).clear()?;
    stamp.set(&wanted)
}

/// Removes what was compiled of the course's crates in another folder, which every kernel would copy in vain. What they depend on stays.
pub fn forget_crates(paths: &Paths) -> Result<()> {
    let _lock = launcher::lock(&paths.cells)?;
    let (folder, done) = (prepared(paths), done(paths));
    if done.is_empty() {
        return Ok(());
    }
    Stamp::of(&paths.lab, "prepared").set(done.lines().next().unwrap_or_default())?;
    let compiled = files::below(&folder)?.into_iter().filter(|file| file.to_string_lossy().contains("nn_course"));
    compiled.map(|file| folder.join(file)).try_for_each(|file| fs::remove_file(&file).of_file("remove", &file))
}

/// The files that the prepared folder is made from.
fn sources(paths: &Paths) -> Result<Vec<PathBuf>> {
    let root = &paths.root;
    let mut files = vec![root.join("Cargo.toml"), root.join("python/kernel/warm_kernel.py")];
    for package in
        ["nn_course", "nn_course/cells", "nn_course/loops", "nn_course/notebook"].map(|package| root.join(package))
    {
        let source = package.join("src");
        // Only these: editors leave other files there.
        let rust = files::below(&source)?.into_iter().filter(|f| f.extension().is_some_and(|e| e == "rs"));
        files.extend(rust.map(|f| source.join(f)).filter(|f| f.is_file()));
        files.push(package.join("Cargo.toml"));
    }
    Ok(files)
}
