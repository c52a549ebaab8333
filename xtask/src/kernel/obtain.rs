//! Obtaining a kernel where none is installed: its authors' build is fetched, or it is built here.

use crate::kernel::evcxr::{self, PROGRAM, VERSION};
use crate::support::failure::{Failure, Result};
use crate::support::files;
use crate::support::paths::Paths;
use crate::support::progress::{Counts, NEVER, Work};
use crate::support::screen::say;
use crate::support::{run, rustc};
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::AtomicBool;

/// Where a kernel may come from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Source {
    /// Its authors' own build, fetched by cargo-binstall.
    Prebuilt,
    /// A build here.
    Built,
}

impl Source {
    /// The source that a word on the command line names.
    pub fn of(word: &str) -> Result<Self> {
        match word {
            "prebuilt" => Ok(Source::Prebuilt),
            "built" => Ok(Source::Built),
            _ => Err(Failure::new(
                format!("“{word}” is no source of a kernel"),
                "--kernel takes prebuilt, which fetches the one that its authors built, or built, which builds it here",
                "for instance: cargo lab --kernel built",
            )),
        }
    }
}

/// The systems for which evcxr's authors build.
const PREBUILT: [&str; 3] = ["x86_64-unknown-linux-gnu", "aarch64-apple-darwin", "x86_64-pc-windows-msvc"];

/// The authors' release; cargo-binstall fills in the names in braces.
const RELEASE: &str =
    "https://github.com/evcxr/evcxr/releases/download/v{ version }/{ name }-v{ version }-{ target }{ archive-suffix }";
const INSIDE: &str = "{ name }-v{ version }-{ target }/{ bin }{ binary-ext }";

/// Chooses the source: the wanted one, or the person's answer, or a build here. Reports what can go wrong before minutes pass.
pub fn choose(wanted: Option<Source>) -> Result<Source> {
    if wanted == Some(Source::Built) {
        return Ok(Source::Built);
    }
    let is_released = rustc::host().is_some_and(|host| PREBUILT.contains(&host.as_str()));
    let has_binstall = run::output(Command::new("cargo").args(["binstall", "-V"])).is_some();
    match (wanted, is_released, has_binstall) {
        (Some(_), true, true) => Ok(Source::Prebuilt),
        (Some(_), false, _) => Err(Failure::new(
            "there is no prebuilt kernel for this system",
            format!("evcxr's authors build for {}", PREBUILT.join(", ")),
            "build it here: cargo lab --kernel built",
        )),
        (Some(_), true, false) => Err(Failure::new(
            "cargo-binstall is not installed",
            "it fetches the kernel that evcxr's authors built",
            "install it, see https://github.com/cargo-bins/cargo-binstall, or build the kernel here: cargo lab --kernel built",
        )),
        (None, false, _) => Ok(Source::Built),
        (None, true, false) => {
            say(
                "to be faster: where cargo-binstall is installed (https://github.com/cargo-bins/cargo-binstall), `cargo lab` \
                 can fetch the kernel that evcxr's authors built",
            );
            Ok(Source::Built)
        }
        (None, true, true) => Ok(ask_person()),
    }
}

/// Asks the person at the terminal, if there is one.
fn ask_person() -> Source {
    if run::in_ci() || !(std::io::stdin().is_terminal() && std::io::stdout().is_terminal()) {
        say(
            "to be faster: `cargo lab --kernel prebuilt` fetches the kernel that evcxr's authors built, with cargo-binstall",
        );
        return Source::Built;
    }
    print!(
        "? Fetch the Rust kernel that evcxr's authors built (20 MB from github.com; SECURITY.md says what that trusts) rather \
         than build it (about 5 minutes)? [Y/n] "
    );
    let _ = std::io::stdout().flush();
    let mut answer = String::new();
    let is_read = std::io::stdin().read_line(&mut answer).is_ok_and(|length| length > 0);
    if is_read && !answer.trim().to_lowercase().starts_with('n') { Source::Prebuilt } else { Source::Built }
}

