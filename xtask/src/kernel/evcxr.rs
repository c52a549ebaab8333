//! The Rust kernel: evcxr_jupyter, found or built, and its registration in the private environment.

use crate::kernel::{stand_in, tuning};
use crate::support::failure::{Failure, Result, say};
use crate::support::files::{self, Stamp};
use crate::support::paths::Paths;
use crate::support::run;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The one version the notebooks' stored outputs are from.
pub const VERSION: &str = "0.22.0";

/// The oldest rustc that it compiles with.
pub const OLDEST_RUSTC: (u32, u32) = (1, 95);

/// Refuses a compiler that is missing or too old.
pub fn check_rustc() -> Result<()> {
    let how = "install or update Rust with https://rustup.rs, then run the same command again";
    let Some(version) = run::rustc_version() else {
        return Err(Failure::new("rustc cannot be run", "the kernel compiles every cell with it", how));
    };
    let mut numbers = version.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse::<u32>().ok());
    let found = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    if found < OLDEST_RUSTC {
        return Err(Failure::new(format!("Rust is too old: {version}"), "the Rust kernel needs 1.95 or newer", how));
    }
    Ok(())
}

/// Whether the standard library's source is there.
pub fn has_rust_src() -> bool {
    tuning::library().is_some()
}

/// The kernel infers types from the standard library's source. Without it the notebooks still run, since they name the
/// types of what they keep; so a failure here is only told.
pub fn add_rust_src() {
    if has_rust_src() {
        return;
    }
    say("adding the standard library's source, which the kernel reads types from (10 seconds)");
    if run::output(Command::new("rustup").args(["component", "add", "rust-src"])).is_none() {
        say("  that did not work, and is not needed to go on: only name the types of variables that you keep. \
             To add it later: rustup component add rust-src");
    }
}

/// Where kernels may be installed: the programs, the course's own first.
fn candidates(paths: &Paths) -> Vec<PathBuf> {
    let on_path: Vec<PathBuf> =
        std::env::var_os("PATH").map(|p| std::env::split_paths(&p).collect()).unwrap_or_default();
    // The one that is registered, which need not be on this process's PATH.
    let registered = Stamp::of(&paths.lab, "kernel").read().lines().next().map(PathBuf::from);
    let registered = registered.and_then(|program| program.parent().map(Path::to_path_buf));
    let usual = [Some(paths.lab("bin")), registered, run::cargo_home().map(|home| home.join("bin"))];
    let folders = usual.into_iter().flatten().chain(on_path);
    let mut programs: Vec<PathBuf> = Vec::new();
    for program in folders.map(|folder| Paths::program(&folder, "evcxr_jupyter")) {
        // An interruption can leave an empty file.
        if std::fs::metadata(&program).is_ok_and(|file| file.is_file() && file.len() > 0)
            && !programs.contains(&program)
        {
            programs.push(program);
        }
    }
    programs
}

/// An installed kernel of the right version, as far as that is known without starting one.
pub fn find(paths: &Paths) -> Option<PathBuf> {
    let mut programs = candidates(paths).into_iter();
    programs.find(|program| is_noted(program) || answer(paths, program).is_some_and(|version| version == VERSION))
}

/// Whether cargo notes, beside the folder of the program, that it installed this version.
fn is_noted(program: &Path) -> bool {
    let notes = program.parent().and_then(Path::parent).map(|folder| folder.join(".crates.toml"));
    let notes = notes.and_then(|notes| std::fs::read_to_string(notes).ok()).unwrap_or_default();
    notes.contains(&format!("\"evcxr_jupyter {VERSION} "))
}

/// The kernels that were asked, each with its answer: a line `version program time`.
fn asked(paths: &Paths) -> Stamp {
    Stamp::of(&paths.lab, "kernels-asked")
}

/// What stands in that line behind the version, as long as the program is the same file.
fn identity(program: &Path) -> String {
    let file = std::fs::metadata(program).ok();
    let time = file.as_ref().and_then(|file| file.modified().ok());
    format!(" {} {:?} {time:?}", program.display(), file.map(|file| file.len()))
}

/// The version that a program said it has when it was asked.
fn answer(paths: &Paths, program: &Path) -> Option<String> {
    let identity = identity(program);
    asked(paths).read().lines().find_map(|line| line.strip_suffix(&identity)).map(str::to_string)
}

/// Starts a kernel, and asks which version it is. Gives that and the SHA-256 of its file, if it works.
pub fn ask(paths: &Paths, program: &Path) -> Option<(String, String)> {
    let mut python = Command::new(paths.python());
    python.arg(paths.root.join("python/kernel/ask_kernel.py")).arg(program);
    let said = run::output(python.envs(paths.jupyter_variables()))?;
    said.lines().last()?.split_once(' ').map(|(version, digest)| (version.to_string(), digest.to_string()))
}

