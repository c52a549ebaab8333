//! The relay between a kernel and those who use it, `python/kernel/relay.py`: how it is started and ended.

use crate::support::failure::{OfFile, Result};
use crate::support::paths::Paths;
use std::fs;
use std::io::Write;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// The entries of a connection file that are ports.
const PORTS: [&str; 5] = ["shell_port", "iopub_port", "stdin_port", "control_port", "hb_port"];

/// The file in a kernel's folder that tells the kernel where the relay will look for it.
const CONNECTION: &str = "connection.json";

/// A running relay. It ends when this value is dropped.
pub struct Relay {
    process: Child,
    connection: PathBuf,
}

impl Relay {
    /// Starts a relay that serves the ports of a connection file, and finds the kernel at other ones.
    pub fn start(lab: &Path, script: &str, connection: &str, work: &Path) -> Result<Self> {
        let served = fs::read_to_string(connection).of_file("read", connection)?;
        let kernels = work.join(CONNECTION);
        // The file holds the key with which anybody could run cells, so it is its owner's alone.
        let made = on_other_ports(&served).of_file("find free ports for", connection)?;
        private(&kernels).and_then(|mut file| file.write_all(made.as_bytes())).of_file("write", &kernels)?;
        let mut python = Command::new(Paths::python_of(&lab.join("venv")));
        python.arg(script).args([Path::new(connection), &kernels, work]).stdin(Stdio::null());
        let process = python.spawn().of_file("run", python.get_program())?;
        Ok(Relay { process, connection: kernels })
    }

    /// The connection file for the kernel.
    pub fn kernels_connection(&self) -> &Path {
        &self.connection
    }

    /// Whether it has ended, which it does only if it cannot go on.
    pub fn has_ended(&mut self) -> bool {
        !matches!(self.process.try_wait(), Ok(None))
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        // One that has ended already is no failure.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A new file that nobody else can read.
fn private(path: &Path) -> std::io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// A connection file with ports that are free now.
fn on_other_ports(connection: &str) -> std::io::Result<String> {
    // All are taken at the same time, so that they differ. Those of the file are free too, until the relay serves them.
    let many = 0..3 * PORTS.len();
    let listeners = many.map(|_| TcpListener::bind(("127.0.0.1", 0))).collect::<std::io::Result<Vec<_>>>()?;
    let ports = listeners.iter().filter_map(|listener| Some(listener.local_addr().ok()?.port().to_string()));
    let mut text = connection.to_string();
    for (name, port) in PORTS.iter().zip(ports.filter(|port| !connection.contains(port))) {
        let Some((before, rest)) = text.split_once(&format!("\"{name}\"")) else { continue };
        let number = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        let after = rest[number..].trim_start_matches(|c: char| c.is_ascii_digit());
        text = format!("{before}\"{name}\"{}{port}{after}", &rest[..number]);
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernel_gets_five_ports_of_its_own_and_the_same_key() -> std::io::Result<()> {
        let numbers = |text: &str| -> Vec<u16> {
            text.split(|c: char| !c.is_ascii_digit())
                .filter_map(|number| number.parse().ok())
                .filter(|n| *n > 9)
                .collect()
        };
        let there = PORTS.map(|name| format!("  \"{name}\": 10")).join(",\n");
        let there = format!("{{\n{there},\n  \"key\": \"a-b\"\n}}");
        let made = on_other_ports(&there)?;
        let mut ports = numbers(&made);
        ports.sort();
        ports.dedup();
        assert!(ports.len() == 5 && !ports.contains(&10) && made.ends_with(",\n  \"key\": \"a-b\"\n}"), "{made}");
        Ok(())
    }
}
