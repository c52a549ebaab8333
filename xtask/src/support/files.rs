//! Files and folders: stamps, copies, digests.

use crate::support::failure::{OfFile, Result};
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// Writes a file so that it is there whole or not at all.
pub fn write(path: &Path, content: impl AsRef<[u8]>) -> Result<()> {
    replace(path, "write", |partial| fs::write(partial, content))
}

/// Writes a file, unless it has this content.
pub fn write_if_other(path: &Path, content: &str) -> Result<()> {
    if fs::read_to_string(path).is_ok_and(|there| there == content) { Ok(()) } else { write(path, content) }
}

/// Writes a program that is there already and keeps its permissions, so that it is there whole or not at all.
pub fn rewrite_program(path: &Path, content: String) -> Result<()> {
    let rights = fs::metadata(path).of_file("read", path)?.permissions();
    replace(path, "write", |partial| fs::write(partial, content).and_then(|()| fs::set_permissions(partial, rights)))
}

/// Copies a program, with its permissions, so that it is there whole or not at all.
pub fn copy_program(from: &Path, to: &Path) -> Result<()> {
    replace(to, "replace (is a notebook still running?)", |partial| fs::copy(from, partial).map(drop))
}

fn replace(path: &Path, doing: &str, make: impl FnOnce(&Path) -> io::Result<()>) -> Result<()> {
    let partial = path.with_extension("partial");
    make_folder_around(path)?;
    make(&partial).and_then(|()| fs::rename(&partial, path)).of_file(doing, path)
}

/// Creates an empty file, and the folders around it.
pub fn create(path: &Path) -> Result<File> {
    make_folder_around(path)?;
    File::create(path).of_file("write", path)
}

/// Takes a lock that ends with this process, however it ends; `waiting` is called if another process holds it.
pub fn lock(path: &Path, waiting: impl FnOnce()) -> Result<File> {
    let lock = create(path)?;
    if lock.try_lock().is_err() {
        waiting();
        lock.lock().of_file("lock", path)?;
    }
    Ok(lock)
}

/// Makes a folder and those around it.
pub fn make_folder(path: &Path) -> Result<()> {
    fs::create_dir_all(path).of_file("make the folder", path)
}

fn make_folder_around(path: &Path) -> Result<()> {
    path.parent().map_or(Ok(()), make_folder)
}

/// Removes a folder with all that is in it, if it is there.
pub fn remove_folder(path: &Path) -> Result<()> {
    unless_missing(fs::remove_dir_all(path)).of_file("remove", path)
}

fn unless_missing(removed: io::Result<()>) -> io::Result<()> {
    removed.or_else(|error| if error.kind() == ErrorKind::NotFound { Ok(()) } else { Err(error) })
}

/// Renames a file or folder.
pub fn rename(from: &Path, to: &Path) -> Result<()> {
    fs::rename(from, to).of_file("rename to", to)
}

/// A record that a step is done, and what it was done for. The step is done again when that differs.
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

    /// Records that the step is done.
    pub fn set(&self, content: &str) -> Result<()> {
        write(&self.0, content)
    }

    /// Records that the step is not done.
    pub fn clear(&self) -> Result<()> {
        unless_missing(fs::remove_file(&self.0)).of_file("remove", &self.0)
    }
}

/// All files below a folder, sorted, as paths from that folder.
pub fn below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(inside) = folders.pop() {
        let here = folder.join(&inside);
        for entry in fs::read_dir(&here).of_file("read", &here)? {
            let entry = entry.of_file("read", &here)?;
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            if is_folder { &mut folders } else { &mut files }.push(inside.join(entry.file_name()));
        }
    }
    files.sort();
    Ok(files)
}

/// The last lines of a log, without empty ones and progress bars.
pub fn last_lines(log: &Path, count: usize) -> String {
    let mut end = Vec::new();
    if let Ok(mut file) = File::open(log) {
        // This fails if the log is shorter; then all of it is read.
        let _ = file.seek(SeekFrom::End(-(count as i64) * 500));
        let _ = file.read_to_end(&mut end);
    }
    let text = String::from_utf8_lossy(&end);
    let lines = text.split(['\n', '\r']).filter(|line| !line.trim().is_empty() && !line.contains("Building ["));
    let lines: Vec<&str> = lines.collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}

/// A digest of files' names and contents (FNV-1a, 64 bits), which tells whether anything changed.
pub fn digest(files: &[PathBuf]) -> Result<String> {
    let mut hash = START;
    for path in files {
        hash = eat(hash, path.to_string_lossy().as_bytes());
        hash = eat(hash, &fs::read(path).of_file("read", path)?);
    }
    Ok(format!("{hash:016x}"))
}

/// A digest of a text.
pub fn digest_of(text: &str) -> String {
    format!("{:016x}", eat(START, text.as_bytes()))
}

const START: u64 = 0xcbf2_9ce4_8422_2325;

fn eat(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, b| (hash ^ u64::from(*b)).wrapping_mul(0x100_0000_01b3))
}

/// Copies a folder with its files' modification times, which cargo relies on. Files for which `shared` holds are hard-linked.
pub fn copy_folder(from: &Path, to: &Path, shared: impl Fn(&Path) -> bool) -> Result<()> {
    make_folder(to)?;
    for file in below(from)? {
        let (source, target) = (from.join(&file), to.join(&file));
        make_folder_around(&target)?;
        if !(shared(&file) && fs::hard_link(&source, &target).is_ok()) {
            fs::copy(&source, &target).of_file("copy to", &target)?;
            let time = fs::metadata(&source).and_then(|file| file.modified());
            let copy = File::options().write(true).open(&target);
            copy.and_then(|copy| copy.set_modified(time?)).of_file("set the time of", &target)?;
        }
    }
    Ok(())
}