/// Notes which version a kernel is.
pub fn note(paths: &Paths, program: &Path, version: &str) -> Result<()> {
    let (identity, asked) = (identity(program), asked(paths));
    let others = asked.read();
    let others: String =
        others.lines().filter(|line| !line.ends_with(&identity)).map(|line| format!("{line}\n")).collect();
    asked.set(&format!("{others}{version}{identity}\n"))
}

/// An installed kernel of the right version: asks those that nobody installed with cargo, such as the ones that their authors built.
pub fn find_by_asking(paths: &Paths) -> Result<Option<PathBuf>> {
    for program in candidates(paths) {
        if !is_noted(&program) && answer(paths, &program).is_none() {
            say(format!("asking {} for its version", program.display()));
            // One that does not answer may do so another time.
            if let Some((version, _)) = ask(paths, &program) {
                note(paths, &program, &version)?;
            }
        }
    }
    Ok(find(paths))
}

/// Whether there is a kernel that was not asked yet.
pub fn can_ask(paths: &Paths) -> bool {
    candidates(paths).iter().any(|program| !is_noted(program) && answer(paths, program).is_none())
}

/// The launcher that kernels are started through, see `launcher.rs`.
fn launcher(paths: &Paths) -> PathBuf {
    Paths::program(&paths.lab("bin"), "nn-course-kernel")
}

/// This program, and what the stamp says when it and a kernel are registered.
fn registration(evcxr: &Path) -> Result<(PathBuf, String)> {
    let own = std::env::current_exe().map_err(|e| Failure::file("find", Path::new("this program"), &e))?;
    let stamp = format!("{}\n{}\n", evcxr.display(), files::digest(std::slice::from_ref(&own))?);
    Ok((own, stamp))
}

/// Where the kernel is registered.
fn kernel_json(paths: &Paths) -> PathBuf {
    paths.jupyter().join("kernels/rust/kernel.json")
}

/// What stands in that file: the launcher is called, with the kernel as an argument.
fn registration_file(paths: &Paths, evcxr: &Path) -> String {
    let text = |t: &Path| json_text(&t.to_string_lossy());
    format!(
        "{{\n \"argv\": [{}, \"kernel\", {}, {}, {}, \"{{connection_file}}\"],\n \"display_name\": \"Rust\",\n \
         \"language\": \"rust\",\n \"interrupt_mode\": \"message\"\n}}\n",
        text(&launcher(paths)),
        text(&paths.lab),
        text(&paths.cells),
        text(evcxr)
    )
}

/// Whether this kernel is registered, with the launcher as it is now.
pub fn is_registered(paths: &Paths, evcxr: &Path) -> Result<bool> {
    let (own, wanted) = registration(evcxr)?;
    let file = fs::read_to_string(kernel_json(paths)).unwrap_or_default();
    let same_launcher = fs::read(launcher(paths)).is_ok_and(|there| fs::read(own).is_ok_and(|own| own == there));
    let same_file = file == registration_file(paths, evcxr);
    Ok(same_launcher && same_file && Stamp::of(&paths.lab, "kernel").says(&wanted))
}

pub fn register(paths: &Paths, evcxr: &Path) -> Result<()> {
    if is_registered(paths, evcxr)? {
        return Ok(());
    }
    let (own, wanted) = registration(evcxr)?;
    let (launcher, stamp) = (launcher(paths), Stamp::of(&paths.lab, "kernel"));
    say("registering the kernel in .lab/venv");
    let program = fs::read(&own).map_err(|e| Failure::file("read", &own, &e))?;
    stamp.clear()?;
    files::write_like(&launcher, program, &own)?;
    stand_in::install(&paths.lab, &launcher)?;
    // The kernel brings its own logos; then its kernel.json is pointed at the launcher.
    let installed = run::output(Command::new(evcxr).arg("--install").env("JUPYTER_PATH", paths.jupyter()));
    if installed.is_none() {
        return Err(Failure::new(
            "the Rust kernel could not be registered",
            format!("“{} --install” failed", evcxr.display()),
            "try it by hand to see its message; delete that program if it is broken, then run the same command again",
        ));
    }
    files::write(&kernel_json(paths), registration_file(paths, evcxr))?;
    stamp.set(&wanted)
}

/// A text as JSON writes it.
fn json_text(text: &str) -> String {
    let escaped: String = text
        .chars()
        .map(|c| match c {
            '"' => "\\\"".into(),
            '\\' => "\\\\".into(),
            c if c.is_control() => format!("\\u{:04x}", c as u32),
            c => c.to_string(),
        })
        .collect();
    format!("\"{escaped}\"")
}

#[cfg(test)]
mod tests {
    use super::json_text;

    #[test]
    fn paths_of_windows_survive_json() {
        assert_eq!(json_text("C:\\a \"b\"\t"), r#""C:\\a \"b\"\u0009""#);
    }
}
