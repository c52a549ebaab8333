//! Starts a kernel in a folder of its own, copied from the prepared one, and cleans up after it.
//!
//! Two kernels may not share a folder: each writes its cells there. JupyterLab calls this as
//! `nn-course-kernel kernel <.lab> <evcxr_jupyter> <connection file>`.

use crate::failure::{Failure, Result};
use crate::{files, warm};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// Runs a kernel until it ends.
pub fn launch(arguments: &[String]) -> Result<ExitCode> {
    let [lab, evcxr, connection] = arguments else {
        return Err(Failure::new("kernel takes three arguments", "it is called by JupyterLab", "use cargo lab"));
    };
    let lab = PathBuf::from(lab);
    sweep(&lab);
    // While the kernel folder is being prepared, that one is used as it is.
    let (folder, _lock) = match std::env::var_os("NN_COURSE_KERNEL_FOLDER") {
        Some(folder) => (Folder { path: folder.into(), keep: true }, None),
        None => {
            let (path, lock) = own_folder(&lab)?;
            let folder = Folder { path, keep: false };
            let work = folder.path.join("work");
            files::copy_folder(&lab.join(warm::PREPARED), &work, is_shared)?;
            (folder, Some(lock))
        }
    };
    let work = if folder.keep { folder.path.clone() } else { folder.path.join("work") };
    let status = Command::new(evcxr)
        .args(["--control_file", connection])
        .env("EVCXR_TMPDIR", &work)
        // The learner's own evcxr settings and kernels stay out of this, and are not touched.
        .env("EVCXR_CONFIG_DIR", lab.join("evcxr"))
        .env("JUPYTER_PATH", lab.join("venv/share/jupyter"))
        // A panic stays readable.
        .env("RUST_BACKTRACE", "0")
        .env_remove("NN_COURSE_KERNEL_FOLDER")
        .status()
        .map_err(|e| Failure::file("start", Path::new(evcxr), &e))?;
    Ok(status.code().map_or(ExitCode::FAILURE, |c| ExitCode::from(c as u8)))
}

/// A kernel's folder, which goes with it.
struct Folder {
    path: PathBuf,
    keep: bool,
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.keep {
            // What cannot be removed now is swept when the next kernel starts.
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}

fn kernels(lab: &Path) -> PathBuf {
    lab.join("kernels")
}

/// A new folder with a lock that is held as long as this process lives, however it ends.
fn own_folder(lab: &Path) -> Result<(PathBuf, File)> {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |d| d.as_nanos());
    let folder = kernels(lab).join(format!("{}-{now}", std::process::id()));
    files::make_folder(&folder)?;
    let path = folder.join("lock");
    let lock = File::create(&path).map_err(|e| Failure::file("write", &path, &e))?;
    lock.lock().map_err(|e| Failure::file("lock", &path, &e))?;
    Ok((folder, lock))
}

/// Removes the folders of kernels that were killed: those whose lock nobody holds.
pub fn sweep(lab: &Path) {
    for entry in fs::read_dir(kernels(lab)).into_iter().flatten().flatten() {
        let lock = File::options().read(true).write(true).open(entry.path().join("lock"));
        let dead = match lock {
            Ok(lock) => lock.try_lock().is_ok(),
            // A folder without a lock is being made or removed this moment, or was left by an interruption.
            Err(_) => {
                entry.metadata().and_then(|m| m.modified()).is_ok_and(|t| t.elapsed().is_ok_and(|e| e.as_secs() > 60))
            }
        };
        if dead {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Compiled dependencies never change, so all kernels can share them. What belongs to the cells' own crate (`ctx`) or to
/// cargo's bookkeeping is written again and again, and must be each kernel's own.
fn is_shared(file: &Path) -> bool {
    let name = file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let compiled = [".rlib", ".rmeta", ".so", ".dylib", ".dll"].iter().any(|e| name.ends_with(e));
    let of_cells =
        name.starts_with("libctx") || name.starts_with("ctx") || name.contains("code_") || name.contains("nn_course");
    compiled && !of_cells
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_compiled_dependencies_are_shared() {
        let shared = |name: &str| is_shared(&Path::new("target/x/debug/deps").join(name));
        assert!(shared("libplotters-0a1b.rlib") && shared("libndarray-77.rmeta"));
        assert!(!shared("libctx.so") && !shared("libcode_3.so") && !shared("ctx.d"));
        assert!(!shared("libnn_course-3f.rlib"), "the learner may edit it");
        assert!(!is_shared(Path::new("Cargo.toml")));
    }
}
