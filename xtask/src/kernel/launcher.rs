//! Starts a kernel in a folder of its own, copied from the prepared one, and cleans up after it.
//!
//! Two kernels may not share a folder: each writes its cells there. JupyterLab calls this as
//! `nn-course-kernel kernel <.lab> <folder for cells> <evcxr_jupyter> <relay.py> <connection file>`.

use crate::kernel::relay::Relay;
use crate::kernel::{stand_in, tuning};
use crate::support::failure::{OfFile, Result};
use crate::support::usage::unknown;
use crate::support::{files, processes, run, rustc};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, ExitStatus};
use std::time::Duration;

/// The prepared folder, which is copied for each kernel.
pub const PREPARED: &str = "prepared";

/// Runs a kernel until it ends.
pub fn launch(arguments: &[String]) -> Result<ExitCode> {
    let [lab, cells, evcxr, relay, connection] = arguments else { return Err(unknown("kernel")) };
    // Read first: if JupyterLab is killed during what follows, that must be noticed.
    let parent = processes::parent();
    let (lab, cells) = (Path::new(lab), Path::new(cells));
    // While the prepared folder is being made, the kernel works in it directly.
    let (own, work) = match std::env::var_os("NN_COURSE_KERNEL_FOLDER") {
        Some(folder) => (None, PathBuf::from(folder)),
        None => {
            sweep(cells)?;
            let own = OwnFolder::new(cells)?;
            let work = own.path.join("work");
            (Some(own), work)
        }
    };
    files::write(&work.join(stand_in::cell::STARTING), "")?;
    let pins = Pins::of(&work);
    let mut relay = Relay::start(lab, relay, connection, &work)?;
    let mut kernel = Command::new(evcxr);
    kernel
        .arg("--control_file")
        .arg(relay.kernels_connection())
        .env("EVCXR_TMPDIR", &work)
        // Before a notebook's first cell, a panic is told by Rust itself.
        .env("RUST_BACKTRACE", "0")
        // What the relay notes for the checks of exercises.
        .env("NN_COURSE_FUNCTIONS", work.join("functions"))
        // The learner's own evcxr settings and kernels are neither used nor changed.
        .env("EVCXR_CONFIG_DIR", lab.join(tuning::EVCXR_FOLDER))
        .env("JUPYTER_PATH", lab.join("venv/share/jupyter"))
        .envs(tuning::variables(lab))
        .envs(libraries())
        .envs(stand_in::path(lab).map(|path| ("PATH", path)))
        .env_remove("NN_COURSE_KERNEL_FOLDER");
    let status = kernel.spawn().and_then(|mut kernel| wait(&mut kernel, &mut relay, &pins, parent));
    drop(relay);
    // Cells run in a process of their own, which does not notice during a long cell that the kernel is gone.
    processes::end_others_of_group();
    drop(own);
    status.map(run::code_of).of_file("run", evcxr)
}

/// The variable by which compiled cells find the standard library. evcxr moves them one folder up after rustc wrote the relative path into
/// them, which is then wrong. Programs that cargo runs have the variable already, and so has JupyterLab under `cargo lab`.
fn libraries() -> Option<(&'static str, String)> {
    // The variable, and the folders that the system searches only where the variable is not set.
    let (variable, usual) = match std::env::consts::OS {
        "windows" => return None,
        "macos" => ("DYLD_FALLBACK_LIBRARY_PATH", "/usr/local/lib:/usr/lib"),
        _ => ("LD_LIBRARY_PATH", ""),
    };
    let there = std::env::var(variable).unwrap_or_else(|_| usual.into());
    if there.contains("/lib/rustlib/") || there.contains(".rustup/") {
        return None;
    }
    Some((variable, format!("{}:{there}", rustc::libraries()?).trim_end_matches(':').into()))
}

