//! The prepared kernel folder: the course's crate, compiled as the kernel compiles it, so that a first cell does not wait.

use crate::kernel::{evcxr, launcher, tuning};
use crate::support::failure::{Failure, Result, say};
use crate::support::files::{self, Stamp};
use crate::support::paths::Paths;
use crate::support::progress::{self, Work};
use crate::support::run;
use std::path::PathBuf;
use std::process::Command;

/// The folder in which a folder is being prepared. If this is interrupted, nothing half-made is used.
const PREPARING: &str = "preparing";

/// The file that pins the dependencies.
fn lock_file(paths: &Paths) -> PathBuf {
    paths.root.join("Cargo.lock")
}

/// What the folder is prepared for: a line on what the dependencies are compiled from, one on the crate.
fn wanted(paths: &Paths) -> Result<(String, String)> {
    let dependencies = format!(
        "{} {} evcxr {} {} {:?}",
        files::digest(&[lock_file(paths)])?,
        files::digest_of(&tuning::settings()),
        evcxr::VERSION,
        run::rustc_version().unwrap_or_default(),
        // cargo notes where it read the crates.
        run::cargo_home()
    );
    let both = format!("{dependencies}\n{}\n", files::digest(&sources(paths)?)?);
    Ok((dependencies, both))
}

fn is_there(paths: &Paths) -> bool {
    paths.cells(launcher::PREPARED).join("target").is_dir()
}

/// Whether the folder is prepared for this compiler and the crate as it is now.
pub fn is_ready(paths: &Paths) -> Result<bool> {
    Ok(is_there(paths) && Stamp::of(&paths.lab, "prepared").says(&wanted(paths)?.1))
}

/// Whether only the crate itself has changed since the folder was prepared.
fn has_dependencies(paths: &Paths, dependencies: &str) -> bool {
    is_there(paths) && Stamp::of(&paths.lab, "prepared").read().lines().next() == Some(dependencies)
}

/// What the folder that is being prepared holds compiled.
fn compiled(paths: &Paths) -> Stamp {
    Stamp::of(&paths.lab, "compiled")
}

/// Compiles the crate and its dependencies as evcxr will, while there is no kernel yet that could do so.
pub fn compile(paths: &Paths) -> Result<()> {
    let (dependencies, wanted) = wanted(paths)?;
    let Some(host) = run::host() else { return Ok(()) };
    if is_ready(paths)? || has_dependencies(paths, &dependencies) || compiled(paths).says(&wanted) {
        return Ok(());
    }
    let preparing = begin(paths)?;
    files::write(&preparing.join("Cargo.toml"), tuning::manifest("nn_course", &paths.root.join("nn_course")))?;
    files::write(&preparing.join("src/lib.rs"), "use nn_course::prelude::*;\n")?;
    say("compiling the course's crate as the kernel will use it");
    // What a cell is linked with, and what only its types are asked of.
    for word in ["build", "check"] {
        let mut cargo = run::nicely("cargo");
        cargo.args([word, "--target", &host]).current_dir(&preparing).env("RUSTFLAGS", tuning::flags());
        cargo.env("CARGO_TARGET_DIR", "target").env("CARGO_BUILD_BUILD_DIR", "target");
        let work = Work::new(paths, "the course's crate", "crate").of_cargo(&mut cargo, |share| share);
        progress::with_network(paths, &work, &mut cargo, WHAT, HOW)?;
    }
    compiled(paths).set(&wanted)
}

const WHAT: &str = "the course's crate could not be compiled by the kernel";
const HOW: &str = "read the message above and check that `cargo test` works";

/// Empties the folder that is being prepared.
fn begin(paths: &Paths) -> Result<PathBuf> {
    let (lock, preparing) = (lock_file(paths), paths.cells(PREPARING));
    compiled(paths).clear()?;
    files::remove_folder(&preparing)?;
    files::make_folder(&preparing)?;
    // The kernel's crate gets the workspace's pins: cargo keeps what it finds locked.
    std::fs::copy(&lock, preparing.join("Cargo.lock")).map_err(|e| Failure::file("copy", &lock, &e))?;
    Ok(preparing)
}

/// Prepares the folder, or finds it prepared.
pub fn set_up(paths: &Paths) -> Result<()> {
    if is_ready(paths)? {
        return Ok(());
    }
    let (dependencies, wanted) = wanted(paths)?;
    let stamp = Stamp::of(&paths.lab, "prepared");
    let (preparing, prepared) = (paths.cells(PREPARING), paths.cells(launcher::PREPARED));
    if compiled(paths).says(&wanted) && preparing.is_dir() {
        say("trying the course's crate in the kernel (10 seconds)");
    } else if has_dependencies(paths, &dependencies) {
        say("compiling the course's crate again, since its source changed (20 seconds)");
        begin(paths)?;
        files::copy_folder(&prepared, &preparing, |_| false)?;
    } else {
        say("compiling the course's crate as the kernel will use it (1 minute)");
        begin(paths)?;
    }
    let mut warm = Command::new(paths.python());
    warm.arg(paths.root.join("python/kernel/warm_kernel.py")).arg(paths.root.join("notebooks"));
    warm.env("NN_COURSE_KERNEL_FOLDER", &preparing).envs(paths.jupyter_variables());
    let work = Work::new(paths, "the course's crate", "crate");
    progress::with_network(paths, &work, &mut warm, WHAT, HOW)?;
    stamp.clear()?;
    // No kernel copies the folder while it is replaced.
    let _lock = launcher::lock(&paths.cells)?;
    files::remove_folder(&prepared)?;
    std::fs::rename(&preparing, &prepared).map_err(|e| Failure::file("rename to", &prepared, &e))?;
    compiled(paths).clear()?;
    stamp.set(&wanted)
}

/// The files that the prepared folder is made from.
fn sources(paths: &Paths) -> Result<Vec<PathBuf>> {
    let root = &paths.root;
    let mut files = vec![root.join("Cargo.toml"), root.join("python/kernel/warm_kernel.py")];
    for package in ["nn_course", "nn_course/cells", "nn_course/loops"] {
        files.push(root.join(package).join("Cargo.toml"));
        let source = root.join(package).join("src");
        // Not what editors leave there.
        let rust = files::below(&source)?.into_iter().filter(|f| f.extension().is_some_and(|e| e == "rs"));
        files.extend(rust.map(|f| source.join(f)).filter(|f| f.is_file()));
    }
    Ok(files)
}
