//! Stand-ins for cargo and rustup in a kernel, with which compiling a cell is a single run of rustc.
//!
//! evcxr asks `rustup which cargo` for cargo, or else takes the first one on the PATH, and lets it build every cell. But from one cell to the
//! next nothing changes except the cell: cargo reads settings, a lock file and what it noted of 45 crates to find that out. The cargo that
//! stands in here lets the real one build, notes how that called rustc, and calls rustc in the same way the next time, if nothing but the
//! cell has changed: see `cell.rs`. Whatever is not such a build is the real cargo's.
//!
//! This program has several names, and does the job of the one it is called by.

pub mod cell;

use crate::support::failure::{Failure, OfFile, Result};
use crate::support::paths::Paths;
use crate::support::{files, run};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// The names, in a folder that is first on a kernel's PATH.
const CARGO: &str = "cargo";
const RUSTUP: &str = "rustup";
/// What cargo runs in place of rustc.
const RECORDER: &str = "nn-course-rustc-recorder";

/// The folder of the names.
fn folder(lab: &Path) -> PathBuf {
    lab.join("bin/kernel")
}

/// Installs this program under its other names.
pub fn install(lab: &Path, program: &Path) -> Result<()> {
    let folder = folder(lab);
    files::remove_folder(&folder)?;
    files::make_folder(&folder)?;
    for name in [CARGO, RUSTUP, RECORDER] {
        let link = Paths::program(&folder, name);
        std::fs::hard_link(program, &link)
            .or_else(|_| std::fs::copy(program, &link).map(drop))
            .of_file("copy to", link)?;
    }
    Ok(())
}

/// The PATH of a kernel.
pub fn path(lab: &Path) -> Option<OsString> {
    let (folder, usual) = (folder(lab), std::env::var_os("PATH").unwrap_or_default());
    let others = std::env::split_paths(&usual).filter(|other| *other != folder);
    std::env::join_paths(std::iter::once(folder.clone()).chain(others)).ok()
}

/// Acts as the program whose name this one was called by, if it is one of these.
pub fn play() -> Option<ExitCode> {
    let mut words = std::env::args_os();
    let own = PathBuf::from(words.next()?);
    let words: Vec<OsString> = words.collect();
    let played = match own.file_stem()?.to_str()? {
        CARGO => cell::cargo(words),
        RUSTUP => rustup(&words),
        RECORDER => cell::recorder(words),
        _ => return None,
    };
    Some(played.unwrap_or_else(|failure| {
        eprintln!("error: {failure}");
        ExitCode::FAILURE
    }))
}

/// Answers where cargo is; everything else is for the real rustup. (A build finds the real cargo beside the rustc that evcxr chose.)
fn rustup(words: &[OsString]) -> Result<ExitCode> {
    if words == ["which", CARGO] {
        println!("{}", beside(CARGO)?.display());
        return Ok(ExitCode::SUCCESS);
    }
    run::become_program(Command::new(beyond(RUSTUP)?).args(words))
}

/// The real program of this name on the PATH: a folder of stand-ins, even another clone's, also contains a recorder.
fn beyond(name: &str) -> Result<PathBuf> {
    let is_real = |program: &PathBuf| !Paths::program(program.parent().unwrap_or(program), RECORDER).exists();
    let how = "install Rust with https://rustup.rs";
    let none = || Failure::new(format!("there is no {name} on the PATH"), "the kernel runs it", how);
    run::on_path(name).find(is_real).ok_or_else(none)
}

/// This program, by another of its names.
fn beside(name: &str) -> Result<PathBuf> {
    Ok(run::own_program()?.with_file_name(Paths::program(Path::new(""), name)))
}