/// Waits for the kernel to end. Ends it if the process that started this one is gone (a killed JupyterLab cannot), or the relay.
fn wait(kernel: &mut Child, relay: &mut Relay, pins: &Pins, parent: Option<u32>) -> std::io::Result<ExitStatus> {
    loop {
        if let Some(status) = kernel.try_wait()? {
            return Ok(status);
        }
        if processes::parent() != parent || relay.has_ended() {
            kernel.kill()?;
        }
        pins.keep();
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// The versions of all crates, in the `Cargo.lock` of a kernel's folder.
///
/// A kernel first compiles a crate without dependencies, so cargo removes their versions from the file. The first `:dep` would then resolve
/// versions again: it would need a network, and might choose newer ones than those already compiled.
struct Pins {
    file: PathBuf,
    text: String,
}

impl Pins {
    fn of(work: &Path) -> Self {
        let file = work.join("Cargo.lock");
        Pins { text: fs::read_to_string(&file).unwrap_or_default(), file }
    }

    /// Restores them, if cargo removed them.
    fn keep(&self) {
        // A lock file without any crate from a registry, so not one with crates that the learner added.
        let empty = |text: &str| !text.contains("source = ");
        if !empty(&self.text) && fs::read_to_string(&self.file).is_ok_and(|text| empty(&text)) {
            // If this fails, cargo uses the network, or the cell reports what is missing.
            let _ = files::write(&self.file, &self.text);
        }
    }
}

/// A kernel's own folder, removed when the kernel ends. The lock inside is held as long as this process lives, however it ends.
struct OwnFolder {
    path: PathBuf,
    _lock: File,
}

impl OwnFolder {
    fn new(cells: &Path) -> Result<Self> {
        let _all = lock(cells)?;
        let now = std::time::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_nanos());
        let path = kernels(cells).join(format!("{}-{now}", std::process::id()));
        let own = OwnFolder { _lock: files::lock(&path.join("lock"), || ())?, path };
        let (prepared, work) = (cells.join(PREPARED), own.path.join("work"));
        if prepared.is_dir() {
            files::copy_folder(&prepared, &work, is_shared)?;
        } else {
            // The crate could not be compiled: the notebook's first cell will say why.
            files::make_folder(&work)?;
        }
        Ok(own)
    }
}

impl Drop for OwnFolder {
    fn drop(&mut self) {
        // What cannot be removed now is removed when the next kernel starts.
        let _ = fs::remove_dir_all(&self.path);
    }
}

fn kernels(cells: &Path) -> PathBuf {
    cells.join("kernels")
}

/// The lock for making and removing kernels' folders, and for replacing the prepared folder.
pub fn lock(cells: &Path) -> Result<File> {
    files::lock(&cells.join("kernels.lock"), || ())
}

/// Removes the folders of kernels that were killed: those whose lock nobody holds.
pub fn sweep(cells: &Path) -> Result<()> {
    let _all = lock(cells)?;
    for entry in fs::read_dir(kernels(cells)).into_iter().flatten().flatten() {
        let lock = File::options().read(true).write(true).open(entry.path().join("lock"));
        // Folders are made under the lock that is held here, so one without a lock of its own is left over.
        if lock.map_or(true, |lock| lock.try_lock().is_ok()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
    Ok(())
}

/// Whether kernels can share a file: compiled dependencies never change. The files of the cells' own crate (`ctx`) and cargo's bookkeeping
/// change with every cell, so each kernel has its own.
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
    fn pins_that_are_struck_out_come_back() -> Result<()> {
        let work = std::env::temp_dir().join(format!("nn-course-pins-{}", std::process::id()));
        let (file, full) = (work.join("Cargo.lock"), "name = \"png\"\nsource = \"registry\"\n");
        files::write(&file, full)?;
        let pins = Pins::of(&work);
        let there = || fs::read_to_string(&file).unwrap_or_default();
        files::write(&file, "name = \"ctx\"\n")?;
        pins.keep();
        assert_eq!(there(), full);
        // A crate that the learner added stays.
        let more = "name = \"serde\"\nsource = \"registry\"\n";
        files::write(&file, more)?;
        pins.keep();
        assert_eq!(there(), more);
        files::remove_folder(&work)
    }

    #[test]
    fn only_compiled_dependencies_are_shared() {
        let shared = |name: &str| is_shared(&Path::new("target/x/debug/deps").join(name));
        assert!(shared("libplotters-0a1b.rlib") && shared("libndarray-77.rmeta"));
        assert!(!shared("libctx.so") && !shared("libcode_3.so") && !shared("ctx.d"));
        assert!(!shared("libnn_course-3f.rlib"), "the learner may edit it");
        assert!(!is_shared(Path::new("Cargo.toml")));
    }
}
