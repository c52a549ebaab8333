//! `cargo lab`: sets up what is missing, then serves JupyterLab.

use crate::kernel::obtain::Source;
use crate::setup;
use crate::setup::inventory;
use crate::support::failure::{Failure, Result, say};
use crate::support::paths::Paths;
use crate::support::run;
use crate::support::usage::unknown;
use std::net::TcpListener;
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
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match word.split_once('=').map_or((word.as_str(), None), |(w, v)| (w, Some(v.to_string()))) {
                ("--no-browser", None) => options.no_browser = true,
                ("--setup-only", None) => options.setup_only = true,
                ("--check", None) => options.check = true,
                ("--port", value) => {
                    let value = value.or_else(|| words.next().cloned()).unwrap_or_default();
                    options.port = Some(port_number(&value)?);
                }
                ("--kernel", value) => {
                    let value = value.or_else(|| words.next().cloned()).unwrap_or_default();
                    options.kernel = Some(Source::of(&value)?);
                }
                _ => return Err(unknown(word)),
            }
        }
        Ok(options)
    }
}

fn port_number(text: &str) -> Result<u16> {
    text.parse().ok().filter(|p| *p >= 1024).ok_or_else(|| {
        Failure::new(
            format!("“{text}” is not a port"),
            "--port takes a number from 1024 to 65535",
            "for instance: cargo lab --port 8889",
        )
    })
}

/// Sets up, then serves until it is interrupted.
pub fn lab(paths: &Paths, options: &Options) -> Result<ExitCode> {
    if options.check {
        return inventory::check(paths);
    }
    // Said before minutes of set-up, not after.
    let port = if options.setup_only { 0 } else { free_port(options.port)? };
    setup::set_up(paths, options.kernel)?;
    if let Err(failure) = setup::warm(paths) {
        if options.setup_only {
            return Err(failure);
        }
        // For instance a mistake in a source file that is being edited: the notebook's first cell will show it too.
        eprintln!("\n{failure}\n");
        say("going on without: the first cell of a notebook compiles the crate, or shows what is wrong with it");
    }
    if options.setup_only {
        say("all is in place; start with: cargo lab");
        return Ok(ExitCode::SUCCESS);
    }
    serve(paths, options, port)
}

fn is_free(port: u16) -> bool {
    TcpListener::bind(("127.0.0.1", port)).is_ok()
}

/// The wanted port, or the first free one from JupyterLab's usual port upwards.
fn free_port(wanted: Option<u16>) -> Result<u16> {
    match wanted {
        Some(port) if is_free(port) => Ok(port),
        Some(port) => Err(Failure::new(
            format!("port {port} is in use"),
            "another program, perhaps another JupyterLab, listens there",
            format!(
                "stop that program, or choose another port: cargo lab --port {}",
                port.checked_add(1).unwrap_or(8889)
            ),
        )),
        None => (8888..8988).find(|p| is_free(*p)).ok_or_else(|| {
            Failure::new("no port is free", "8888 to 8987 are all in use", "name a free one: cargo lab --port N")
        }),
    }
}

fn serve(paths: &Paths, options: &Options, port: u16) -> Result<ExitCode> {
    let token = run::output(Command::new(paths.python()).args(["-c", "import secrets; print(secrets.token_hex(24))"]));
    let Some(token) = token else {
        return Err(Failure::new(
            "the environment's Python does not run",
            format!("{} failed", paths.python().display()),
            "delete the folder .lab and run cargo lab again",
        ));
    };
    say("starting JupyterLab (5 seconds); stop it with Ctrl-C here. If no browser opens, open:");
    println!("\n    http://127.0.0.1:{port}/lab/tree/notebooks?token={token}\n");
    let mut jupyter = Command::new(paths.python());
    jupyter
        .args([
            "-m",
            "jupyterlab",
            "--ServerApp.ip=127.0.0.1",
            "--ServerApp.port_retries=0",
            "--ServerApp.answer_yes=True",
        ])
        .args(["--log-level=WARN", "--LabApp.default_url=/lab/tree/notebooks"])
        .arg("--KernelSpecManager.allowed_kernelspecs=rust")
        // Nothing is looked up on the network while the lab runs.
        .arg("--LabApp.extension_manager=readonly")
        .arg(format!("--config={}", paths.root.join("python/server/lab_config.py").display()))
        .arg(format!("--ServerApp.port={port}"))
        .arg(format!("--ServerApp.root_dir={}", paths.root.display()))
        .envs(paths.jupyter_variables())
        .env("JUPYTER_TOKEN", token)
        .current_dir(&paths.root);
    // In a container one often is root; the server listens on this machine alone and asks for its token.
    jupyter.arg("--allow-root");
    if options.no_browser {
        jupyter.arg("--no-browser");
    }
    run::become_program(&mut jupyter).map_err(|e| not_started(&e))
}

fn not_started(error: &std::io::Error) -> Failure {
    Failure::new("JupyterLab could not be started", error.to_string(), "delete the folder .lab and run cargo lab again")
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn a_port_in_use_is_refused() {
        let Ok(listener) = TcpListener::bind("127.0.0.1:0") else { return };
        let Ok(port) = listener.local_addr().map(|a| a.port()) else { return };
        let failure = free_port(Some(port)).err().map(|f| f.to_string()).unwrap_or_default();
        assert!(failure.contains(&format!("port {port} is in use")) && failure.contains("--port"), "{failure}");
    }
}
