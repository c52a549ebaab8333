//! Files and folders: stamps, copies, digests.

use crate::support::failure::{Failure, Result};
use std::fs;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Writes a file so that it is there whole or not at all.
pub fn write(path: &Path, content: impl AsRef<[u8]>) -> Result<()> {
    let partial = path.with_extension("partial");
    make_folder(path.parent().unwrap_or(Path::new(".")))?;
    fs::write(&partial, content).map_err(|e| Failure::file("write", &partial, &e))?;
    fs::rename(&partial, path).map_err(|e| Failure::file("write", path, &e))
}

/// Writes a program so that it is there whole and runnable, with the permissions of another file, or not at all.
pub fn write_like(path: &Path, content: impl AsRef<[u8]>, model: &Path) -> Result<()> {
    let partial = path.with_extension("partial");
    make_folder(path.parent().unwrap_or(Path::new(".")))?;
    fs::write(&partial, content).map_err(|e| Failure::file("write", &partial, &e))?;
    let permissions = fs::metadata(model).map(|m| m.permissions());
    permissions
        .and_then(|p| fs::set_permissions(&partial, p))
        .map_err(|e| Failure::file("make runnable", &partial, &e))?;
    fs::rename(&partial, path).map_err(|e| Failure::file("replace (is a notebook still running?)", path, &e))
}

/// Takes a lock that ends with this process, however it ends; `waiting` is called if somebody else holds it.
pub fn lock(path: &Path, waiting: impl FnOnce()) -> Result<fs::File> {
    make_folder(path.parent().unwrap_or(Path::new(".")))?;
    let lock = fs::File::create(path).map_err(|e| Failure::file("write", path, &e))?;
    if lock.try_lock().is_err() {
        waiting();
        lock.lock().map_err(|e| Failure::file("lock", path, &e))?;
    }
    Ok(lock)
}

/// Makes a folder and those around it.
pub fn make_folder(path: &Path) -> Result<()> {
    fs::create_dir_all(path).map_err(|e| Failure::file("make the folder", path, &e))
}

/// Removes a folder with all that is in it, if it is there.
pub fn remove_folder(path: &Path) -> Result<()> {
    match fs::remove_dir_all(path) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(Failure::file("remove", path, &e)),
        _ => Ok(()),
    }
}

/// A step that is done leaves a stamp: what it was done for. It is done again when that differs.
pub struct Stamp(PathBuf);

impl Stamp {
    /// The stamp of a step.
    pub fn of(lab: &Path, step: &str) -> Self {
        Stamp(lab.join("stamps").join(step))
    }

    /// Whether the step was done for exactly this.
    pub fn says(&self, content: &str) -> bool {
        self.read() == content
    }

    /// What the step was done for; empty if it was not done.
    pub fn read(&self) -> String {
        fs::read_to_string(&self.0).unwrap_or_default()
    }

    /// Notes that the step is done.
    pub fn set(&self, content: &str) -> Result<()> {
        write(&self.0, content)
    }

    /// Notes that the step is not done.
    pub fn clear(&self) -> Result<()> {
        match fs::remove_file(&self.0) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(Failure::file("remove", &self.0, &e)),
            _ => Ok(()),
        }
    }
}

/// All files below a folder, sorted, as paths from that folder.
pub fn below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(inside) = folders.pop() {
        let here = folder.join(&inside);
        let entries = fs::read_dir(&here).map_err(|e| Failure::file("read", &here, &e))?;
        for entry in entries {
            let entry = entry.map_err(|e| Failure::file("read", &here, &e))?;
            let path = inside.join(entry.file_name());
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(path),
                _ => files.push(path),
            }
        }
    }
    files.sort();
    Ok(files)
}

/// The last lines of a log that say something. (Bars of progress, which overwrite each other, do not.)
pub fn last_lines(log: &Path, count: usize) -> String {
    let read = || {
        let mut file = fs::File::open(log)?;
        let length = file.metadata()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(count as u64 * 500)))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        std::io::Result::Ok(String::from_utf8_lossy(&bytes).into_owned())
    };
    let text = read().unwrap_or_default();
    let lines = text.split(['\n', '\r']).filter(|line| !line.trim().is_empty() && !line.contains("Building ["));
    let lines: Vec<&str> = lines.collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}

/// A digest of files' names and contents (FNV-1a, 64 bits): tells whether anything changed.
pub fn digest(files: &[PathBuf]) -> Result<String> {
    let mut hash = START;
    for path in files {
        hash = eat(hash, path.to_string_lossy().as_bytes());
        hash = eat(hash, &fs::read(path).map_err(|e| Failure::file("read", path, &e))?);
    }
    Ok(format!("{hash:016x}"))
}

/// The same of a text.
pub fn digest_of(text: &str) -> String {
    format!("{:016x}", eat(START, text.as_bytes()))
}

const START: u64 = 0xcbf2_9ce4_8422_2325;

fn eat(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, b| (hash ^ u64::from(*b)).wrapping_mul(0x100_0000_01b3))
}

/// Copies a folder, times of change included (cargo goes by them). Files for which `shared` holds are hard-linked.
pub fn copy_folder(from: &Path, to: &Path, shared: impl Fn(&Path) -> bool) -> Result<()> {
    make_folder(to)?;
    for file in below(from)? {
        let (source, target) = (from.join(&file), to.join(&file));
        make_folder(target.parent().unwrap_or(to))?;
        if shared(&file) && fs::hard_link(&source, &target).is_ok() {
            continue;
        }
        fs::copy(&source, &target).map_err(|e| Failure::file("copy to", &target, &e))?;
        let modified = fs::metadata(&source).and_then(|m| m.modified()).unwrap_or_else(|_| SystemTime::now());
        let copy = fs::File::options().write(true).open(&target);
        copy.and_then(|f| f.set_modified(modified)).map_err(|e| Failure::file("set the time of", &target, &e))?;
    }
    Ok(())
}
