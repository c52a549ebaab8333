//! Where the kernel comes from, if none is installed: its authors' own build, or a build here.

use crate::kernel::evcxr::{self, VERSION};
use crate::support::failure::{Failure, Result, say};
use crate::support::files;
use crate::support::paths::Paths;
use crate::support::progress::Work;
use crate::support::run;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::{Child, Command};
use std::sync::Arc;
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
    /// By its word on the command line.
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

/// The systems for which evcxr's authors build, and the SHA-256 of the program in their release, where it is known.
const PREBUILT: [(&str, Option<&str>); 3] =
    [("x86_64-unknown-linux-gnu", None), ("aarch64-apple-darwin", None), ("x86_64-pc-windows-msvc", None)];

/// The authors' release; cargo-binstall fills in the names in braces.
const RELEASE: &str =
    "https://github.com/evcxr/evcxr/releases/download/v{ version }/{ name }-v{ version }-{ target }{ archive-suffix }";
const INSIDE: &str = "{ name }-v{ version }-{ target }/{ bin }{ binary-ext }";

/// The release's line for this system.
fn release() -> Option<(&'static str, Option<&'static str>)> {
    let host = run::host()?;
    PREBUILT.into_iter().find(|(target, _)| *target == host)
}

fn has_binstall() -> bool {
    run::output(Command::new("cargo").args(["binstall", "-V"])).is_some()
}

/// Which source to use: what was asked for, or else what a person answers, or else a build here. Says what there is to know before minutes
/// go by.
pub fn choose(wanted: Option<Source>) -> Result<Source> {
    let (release, binstall) = (release(), has_binstall());
    match (wanted, release) {
        (Some(Source::Built), _) => return Ok(Source::Built),
        (Some(Source::Prebuilt), None) => {
            return Err(Failure::new(
                "there is no prebuilt kernel for this system",
                format!("evcxr's authors build for {}", PREBUILT.map(|(target, _)| target).join(", ")),
                "build it here: cargo lab --kernel built",
            ));
        }
        (Some(Source::Prebuilt), Some(_)) if !binstall => {
            return Err(Failure::new(
                "cargo-binstall is not installed",
                "it fetches the kernel that evcxr's authors built",
                "install it, see https://github.com/cargo-bins/cargo-binstall, or build the kernel here: cargo lab --kernel built",
            ));
        }
        (Some(Source::Prebuilt), Some(_)) => return Ok(Source::Prebuilt),
        (None, _) => {}
    }
    if release.is_some() && !binstall {
        say(
            "to be faster: where cargo-binstall is installed (https://github.com/cargo-bins/cargo-binstall), `cargo lab` can fetch \
             the kernel that evcxr's authors built",
        );
    }
    if release.is_none() || !binstall {
        return Ok(Source::Built);
    }
    if run::in_ci() || !(std::io::stdin().is_terminal() && std::io::stdout().is_terminal()) {
        say(
            "to be faster: `cargo lab --kernel prebuilt` fetches the kernel that evcxr's authors built, with cargo-binstall",
        );
        return Ok(Source::Built);
    }
    print!(
        "? Fetch the Rust kernel that evcxr's authors built (20 MB from github.com; SECURITY.md says what that trusts) rather \
         than build it (about 5 minutes)? [Y/n] "
    );
    let _ = std::io::stdout().flush();
    let mut answer = String::new();
    let read = std::io::stdin().read_line(&mut answer);
    let no = read.is_err() || answer.is_empty() || answer.trim().to_lowercase().starts_with('n');
    Ok(if no { Source::Built } else { Source::Prebuilt })
}

/// Fetches the authors' build and tries it. `None`, after saying why, if it will not do: then it is built.
pub fn fetch(paths: &Paths) -> Result<Option<PathBuf>> {
    let Some((_, pinned)) = release() else { return Ok(None) };
    say(format!("fetching the Rust kernel, evcxr_jupyter {VERSION}, from its authors' release"));
    // Not to where kernels are looked for: an interruption must not leave one there that was never tried.
    let fetched = paths.lab("fetched");
    files::remove_folder(&fetched)?;
    let mut binstall = Command::new("cargo");
    binstall.args(["binstall", "--no-confirm", "--force", "--strategies", "crate-meta-data"]);
    binstall.args(["--pkg-url", RELEASE, "--bin-dir", INSIDE, "--pkg-fmt", if cfg!(windows) { "zip" } else { "tgz" }]);
    binstall
        .arg("--root")
        .arg(&fetched)
        .arg(format!("evcxr_jupyter@={VERSION}"))
        .env("BINSTALL_DISABLE_TELEMETRY", "true");
    let work = Work::new(paths, "the Rust kernel", "prebuilt");
    let program = Paths::program(&fetched.join("bin"), "evcxr_jupyter");
    let refused =
        match work.run(&mut binstall, "the prebuilt kernel was not fetched", "read cargo-binstall's message above") {
            Err(failure) => format!("{}: {}", failure.what(), failure.why()),
            Ok(()) => match evcxr::ask(paths, &program) {
                None => "the prebuilt kernel does not run here".into(),
                Some((version, _)) if version != VERSION => format!("the prebuilt kernel is {version}, not {VERSION}"),
                Some((_, digest)) if pinned.is_some_and(|pinned| pinned != digest) => {
                    format!("the prebuilt kernel is not the one that this course knows: its SHA-256 is {digest}")
                }
                Some((version, digest)) => {
                    let compared =
                        if pinned.is_some() { "as it should be" } else { "none is known to compare it with" };
                    say(format!(
                        "the kernel says that it is {version}, and runs a cell; its SHA-256 is {digest} ({compared})"
                    ));
                    let installed = Paths::program(&paths.lab("bin"), "evcxr_jupyter");
                    files::make_folder(&paths.lab("bin"))?;
                    std::fs::rename(&program, &installed).map_err(|e| Failure::file("move to", &installed, &e))?;
                    evcxr::note(paths, &installed, &version)?;
                    files::remove_folder(&fetched)?;
                    return Ok(Some(installed));
                }
            },
        };
    say(format!("{refused}; building the kernel instead"));
    files::remove_folder(&fetched)?;
    Ok(None)
}

