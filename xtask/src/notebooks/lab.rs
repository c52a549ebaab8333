//! `cargo lab`: sets up what is missing, then serves JupyterLab.

use crate::kernel::obtain::Source;
use crate::setup::{self, inventory};
use crate::support::failure::{Failure, Result};
use crate::support::paths::Paths;
use crate::support::run;
use crate::support::screen::say;
use crate::support::usage::unknown;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// The options of `cargo lab`.
#[derive(Debug, Default, PartialEq)]
pub struct Options {
    no_browser: bool,
    setup_only: bool,
    check: bool,
    port: Option<u16>,
    kernel: Option<Source>,
}

impl Options {
    /// Reads the words after `cargo lab`.
    pub fn parse(words: &[String]) -> Result<Self> {
        let mut options = Options::default();
        // `--port=N` is `--port N`.
        let mut words = words.iter().flat_map(|word| word.splitn(2, '='));
        while let Some(word) = words.next() {
            match word {
                "--no-browser" => options.no_browser = true,
                "--setup-only" => options.setup_only = true,
                "--check" => options.check = true,
                "--port" => options.port = Some(port_number(words.next().unwrap_or_default())?),
                "--kernel" => options.kernel = Some(Source::of(words.next().unwrap_or_default())?),
                _ => return Err(unknown(word)),
            }
        }
        Ok(options)
    }
}

fn port_number(text: &str) -> Result<u16> {
    let (why, how) = ("--port takes a number from 1024 to 65535", "for instance: cargo lab --port 8889");
    let none = || Failure::new(format!("“{text}” is not a port"), why, how);
    text.parse().ok().filter(|p| *p >= 1024).ok_or_else(none)
}

/// Sets up, then serves until it is interrupted.
pub fn lab(paths: &Paths, options: &Options) -> Result<ExitCode> {
    if options.check {
        return inventory::check(paths);
    }
    // Checked before minutes of set-up, not after.
    let port = if options.setup_only { 0 } else { free_port(options.port)? };
    setup::set_up(paths, options.kernel)?;
    let warm = setup::warm(paths);
    if options.setup_only {
        warm?;
        say("all is in place; start with: cargo lab");
        return Ok(ExitCode::SUCCESS);
    }
    if let Err(failure) = warm {
        // For instance a mistake in a source file that is being edited: the notebook's first cell shows it too.
        eprintln!("\n{failure}\n");
        say("going on without: the first cell of a notebook compiles the crate, or shows what is wrong with it");
    }
    serve(paths, options, port)
}

/// The wanted port, or the first free one from JupyterLab's usual port upwards.
fn free_port(wanted: Option<u16>) -> Result<u16> {
    let is_free = |port: &u16| TcpListener::bind(("127.0.0.1", *port)).is_ok();
    let port = wanted.or_else(|| (8888..u16::MAX).find(is_free)).unwrap_or(8888);
    if is_free(&port) {
        return Ok(port);
    }
    Err(Failure::new(
        format!("port {port} is in use"),
        "another program, perhaps another JupyterLab, listens there",
        format!("stop that program, or choose another port: cargo lab --port {}", port.checked_add(1).unwrap_or(8889)),
    ))
}

/// The page to open: the first notebook, or what was open last, which JupyterLab keeps in a file in the folder of workspaces.
fn first_page(workspaces: &Path) -> &'static str {
    let is_there = std::fs::read_dir(workspaces).is_ok_and(|mut files| files.next().is_some());
    if is_there { "/lab" } else { "/lab/tree/notebooks/01_bias_variance.ipynb" }
}

fn serve(paths: &Paths, options: &Options, port: u16) -> Result<ExitCode> {
    let broken = || {
        let why = format!("{} failed", paths.python().display());
        Failure::new("the environment's Python does not run", why, "delete the folder .lab and run cargo lab again")
    };
    let token = run::output(Command::new(paths.python()).args(["-c", "import secrets; print(secrets.token_hex(24))"]));
    let token = token.ok_or_else(broken)?;
    let workspaces = std::env::var_os("JUPYTERLAB_WORKSPACES_DIR").map(PathBuf::from);
    let page = first_page(&workspaces.unwrap_or_else(|| paths.lab("jupyter/config/lab/workspaces")));
    say("starting JupyterLab (5 seconds); stop it with Ctrl-C here. If no browser opens, open:");
    println!("\n    http://127.0.0.1:{port}{page}?token={token}\n");
    let mut jupyter = Command::new(paths.python());
    jupyter
        .args(["-m", "jupyterlab", "--ServerApp.ip=127.0.0.1", "--ServerApp.port_retries=0"])
        .args(["--ServerApp.answer_yes=True", "--log-level=WARN"])
        .arg(format!("--LabApp.default_url={page}"))
        .arg("--KernelSpecManager.allowed_kernelspecs=rust")
        // Nothing is looked up on the network while the lab runs.
        .arg("--LabApp.extension_manager=readonly")
        // In a container one is often root; the server listens only on this machine and asks for its token.
        .arg("--allow-root")
        .arg(format!("--config={}", paths.root.join("python/server/lab_config.py").display()))
        .arg(format!("--ServerApp.port={port}"))
        .arg(format!("--ServerApp.root_dir={}", paths.root.display()))
        .args(options.no_browser.then_some("--no-browser"))
        .envs(paths.jupyter_variables())
        .env("JUPYTER_TOKEN", token)
        .current_dir(&paths.root);
    run::become_program(&mut jupyter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::support::files;

    fn parse(words: &[&str]) -> Result<Options> {
        Options::parse(&words.iter().map(|w| w.to_string()).collect::<Vec<_>>())
    }

    #[test]
    fn options_are_read() {
        let all = Options { no_browser: true, setup_only: true, check: false, port: Some(9000), kernel: None };
        assert!(parse(&["--no-browser", "--port", "9000", "--setup-only"]).is_ok_and(|o| o == all));
        assert!(parse(&["--port=9000", "--setup-only", "--no-browser"]).is_ok_and(|o| o == all));
        for wrong in [&["--port"][..], &["--port", "80"], &["--port", "x"], &["--ports", "9000"], &["--no-browser=1"]] {
            assert!(parse(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn jupyterlab_opens_on_the_first_notebook_until_there_is_a_workspace() -> Result<()> {
        let workspaces = std::env::temp_dir().join(format!("nn-course-workspaces-{}", std::process::id()));
        let root = Path::new("..");
        let notebook = first_page(&workspaces).trim_start_matches("/lab/tree/");
        assert!(root.join(notebook).is_file() && notebook.contains("01"), "{notebook}");
        files::write(&workspaces.join("default.jupyterlab-workspace"), "{}")?;
        assert_eq!(first_page(&workspaces), "/lab");
        files::remove_folder(&workspaces)
    }

    #[test]
    fn a_port_in_use_is_refused() {
        let Ok(listener) = TcpListener::bind("127.0.0.1:0") else { return };
        let Ok(port) = listener.local_addr().map(|a| a.port()) else { return };
        let failure = free_port(Some(port)).err().map(|f| f.to_string()).unwrap_or_default();
        assert!(failure.contains(&format!("port {port} is in use")) && failure.contains("--port"), "{failure}");
    }
}
