//! The prepared kernel folder: the course's crate, compiled as the kernel compiles it, so that a first cell does not wait.

use crate::failure::{Failure, Result, say};
use crate::files::{self, Stamp};
use crate::paths::Paths;
use crate::{evcxr, launcher, run};
use std::path::PathBuf;
use std::process::Command;

/// The folder in which a folder is being prepared. If this is interrupted, nothing half-made is used.
const PREPARING: &str = "preparing";

/// Prepares the folder, or finds it prepared for this compiler and the crate as it is now.
pub fn set_up(paths: &Paths) -> Result<()> {
    let lock = paths.root.join("Cargo.lock");
    // The first line says what the dependencies were compiled from, the second what the crate was.
    let dependencies = format!(
        "{} evcxr {} {}",
        files::digest(std::slice::from_ref(&lock))?,
        evcxr::VERSION,
        evcxr::rustc_version().unwrap_or_default()
    );
    let wanted = format!("{dependencies}\n{}\n", files::digest(&sources(paths)?)?);
    let stamp = Stamp::of(&paths.lab, "prepared");
    let (preparing, prepared) = (paths.lab(PREPARING), paths.lab(launcher::PREPARED));
    let is_there = prepared.join("target").is_dir();
    if is_there && stamp.says(&wanted) {
        return Ok(());
    }
    files::remove_folder(&preparing)?;
    if is_there && stamp.read().lines().next() == Some(dependencies.as_str()) {
        say("compiling the course's crate again, since its source changed (20 seconds)");
        files::copy_folder(&prepared, &preparing, |_| false)?;
    } else {
        say("compiling the course's crate as the kernel will use it (1 minute)");
        files::make_folder(&preparing)?;
        // The kernel's crate gets the workspace's pins: cargo keeps what it finds locked.
        std::fs::copy(&lock, preparing.join("Cargo.lock")).map_err(|e| Failure::file("copy", &lock, &e))?;
    }
    let mut warm = Command::new(paths.python());
    warm.arg(paths.root.join("python/warm_kernel.py")).arg(paths.root.join("notebooks"));
    warm.env("NN_COURSE_KERNEL_FOLDER", &preparing).envs(paths.jupyter_variables());
    run::with_network(
        paths,
        &mut warm,
        "the course's crate could not be compiled by the kernel",
        "read the message above and check that `cargo test` works",
    )?;
    stamp.clear()?;
    // No kernel copies the folder while it is replaced.
    let _lock = launcher::lock(&paths.lab)?;
    files::remove_folder(&prepared)?;
    std::fs::rename(&preparing, &prepared).map_err(|e| Failure::file("rename to", &prepared, &e))?;
    stamp.set(&wanted)
}

/// The files that the prepared folder is made from.
fn sources(paths: &Paths) -> Result<Vec<PathBuf>> {
    let root = &paths.root;
    let mut files = vec![root.join("Cargo.toml"), root.join("nn_course/Cargo.toml")];
    files.push(root.join("python/warm_kernel.py"));
    let source = root.join("nn_course/src");
    // Not what editors leave there.
    let rust = files::below(&source)?.into_iter().filter(|f| f.extension().is_some_and(|e| e == "rs"));
    files.extend(rust.map(|f| source.join(f)).filter(|f| f.is_file()));
    Ok(files)
}