/// How the kernel is compiled: what cargo does for a release would take more than half as long again. See docs/speed.md.
const PROFILE: [&str; 3] = ["opt-level=1", "lto=\"off\"", "codegen-units=2"];

/// What infers types of variables counts in each cell: it is compiled in one piece, and some of it optimized more.
const HOT: [(&str, u8); 8] = [
    ("salsa", 3),
    ("ra_ap_base_db", 2),
    ("ra_ap_hir_expand", 2),
    ("ra_ap_hir_def", 2),
    ("ra_ap_hir_ty", 2),
    ("ra_ap_intern", 1),
    ("ra_ap_syntax", 1),
    ("rowan", 1),
];

/// What completes, explains and rewrites code, reads projects and sends messages need not be quick to run, but takes more than a quarter of the build.
const COLD: [&str; 12] = [
    "ra_ap_ide_assists",
    "ra_ap_ide",
    "ra_ap_ide_completion",
    "ra_ap_ide_diagnostics",
    "ra_ap_ide_ssr",
    "ra_ap_project_model",
    "tokio",
    "zeromq",
    "regex-automata",
    "regex-syntax",
    "object",
    "backtrace",
];

/// A build of the kernel that is under way.
pub struct Build {
    work: Work,
    process: Child,
}

/// Where it is built.
pub fn build_folder(paths: &Paths) -> PathBuf {
    paths.lab("build")
}

const WHAT: &str = "could not build the Rust kernel";
const HOW: &str =
    "read cargo's message above; if a linker is missing, on Debian and Ubuntu: sudo apt install build-essential";

impl Build {
    /// What ends it, when set.
    pub fn stop(&self) -> Arc<AtomicBool> {
        self.work.stop()
    }

    /// Starts to build the kernel.
    pub fn start(paths: &Paths) -> Result<Self> {
        say(format!(
            "building the Rust kernel, evcxr_jupyter {VERSION} (once; 340 crates, 3 to 8 minutes; if you interrupt it, the next run goes \
             on from there)"
        ));
        let mut cargo = Command::new("cargo");
        cargo.args(["install", "--locked"]);
        let hot = HOT.iter().flat_map(|(name, level)| {
            [format!("package.{name}.opt-level={level}"), format!("package.{name}.codegen-units=1")]
        });
        let cold = COLD.iter().map(|name| format!("package.{name}.opt-level=0"));
        for setting in PROFILE.map(String::from).into_iter().chain(hot).chain(cold) {
            cargo.args(["--config", &format!("profile.release.{setting}")]);
        }
        // Forced: if an interruption left the program there without cargo's note of it, it is made again.
        cargo.args(["--force", "--root"]).arg(&paths.lab).arg("--target-dir").arg(build_folder(paths));
        cargo.arg(format!("evcxr_jupyter@{VERSION}"));
        let work = Work::new(paths, "the Rust kernel", "kernel").of_cargo(&mut cargo, time);
        let process = work.start(&mut cargo)?;
        Ok(Build { work, process })
    }

    /// Waits for its end.
    pub fn finish(self, paths: &Paths) -> Result<PathBuf> {
        let end = self.work.finish(self.process, "cargo", WHAT, &format!("{HOW}, {}", run::AGAIN));
        end.map_err(|failure| run::likely_reason(paths, failure, HOW))?;
        Ok(Paths::program(&paths.lab("bin"), "evcxr_jupyter"))
    }
}

/// The share of the time that is over when a share of the crates is built, as measured: the largest come one after the other.
fn time(crates: f64) -> f64 {
    const OVER: [(f64, f64); 5] = [(0.0, 0.0), (0.3, 0.11), (0.5, 0.27), (0.6, 0.65), (1.0, 1.0)];
    let next = OVER.iter().position(|(share, _)| *share >= crates).unwrap_or(OVER.len() - 1).max(1);
    let ((from, began), (to, ended)) = (OVER[next - 1], OVER[next]);
    began + (ended - began) * (crates - from) / (to - from)
}
