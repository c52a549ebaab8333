//! The cargo that stands in for the real one in a kernel: it spares cargo where only the cell has changed, and nowhere else.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

/// What evcxr builds with: a folder with the cells' crate, a crate of the learner's that it uses, and a toolchain that counts cargo's runs.
struct Kernel {
    home: PathBuf,
}

impl Drop for Kernel {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.home);
    }
}

impl Kernel {
    fn new(name: &str) -> Self {
        let home =
            fs::canonicalize(std::env::temp_dir()).unwrap().join(format!("stand-in-{name}-{}", std::process::id()));
        let kernel = Kernel { home };
        kernel.write("work/Cargo.toml", "[package]\nname = \"ctx\"\nedition = \"2024\"\n[lib]\ncrate-type = [\"cdylib\"]\n[dependencies]\nown = { path = \"../own\" }\n");
        kernel.write("own/Cargo.toml", "[package]\nname = \"own\"\nedition = \"2024\"\n");
        kernel.write("own/src/lib.rs", "pub const N: i32 = 1;");
        // The real tools, which say that they were called.
        let real = PathBuf::from(std::env::var_os("CARGO").unwrap());
        for tool in ["cargo", "rustc"] {
            let (calls, real) = (kernel.path(&format!("{tool}.calls")), real.with_file_name(tool));
            let script = format!("#!/bin/sh\necho called >> {}\nexec {} \"$@\"\n", calls.display(), real.display());
            kernel.program(&format!("toolchain/{tool}"), &script);
        }
        for name in ["cargo", "nn-course-rustc-recorder"] {
            fs::create_dir_all(kernel.path("bin")).unwrap();
            fs::copy(std::env::var("CARGO_BIN_EXE_xtask").unwrap(), kernel.path("bin").join(name)).unwrap();
        }
        kernel
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        fs::write(self.path(name), text).unwrap();
        // The stand-in does not believe in a file that is as young as a build.
        std::thread::sleep(Duration::from_millis(20));
    }

    fn program(&self, name: &str, script: &str) {
        self.write(name, script);
        fs::set_permissions(self.path(name), fs::Permissions::from_mode(0o755)).unwrap();
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut cargo = Command::new(self.path("bin/cargo"));
        cargo.args(words).current_dir(self.path("work")).env("CARGO_TARGET_DIR", "target");
        cargo.env("RUSTC", self.path("toolchain/rustc")).env("EVCXR_EXECUTION_SO_PATH", self.path("built"));
        for name in ["RUSTC_WRAPPER", "RUSTC_WORKSPACE_WRAPPER", "CARGO_HOME", "RUSTFLAGS"] {
            cargo.env_remove(name);
        }
        cargo
    }

    /// Builds a cell as evcxr does; says whether cargo was called.
    fn build_with(&self, cell: &str, change: impl Fn(&mut Command) -> &mut Command) -> (bool, Output) {
        let calls = || fs::read_to_string(self.path("cargo.calls")).unwrap_or_default().len();
        let before = calls();
        self.write("work/src/lib.rs", cell);
        let _ = fs::remove_file(self.path("built"));
        let mut cargo = self.command(&["build", "--message-format=json"]);
        change(&mut cargo);
        let output = cargo.output().unwrap();
        (calls() > before, output)
    }

    fn build(&self, cell: &str) -> (bool, Output) {
        self.build_with(cell, |cargo| cargo)
    }

    /// Two cells, so that the next one can do without cargo.
    fn warm(&self) {
        self.build(CELL);
        self.build(CELL);
        assert!(!self.build(CELL).0, "a third cell in a row needs no cargo");
    }

    /// What the cell that was built last gives, from the file that evcxr is told of or finds in cargo's words.
    fn has(&self, output: &Output, text: &str) -> bool {
        let told = fs::read_to_string(self.path("built")).unwrap_or_default();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let file = if told.is_empty() {
            said.split('"').find(|word| word.ends_with("/libctx.so")).unwrap().to_string()
        } else {
            told
        };
        let library = fs::read(Path::new(&file)).unwrap();
        fs::remove_file(&file).unwrap();
        library.windows(text.len()).any(|part| part == text.as_bytes())
    }
}

const CELL: &str = "#[unsafe(no_mangle)] pub extern \"C\" fn run() -> i32 { own::N }";

/// A cell that leaves a mark in what is built.
fn marked(mark: &str) -> String {
    format!("#[unsafe(no_mangle)] pub static MARK: [u8; 8] = *b\"{mark}\"; pub const N: i32 = own::N;")
}

#[test]
fn a_cell_is_built_without_cargo_and_is_the_new_one() {
    let kernel = Kernel::new("short");
    kernel.warm();
    for mark in ["mark-001", "mark-002"] {
        let (cargo, output) = kernel.build(&marked(mark));
        assert!(!cargo && output.status.success());
        assert!(kernel.has(&output, mark), "{mark}");
    }
}

