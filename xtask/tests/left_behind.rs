//! A step of `cargo verify` whose `cargo verify` was killed.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Whether it becomes true within seconds.
fn soon(is_true: impl Fn() -> bool) -> bool {
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(30) {
        if is_true() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    false
}

#[test]
fn a_step_ends_with_all_that_it_started_when_the_process_that_waits_for_it_is_killed() {
    let folder = std::env::temp_dir().join(format!("left-behind-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let (cargo, started) = (folder.join("cargo"), folder.join("started"));
    // What the step “format” calls: it never ends by itself.
    fs::write(&cargo, format!("#!/bin/sh\necho $$ > '{}'\nexec sleep 1000\n", started.display())).unwrap();
    fs::set_permissions(&cargo, fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap());
    let mut waits = Command::new("sh")
        .args(["-c", &format!("'{}' verify --step format & wait", std::env::var("CARGO_BIN_EXE_xtask").unwrap())])
        .env("PATH", path)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let id = || fs::read_to_string(&started).unwrap_or_default().trim().to_string();
    let has_started = soon(|| !id().is_empty());
    let runs = || Command::new("kill").args(["-0", &id()]).stderr(Stdio::null()).status().unwrap().success();
    let ran = has_started && runs();
    waits.kill().unwrap();
    waits.wait().unwrap();
    let ended = soon(|| !runs());
    let _ = Command::new("kill").arg(id()).stderr(Stdio::null()).status();
    let _ = fs::remove_dir_all(&folder);
    assert!(ran && ended, "it ran: {ran}, it ended: {ended}");
}
