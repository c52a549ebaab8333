//! The prepared kernel folder: the course's crate, compiled as the kernel compiles it, so that a first cell does not wait.

use crate::failure::{Failure, Result, say};
use crate::files::{self, Stamp};
use crate::paths::Paths;
use crate::{evcxr, python};
use std::path::PathBuf;
use std::process::Command;

/// The prepared folder, which the launcher copies for each kernel.
pub const PREPARED: &str = "prepared";

/// The folder in which a folder is being prepared. If this is interrupted, nothing half-made is used.
pub const PREPARING: &str = "preparing";

/// Prepares the folder, or finds it prepared for this compiler and the crate as it is now.
pub fn set_up(paths: &Paths, rustc: &str) -> Result<()> {
    let wanted = format!(
        "{}
evcxr {}
{rustc}
",
        files::digest(&sources(paths)?)?,
        evcxr::VERSION
    );
    let stamp = Stamp::of(&paths.lab, "prepared");
    if stamp.says(&wanted) && paths.lab(PREPARED).join("target").is_dir() {
        return Ok(());
    }
    say("compiling the course's crate as the kernel will use it (1 minute)");
    stamp.clear()?;
    let (preparing, prepared) = (paths.lab(PREPARING), paths.lab(PREPARED));
    files::remove_folder(&preparing)?;
    files::make_folder(&preparing)?;
    // The kernel's crate gets the workspace's pins: cargo keeps what it finds locked.
    let lock = paths.root.join("Cargo.lock");
    std::fs::copy(&lock, preparing.join("Cargo.lock")).map_err(|e| Failure::file("copy", &lock, &e))?;
    let mut warm = Command::new(paths.python());
    warm.arg(paths.root.join("python/warm_kernel.py")).arg(paths.root.join("notebooks"));
    warm.env("NN_COURSE_KERNEL_FOLDER", &preparing).envs(crate::lab::jupyter_variables(paths));
    python::needs_network(
        paths,
        &mut warm,
        "the course's crate could not be compiled by the kernel",
        "read the message above and check that `cargo test` works",
    )?;
    files::remove_folder(&prepared)?;
    std::fs::rename(&preparing, &prepared).map_err(|e| Failure::file("rename to", &prepared, &e))?;
    stamp.set(&wanted)
}

/// The files that the prepared folder is made from.
fn sources(paths: &Paths) -> Result<Vec<PathBuf>> {
    let root = &paths.root;
    let mut files = vec![root.join("Cargo.lock"), root.join("Cargo.toml"), root.join("nn_course/Cargo.toml")];
    files.push(root.join("python/warm_kernel.py"));
    let source = root.join("nn_course/src");
    files.extend(files::below(&source)?.into_iter().map(|f| source.join(f)));
    Ok(files)
}
