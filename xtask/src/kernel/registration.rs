//! Registration of the kernel with JupyterLab, which calls a launcher to start it.

use crate::kernel::stand_in;
use crate::support::failure::{Failure, Result};
use crate::support::files::{self, Stamp};
use crate::support::paths::Paths;
use crate::support::run;
use crate::support::screen::say;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The launcher that kernels are started through: a copy of this program, see `launcher.rs`.
fn launcher(paths: &Paths) -> PathBuf {
    paths.installed("nn-course-kernel")
}

/// Where the kernel is registered.
fn kernel_json(paths: &Paths) -> PathBuf {
    paths.jupyter().join("kernels/rust/kernel.json")
}

/// The content of that file: JupyterLab calls the launcher, with the kernel and its relay as arguments.
fn content(paths: &Paths, evcxr: &Path) -> String {
    let text = |t: &Path| json_text(&t.to_string_lossy());
    format!(
        "{{\n \"argv\": [{}, \"kernel\", {}, {}, {}, {}, \"{{connection_file}}\"],\n \"display_name\": \"Rust\",\n \
         \"language\": \"rust\",\n \"interrupt_mode\": \"message\"\n}}\n",
        text(&launcher(paths)),
        text(&paths.lab),
        text(&paths.cells),
        text(evcxr),
        text(&paths.root.join("python/kernel/relay.py"))
    )
}

/// Records which kernel is registered.
fn stamp(paths: &Paths) -> Stamp {
    Stamp::of(&paths.lab, "kernel")
}

/// Whether this kernel is registered with the current launcher.
pub fn is_done(paths: &Paths, evcxr: &Path) -> Result<bool> {
    let own = run::own_program()?;
    let same_launcher = fs::read(launcher(paths)).is_ok_and(|there| fs::read(own).is_ok_and(|own| own == there));
    let same_file = fs::read_to_string(kernel_json(paths)).is_ok_and(|file| file == content(paths, evcxr));
    Ok(same_launcher && same_file && stamp(paths).says(&evcxr.to_string_lossy()))
}

/// Registers a kernel, unless that is done.
pub fn set_up(paths: &Paths, evcxr: &Path) -> Result<()> {
    if is_done(paths, evcxr)? {
        return Ok(());
    }
    say("registering the kernel in .lab/venv");
    stamp(paths).clear()?;
    files::copy_program(&run::own_program()?, &launcher(paths))?;
    stand_in::install(&paths.lab, &launcher(paths))?;
    // The kernel installs its own logos and a kernel.json, which is then replaced by one that names the launcher.
    if run::output(Command::new(evcxr).arg("--install").env("JUPYTER_PATH", paths.jupyter())).is_none() {
        return Err(Failure::new(
            "the Rust kernel could not be registered",
            format!("“{} --install” failed", evcxr.display()),
            "try it by hand to see its message; delete that program if it is broken, then run the same command again",
        ));
    }
    files::write(&kernel_json(paths), content(paths, evcxr))?;
    stamp(paths).set(&evcxr.to_string_lossy())
}

/// A text as a JSON string.
pub fn json_text(text: &str) -> String {
    let escaped = text.chars().map(|c| match c {
        '"' | '\\' => format!("\\{c}"),
        c if c.is_control() => format!("\\u{:04x}", c as u32),
        c => c.to_string(),
    });
    format!("\"{}\"", escaped.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::json_text;

    #[test]
    fn paths_of_windows_survive_json() {
        assert_eq!(json_text("C:\\a \"b\"\t"), r#""C:\\a \"b\"\u0009""#);
    }
}
