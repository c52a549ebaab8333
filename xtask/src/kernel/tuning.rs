//! Settings that make a kernel start sooner, compile cells faster and use less memory. `docs/speed.md` says how much each one gains.

use crate::support::failure::Result;
use crate::support::files::{self, Stamp};
use crate::support::paths::Paths;
use crate::support::screen::say;
use crate::support::{run, rustc};
use std::ffi::OsString;
use std::path::Path;

/// cargo's settings for everything below the folder for cells: cargo looks for settings in all folders above the one it works in.
///
/// They override what evcxr writes into the Cargo.toml of the cells' crate.
const CARGO: &str = r#"# Written by `cargo lab`: how a kernel compiles. docs/speed.md tells why.

# A cell: quick to compile. (How far it is optimized is a setting of evcxr's, which `:opt` changes.)
[profile.dev]
codegen-units = 4
lto = "off"
debug-assertions = false
overflow-checks = true

# What a cell uses: compiled once.
[profile.dev.package."*"]
opt-level = 3
codegen-units = 1
debug-assertions = false
overflow-checks = false

# At this level a crate hands on the instances of generic functions that it has compiled; at a higher one every cell
# compiles them again. Incremental, since a learner or teacher may edit it.
[profile.dev.package.nn_course]
opt-level = 1
codegen-units = 16
incremental = true
debug-assertions = false
overflow-checks = false

[profile.dev.package.nn_course_notebook]
opt-level = 1
codegen-units = 16
incremental = true
debug-assertions = false
overflow-checks = false

# What all cells have in common: handed on only if it is not optimized (nn_course/cells).
[profile.dev.package.nn_course_cells]
opt-level = 0

# The kernel's type inference reads crates too. It need not read all that nn_course uses: see nn_course/Cargo.toml.
# (evcxr compiles with flags of its own, which replace these.)
[build]
rustflags = ["--cfg", "nn_course_outline"]
"#;

/// evcxr's settings, copied from the notebooks' folder so that they also apply to a kernel that starts elsewhere.
const EVCXR: &str = include_str!("../../../notebooks/evcxr.toml");

/// The folder in which evcxr looks for its settings.
pub const EVCXR_FOLDER: &str = "evcxr";

/// The folder with the part of the standard library's source that the kernel's type inference reads.
const SOURCE: &str = "rust-src";

/// The crates of the standard library that types come from. The largest one left out is `stdarch`, the vector instructions of every
/// processor: half of the source.
const CRATES: [&str; 3] = ["core", "alloc", "std"];

/// All settings, as one text.
pub fn settings() -> String {
    format!("{CARGO}{EVCXR}")
}

/// The Cargo.toml that evcxr 0.22 writes for the cells of a notebook that uses one crate of a folder.
///
/// If a later evcxr writes another one, the crate is merely compiled once more.
pub fn manifest(name: &str, folder: &Path) -> String {
    let optimized = EVCXR.split("'''").nth(1).unwrap_or("0").trim_start_matches('\n');
    format!(
        "\n[package]\nname = \"ctx\"\nversion = \"1.0.0\"\nedition = \"2024\"\n\n[lib]\ncrate-type = [\"cdylib\"]\npath = \"src/lib.rs\"\n\n\
         [profile.dev]\nopt-level = {optimized}\ndebug = false\nstrip = \"debuginfo\"\nrpath = true\nlto = false\ndebug-assertions = true\n\
         codegen-units = 16\npanic = 'unwind'\nincremental = true\noverflow-checks = true\n\n[dependencies]\n{name} = {{ path = {:?} }}\n\n",
        folder.display().to_string()
    )
}

/// The flags with which evcxr compiles.
pub fn flags() -> &'static str {
    let there = |name: &str| run::on_path(name).next().is_some();
    let lld = !cfg!(target_os = "macos") && !there("mold") && there("lld");
    if lld { "-Cprefer-dynamic -Clink-arg=-fuse-ld=lld" } else { "-Cprefer-dynamic" }
}

/// Writes the settings, and copies the needed part of the standard library's source.
pub fn set_up(paths: &Paths) -> Result<()> {
    let evcxr = paths.lab(EVCXR_FOLDER).join("evcxr.toml");
    for (file, content) in [(paths.cells.join(".cargo/config.toml"), CARGO), (evcxr, EVCXR)] {
        files::write_if_other(&file, content)?;
    }
    let (stamp, copy) = (Stamp::of(&paths.lab, "rust-src"), paths.lab(SOURCE));
    let Some(library) = rustc::library_source() else {
        // The kernel then looks for the source itself, and works with what it finds.
        stamp.clear()?;
        return files::remove_folder(&copy);
    };
    let wanted = format!("{} {}", library.display(), rustc::version().unwrap_or_default());
    if copy.is_dir() && stamp.says(&wanted) {
        return Ok(());
    }
    stamp.clear()?;
    files::remove_folder(&copy)?;
    // Copied elsewhere first: a kernel that starts now would trust an incomplete copy.
    let partial = paths.lab("rust-src.partial");
    files::remove_folder(&partial)?;
    let mut parts = CRATES.iter().map(|name| Path::new(name).join("src"));
    let copy_part = |part| files::copy_folder(&library.join(&part), &partial.join(&part), |_| false);
    if let Err(failure) = parts.try_for_each(copy_part) {
        say(format!("going on without the standard library's source, so kernels start more slowly: {failure}"));
        return files::remove_folder(&partial);
    }
    files::rename(&partial, &copy)?;
    stamp.set(&wanted)
}

/// The variables that a kernel is started with.
pub fn variables(lab: &Path) -> Vec<(&'static str, OsString)> {
    // The kernel's allocator: no huge pages, and free memory is returned to the system.
    let mut variables = vec![("MIMALLOC_ALLOW_THP", "0".into()), ("MIMALLOC_PURGE_DELAY", "0".into())];
    let source = lab.join(SOURCE);
    if source.is_dir() {
        variables.push(("RUST_SRC_PATH", source.into()));
    }
    variables
}
