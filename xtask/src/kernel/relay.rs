//! The relay between a kernel and those who use it, `python/kernel/relay.py`: how it is started and ended.

use crate::support::failure::{OfFile, Result};
use crate::support::paths::Paths;
use std::fs;
use std::io::Write;
use std::net::{Ipv4Addr, TcpListener};
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
        let made = for_kernel(&served).of_file("find free ports for", connection)?;
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

/// A connection file with an address of the kernel's own, and ports that are free now.
///
/// Kernels that start at the same moment would find the same ports free. So each has the address that its process's number gives, where the
/// system has more than one for the machine itself: not on macOS.
fn for_kernel(connection: &str) -> std::io::Result<String> {
    let [_, a, b, c] = std::process::id().to_be_bytes();
    // All are taken at the same time, so that they differ. Those of the file are free too, until the relay serves them.
    let take = |ip| (0..3 * PORTS.len()).map(|_| TcpListener::bind((ip, 0))).collect::<std::io::Result<Vec<_>>>();
    let own = Ipv4Addr::new(127, a.wrapping_add(1), b, c);
    let listeners = take(own).or_else(|_| take(Ipv4Addr::LOCALHOST))?;
    let addresses = listeners.iter().map(TcpListener::local_addr).collect::<std::io::Result<Vec<_>>>()?;
    let ports = addresses.iter().map(|address| address.port().to_string());
    let mut text = connection.to_string();
    for (name, port) in PORTS.iter().zip(ports.filter(|port| !connection.contains(port))) {
        text = with_entry(&text, name, &port);
    }
    Ok(with_entry(&text, "ip", &format!("\"{}\"", addresses[0].ip())))
}

/// A connection file with another value of an entry that it has.
fn with_entry(text: &str, name: &str, value: &str) -> String {
    let Some((before, rest)) = text.split_once(&format!("\"{name}\":")) else { return text.into() };
    let after = &rest[rest.find([',', '}', '\n']).unwrap_or(rest.len())..];
    format!("{before}\"{name}\": {value}{after}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernel_gets_five_ports_and_an_address_of_its_own_and_the_same_key() -> std::io::Result<()> {
        let there = PORTS.map(|name| format!("  \"{name}\": 10")).join(",\n");
        let there = format!("{{\n{there},\n  \"ip\": \"0.0.0.0\",\n  \"key\": \"a-b\"\n}}");
        let made = for_kernel(&there)?;
        let value = |name: &str| made.split_once(&format!("\"{name}\": ")).and_then(|(_, rest)| rest.lines().next());
        let mut ports = PORTS.map(value).to_vec();
        assert!(ports.iter().all(|port| port.is_some_and(|port| port.len() > 3)), "{made}");
        ports.sort();
        ports.dedup();
        assert!(ports.len() == 5 && made.ends_with("\",\n  \"key\": \"a-b\"\n}"), "{made}");
        let one_for_all = cfg!(target_os = "macos");
        assert!(
            value("ip").is_some_and(|ip| ip.starts_with("\"127.") && (one_for_all || ip != "\"127.0.0.1\",")),
            "{made}"
        );
        Ok(())
    }
}