#[test]
fn an_error_is_the_same_with_and_without_cargo() {
    let kernel = Kernel::new("error");
    let wrong = "pub fn f() -> i32 { own::M }";
    let messages = |output: &Output| {
        let all = format!("{}\n{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        // cargo and rustc order what a message consists of differently.
        let text = all.lines().find(|line| line.contains("E0425")).and_then(|line| line.split_once("\"rendered\":\""));
        text.map(|(_, text)| text.split("\\n\\n\"").next().unwrap_or_default().to_string())
    };
    let (by_cargo, first) = kernel.build(wrong);
    kernel.warm();
    let (again, second) = kernel.build(wrong);
    assert!(by_cargo && !again && !first.status.success());
    assert_eq!(first.status.code(), second.status.code());
    assert!(messages(&first).is_some_and(|text| text.contains("own::M")), "{first:?}");
    assert_eq!(messages(&first), messages(&second));
    // And the next cell is fine.
    assert!(kernel.build(CELL).1.status.success());
}

#[test]
fn whatever_changes_but_the_cell_is_cargos() {
    let kernel = Kernel::new("changes");
    let changes: [(&str, &str, &str); 7] = [
        ("source of the learner's crate", "own/src/lib.rs", "pub const N: i32 = 22;"),
        ("manifest of the learner's crate", "own/Cargo.toml", "[package]\nname = \"own\"\nedition = \"2021\"\n"),
        (
            "manifest of the cells",
            "work/Cargo.toml",
            "[package]\nname = \"ctx\"\nedition = \"2024\"\n[profile.dev]\nopt-level = 1\n[lib]\ncrate-type = [\"cdylib\"]\n[dependencies]\nown = { path = \"../own\" }\n",
        ),
        ("settings of cargo's that were not there", "work/.cargo/config.toml", "[profile.dev]\npanic = \"abort\"\n"),
        ("the compiler", "toolchain/rustc", ""),
        (
            "a manifest that is not above its sources",
            "own/Cargo.toml",
            "[package]\nname = \"own\"\nedition = \"2024\"\n[lib]\npath = \"../elsewhere/lib.rs\"\n",
        ),
        (
            "the same, changed",
            "own/Cargo.toml",
            "[package]\nname = \"own\"\nedition = \"2021\"\n[lib]\npath = \"../elsewhere/lib.rs\"\n",
        ),
    ];
    kernel.write("elsewhere/lib.rs", "pub const N: i32 = 3;");
    for (what, file, text) in changes {
        kernel.warm();
        if file.starts_with("toolchain") {
            kernel.program(file, &fs::read_to_string(kernel.path(file)).unwrap().replace("called", "called again"));
        } else {
            kernel.write(file, text);
        }
        let (cargo, output) = kernel.build(CELL);
        assert!(cargo, "{what}");
        assert!(output.status.success(), "{what}: {output:?}");
    }
    kernel.warm();
    assert!(kernel.build_with(CELL, |cargo| cargo.env("RUSTFLAGS", "-Coverflow-checks=on")).0, "a variable");
    kernel.warm();
    assert!(kernel.build_with(CELL, |cargo| cargo.arg("--offline")).0, "a word");
    // From then on all cells are cargo's.
    kernel.warm();
    kernel.write("own/build.rs", "fn main() { println!(\"cargo::rustc-cfg=built\"); }");
    assert!(kernel.build(CELL).0, "a build script that was not there");
}

#[test]
fn what_is_missing_is_built_again() {
    let kernel = Kernel::new("missing");
    kernel.warm();
    for file in fs::read_dir(kernel.path("work/target/debug/deps")).unwrap().flatten() {
        if file.file_name().to_string_lossy().starts_with("libown") {
            fs::remove_file(file.path()).unwrap();
        }
    }
    let (cargo, output) = kernel.build(CELL);
    assert!(cargo && output.status.success(), "{output:?}");
}

#[test]
fn a_crate_with_a_build_script_and_a_persons_own_wrapper_are_always_cargos() {
    let kernel = Kernel::new("always");
    for _ in 0..3 {
        assert!(
            kernel.build_with(CELL, |cargo| cargo.env("RUSTC_WRAPPER", "/usr/bin/env")).0,
            "a wrapper in a variable"
        );
    }
    kernel.write("work/.cargo/config.toml", "[build]\nrustc-wrapper = \"/usr/bin/env\"\n");
    for _ in 0..3 {
        let (cargo, output) = kernel.build(CELL);
        assert!(cargo && output.status.success(), "a wrapper in settings: {output:?}");
    }
    kernel.write("work/.cargo/config.toml", "include = [{ path = \"more.toml\", optional = true }]\n");
    for _ in 0..3 {
        let (cargo, output) = kernel.build(CELL);
        assert!(cargo && output.status.success(), "settings that name more settings: {output:?}");
    }
    kernel.write("work/.cargo/config.toml", "");
    kernel.write("own/build.rs", "fn main() { println!(\"cargo::rerun-if-changed=data\"); }");
    for _ in 0..3 {
        let (cargo, output) = kernel.build(CELL);
        assert!(cargo && output.status.success(), "a build script: {output:?}");
    }
}

#[test]
fn a_wrapper_around_the_compiler_of_the_cells_stays_in_place() {
    let kernel = Kernel::new("workspace");
    let script = format!("#!/bin/sh\necho called >> {}/wrapper.calls\nexec \"$@\"\n", kernel.home.display());
    kernel.program("wrapper", &script);
    kernel.write(
        "work/.cargo/config.toml",
        &format!("[build]\nrustc-workspace-wrapper = \"{}/wrapper\"\n", kernel.home.display()),
    );
    kernel.warm();
    let calls = || fs::read_to_string(kernel.path("wrapper.calls")).unwrap().len();
    let before = calls();
    assert!(!kernel.build(CELL).0);
    assert!(calls() > before);
}

#[test]
fn what_is_not_a_cell_is_cargos() {
    let kernel = Kernel::new("other");
    let output = kernel.command(&["--version"]).output().unwrap();
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("cargo "), "{output:?}");
    let failed = kernel.command(&["no-such-command"]).output().unwrap();
    assert_eq!(failed.status.code(), Some(101));
}