/// Fetches the authors' build and tries it. If it cannot be used, says why and returns `None`; then the kernel is built.
pub fn fetch(paths: &Paths) -> Result<Option<PathBuf>> {
    say(format!("fetching the Rust kernel, evcxr_jupyter {VERSION}, from its authors' release"));
    // Kernels are not searched for in this folder: an interruption must not leave an untested one where they are.
    let fetched = paths.lab("fetched");
    files::remove_folder(&fetched)?;
    let mut binstall = Command::new("cargo");
    binstall.args(["binstall", "--no-confirm", "--force", "--strategies", "crate-meta-data"]);
    binstall.args(["--pkg-url", RELEASE, "--bin-dir", INSIDE, "--pkg-fmt", if cfg!(windows) { "zip" } else { "tgz" }]);
    binstall.arg("--root").arg(&fetched).arg(format!("{PROGRAM}@={VERSION}")).env("BINSTALL_DISABLE_TELEMETRY", "true");
    let work = Work { paths, name: "the Rust kernel", log: "prebuilt", counts: Counts::Nothing, stop: &NEVER };
    let program = Paths::program(&fetched.join("bin"), PROGRAM);
    let run = work.run(&mut binstall, "the prebuilt kernel was not fetched", "read cargo-binstall's message above");
    let refused = match run.map(|()| evcxr::ask(paths, &program)) {
        Err(failure) => format!("{}: {}", failure.what, failure.why),
        Ok(None) => "the prebuilt kernel does not run here".into(),
        Ok(Some((version, digest))) if version == VERSION => {
            say(format!("the kernel says that it is {version}, and runs a cell; its SHA-256 is {digest}"));
            let installed = paths.installed(PROGRAM);
            files::make_folder(&paths.lab("bin"))?;
            files::rename(&program, &installed)?;
            evcxr::note(paths, &installed, &version)?;
            files::remove_folder(&fetched)?;
            return Ok(Some(installed));
        }
        Ok(Some((version, _))) => format!("the prebuilt kernel is {version}, not {VERSION}"),
    };
    say(format!("{refused}; building the kernel instead"));
    files::remove_folder(&fetched)?;
    Ok(None)
}

/// How the kernel is compiled. cargo's own settings for a release would take more than half as long again; see docs/speed.md.
const PROFILE: [&str; 3] = ["opt-level=1", "lto=\"off\"", "codegen-units=2"];

/// The crates that infer types run in every cell: each is compiled in one piece, and some are optimized more.
const HOT: [(u8, &str); 3] = [
    (3, "salsa"),
    (2, "ra_ap_base_db ra_ap_hir_expand ra_ap_hir_def ra_ap_hir_ty"),
    (1, "ra_ap_intern ra_ap_syntax rowan"),
];

/// The crates that complete, explain and rewrite code, read projects and send messages need not be fast, but take more than a quarter of
/// the build.
const COLD: &str = "ra_ap_ide_assists ra_ap_ide ra_ap_ide_completion ra_ap_ide_diagnostics ra_ap_ide_ssr ra_ap_project_model \
                    tokio zeromq regex-automata regex-syntax object backtrace";

/// The folder in which the kernel is built.
pub fn build_folder(paths: &Paths) -> PathBuf {
    paths.lab("build")
}

/// Builds the kernel, unless it is told to stop.
pub fn build(paths: &Paths, stop: &AtomicBool) -> Result<PathBuf> {
    say(format!(
        "building the Rust kernel, evcxr_jupyter {VERSION} (once; 340 crates, 3 to 8 minutes; if you interrupt it, the next run goes \
         on from there)"
    ));
    let of_package = |name: &str, level: u8| format!("package.{name}.opt-level={level}");
    let hot = HOT.iter().flat_map(|(level, names)| names.split(' ').map(move |name| (name, *level)));
    let hot = hot.flat_map(|(name, level)| [of_package(name, level), format!("package.{name}.codegen-units=1")]);
    let cold = COLD.split(' ').map(|name| of_package(name, 0));
    let mut cargo = Command::new("cargo");
    cargo.args(["install", "--locked"]);
    for setting in PROFILE.map(String::from).into_iter().chain(hot).chain(cold) {
        cargo.args(["--config", &format!("profile.release.{setting}")]);
    }
    // Forced: an interruption can leave the program there without cargo's record of it.
    cargo.args(["--force", "--root"]).arg(&paths.lab).arg("--target-dir").arg(build_folder(paths));
    cargo.arg(format!("{PROGRAM}@{VERSION}"));
    let work = Work { paths, name: "the Rust kernel", log: "kernel", counts: Counts::Crates(time), stop };
    let how =
        "read cargo's message above; if a linker is missing, on Debian and Ubuntu: sudo apt install build-essential";
    work.run(&mut cargo, "could not build the Rust kernel", how)?;
    Ok(paths.installed(PROGRAM))
}

/// The fraction of the time that has passed when a fraction of the crates is built, as measured: the largest come one after the other.
fn time(crates: f64) -> f64 {
    const PASSED: [(f64, f64); 5] = [(0.0, 0.0), (0.3, 0.11), (0.5, 0.27), (0.6, 0.65), (1.0, 1.0)];
    let next = PASSED.iter().position(|(share, _)| *share >= crates).unwrap_or(PASSED.len() - 1).max(1);
    let ((from, began), (to, ended)) = (PASSED[next - 1], PASSED[next]);
    began + (ended - began) * (crates - from) / (to - from)
}
