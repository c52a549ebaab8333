//! Building a cell: by cargo, recording how it calls rustc; or by that record alone.

use super::{CARGO, RECORDER, beside, beyond};
use crate::support::failure::{OfFile, Result};
use crate::support::files;
use crate::support::paths::Paths;
use crate::support::run::{self, become_program};
use crate::support::usage::unknown;
use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Output, Stdio};
use std::time::SystemTime;

/// The records, in the folder in which evcxr builds: how rustc was called, and in which state of everything else.
const CALL: &str = "target/nn-course.call";
const STATE: &str = "target/nn-course.state";
/// The errors of the last build that failed, as the compiler's JSON.
const ERRORS: &str = "target/nn-course.errors";
/// A file written when a build began.
const BEGAN: &str = "target/nn-course.began";

/// The program that evcxr makes of a cell, a line of it before the cell, and its last expression.
const PROGRAM: &str = "src/lib.rs";
const FIRST: &str = "let evcxr_variable_store = unsafe {&mut *evcxr_variable_store};";
const LAST: &str = "evcxr_variable_store\n}";
/// A file that is there until the first cell: evcxr does not start if its own first program prints anything.
pub const STARTING: &str = "starting";
/// evcxr tells its program on stdin which cell to run: `cat` would read it. So stdin is closed in programs that a cell starts (FD_CLOEXEC).
const KEEP_INPUT: &str =
    "#[cfg(unix)] unsafe { unsafe extern \"C\" { fn fcntl(file: i32, command: i32, ...) -> i32; } fcntl(0, 2, 1); }";
/// How the relay (python/kernel/relay.py) is told that a line ends only for evcxr, and that the cell stopped at an error there.
const END: &str = "\\x1e";
const STOPPED: &str = "\\x1f";

/// evcxr's name for the crate of the cells, and the file in which it can be told what was built.
const CELLS: &str = "ctx";
const BUILT: &str = "EVCXR_EXECUTION_SO_PATH";

/// The variables that set what cargo runs around rustc.
const WRAPPERS: [&str; 2] = ["RUSTC_WRAPPER", "CARGO_BUILD_RUSTC_WRAPPER"];

/// Errors about crates, not about the cell: then cargo builds it.
const OF_CRATES: [&str; 9] = ["E0460", "E0461", "E0462", "E0463", "E0464", "E0514", "E0519", "E0523", "E0786"];

/// Acts in place of cargo.
pub fn cargo(words: Vec<OsString>) -> Result<ExitCode> {
    // The one beside the compiler that evcxr chose, so that both are of the same toolchain.
    let beside_rustc = env::var_os("RUSTC").and_then(|rustc| Some(Paths::program(Path::new(&rustc).parent()?, CARGO)));
    let real = beside_rustc.filter(|cargo| cargo.is_file()).map_or_else(|| beyond(CARGO), Ok)?;
    let mut real = Command::new(real);
    real.args(&words);
    let is_cell = words.iter().any(|word| word == "build") && env::var_os(BUILT).is_some();
    if words.iter().any(|word| word == "check") {
        return check(&mut real);
    }
    if !is_cell {
        return become_program(&mut real);
    }
    if !fs::exists(STARTING).unwrap_or(false) {
        end_lines()?;
    }
    if WRAPPERS.iter().any(|name| env::var_os(name).is_some()) {
        return Ok(run::code_of(reporting(&mut real)?.status));
    }
    if let Some(code) = by_note(&words) {
        return Ok(code);
    }
    let _ = fs::remove_file(STATE);
    let _ = fs::remove_file(CALL);
    // By the clock of the disk, which can differ from this machine's.
    let began = files::write(Path::new(BEGAN), "").ok().and_then(|()| fs::metadata(BEGAN).ok()?.modified().ok());
    let settings = settings().filter(|files| !files.iter().any(|file| is_more_than_settings(file)));
    let (Some(settings), Some(began)) = (settings, began) else {
        return Ok(run::code_of(reporting(&mut real)?.status));
    };
    let output = reporting(real.env(WRAPPERS[0], beside(RECORDER)?))?;
    if output.status.success() && fs::exists(CALL).unwrap_or(false) {
        let files = files_that_count(settings, &String::from_utf8_lossy(&output.stdout));
        // Without a note, the next cell is cargo's too.
        if let Some(state) = files.and_then(|files| state(&words, &files, Some(began))) {
            let _ = files::write(Path::new(STATE), state);
        }
    }
    Ok(run::code_of(output.status))
}

/// Makes the program end its lines before evcxr's own words, and when the cell ends.
fn end_lines() -> Result<()> {
    let program = fs::read_to_string(PROGRAM).of_file("read", PROGRAM)?;
    fs::write(PROGRAM, lines_ended(&program)).of_file("write", PROGRAM)
}

/// A program of evcxr's that ends its lines, and keeps its own input from programs that a cell starts. Each line stays where it is.
///
/// evcxr reads what a cell prints line by line, and takes some lines for its own words. Text without a newline (`print!`) would stand before
/// these words in the same line, or come out with the next cell. The relay removes the sign and the newline again.
fn lines_ended(program: &str) -> String {
    let mut program = program.replace("b\"EVCXR_BEGIN", &format!("b\"{END}\\nEVCXR_BEGIN"));
    for word in ["PANIC_NOTIFICATION", "ERROR_OCCURRED"] {
        program = program.replace(&format!("\"EVCXR_{word}\""), &format!("\"{END}{STOPPED}\\nEVCXR_{word}\""));
    }
    // Without quotes, since the compiler reads on to here in search of one that the cell lacks.
    let ends = ["stdout", "stderr"].map(|stream| {
        format!("let _ = ::std::io::Write::write_all(&mut ::std::io::{stream}(), &[{:?}, {:?}]);", b'\x1e', b'\n')
    });
    program = program.replacen(FIRST, &format!("{FIRST} {KEEP_INPUT}"), 1);
    match program.rsplit_once(LAST) {
        Some((before, after)) => format!("{before}{} {LAST}{after}", ends.join(" ")),
        None => program,
    }
}

/// Runs cargo and passes on what it prints.
fn reporting(cargo: &mut Command) -> Result<Output> {
    let output = quietly(cargo)?;
    std::io::stdout().write_all(&output.stdout).of_file("write to", "the kernel")?;
    Ok(output)
}

/// Runs cargo, and returns what it prints.
fn quietly(cargo: &mut Command) -> Result<Output> {
    let output =
        cargo.stdout(Stdio::piped()).spawn().and_then(|cargo| cargo.wait_with_output()).of_file("run", CARGO)?;
    if !output.status.success() {
        keep_errors(&output.stdout);
    }
    Ok(output)
}

/// Checks a cell in which the kernel could not infer a type. The kernel takes every warning for an error, also one about an earlier cell,
/// and then does not say which type it was: so it gets none.
fn check(cargo: &mut Command) -> Result<ExitCode> {
    let output = quietly(cargo)?;
    if !output.status.success() {
        std::io::stdout().write_all(&output.stdout).of_file("write to", "the kernel")?;
    }
    Ok(run::code_of(output.status))
}

/// Keeps the compiler's errors for the relay, which explains them.
fn keep_errors(said: &[u8]) {
    // Without them the relay passes on the kernel's own words.
    let _ = fs::write(ERRORS, said);
}

/// Acts in place of rustc: records how cargo compiles the cells' crate, then runs rustc.
pub fn recorder(words: Vec<OsString>) -> Result<ExitCode> {
    let (rustc, rest) = words.split_first().ok_or_else(|| unknown(RECORDER))?;
    if words.windows(2).any(|pair| pair == ["--crate-name", CELLS]) {
        let mut call = vec![env::current_dir().unwrap_or_default().into_os_string(), words.len().to_string().into()];
        call.extend(words.iter().cloned());
        call.extend(env::vars_os().flat_map(|(name, value)| [name, value]));
        // Without a note, the next cell is cargo's too.
        if let Ok(call) = call.into_iter().map(OsString::into_string).collect::<std::result::Result<Vec<_>, _>>() {
            let _ = files::write(Path::new(CALL), call.join("\0"));
        }
    }
    become_program(Command::new(rustc).args(rest))
}

/// Builds the cell by the record. Returns `None`, having printed nothing, if cargo must build it.
fn by_note(words: &[OsString]) -> Option<ExitCode> {
    let noted = fs::read_to_string(STATE).ok()?;
    let files: Vec<PathBuf> = noted.split('\0').skip(1).step_by(2).map(PathBuf::from).collect();
    (state(words, &files, None)? == noted).then_some(())?;
    let noted = fs::read_to_string(CALL).ok()?;
    let call: Vec<&str> = noted.split('\0').collect();
    let [here, count, rest @ ..] = call.as_slice() else { return None };
    let (call, variables) = rest.split_at_checked(count.parse().ok()?)?;
    let (rustc, arguments) = call.split_first()?;
    let is_there = |library: &str| library.split_once('=').is_some_and(|(_, file)| Path::new(file).exists());
    let mut libraries = arguments.windows(2).filter(|pair| pair[0] == "--extern").map(|pair| pair[1]);
    libraries.all(is_there).then_some(())?;
    let mut rustc = Command::new(rustc);
    // Without colours, as cargo prints messages here.
    let plain = arguments.iter().map(|word| word.replace("diagnostic-rendered-ansi,", ""));
    rustc.args(plain).current_dir(here).env_clear().stdin(Stdio::null());
    // cargo's job server does not exist any more.
    rustc.envs(variables.chunks_exact(2).map(|pair| (pair[0], pair[1])));
    rustc.env_remove("CARGO_MAKEFLAGS").env_remove("MAKEFLAGS");
    let output = rustc.output().ok()?;
    let said = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        let of_the_cell =
            said.lines().any(|line| line.contains("\"level\":\"error\"") && line.contains("\"spans\":[{"));
        let of_crates = OF_CRATES.iter().any(|code| said.contains(&format!("\"code\":\"{code}\"")));
        (of_the_cell && !of_crates).then_some(())?;
        keep_errors(&output.stderr);
        std::io::stderr().write_all(&output.stderr).ok()?;
        // cargo's exit code when rustc fails.
        return Some(ExitCode::from(101));
    }
    let out = arguments.windows(2).find(|pair| pair[0] == "--out-dir")?[1];
    let name = format!("{}{CELLS}{}", env::consts::DLL_PREFIX, env::consts::DLL_SUFFIX);
    fs::write(env::var_os(BUILT)?, Path::new(out).join(name).to_str()?).ok()?;
    Some(ExitCode::SUCCESS)
}

/// Everything that a build depends on except the cell: arguments, variables, and files with their modification times and sizes. `None` if
/// a file was modified after the given moment.
fn state(words: &[OsString], files: &[PathBuf], moment: Option<SystemTime>) -> Option<String> {
    let variables: BTreeMap<OsString, OsString> = env::vars_os().collect();
    let mut state = format!("{:?} {words:?} {variables:?}", env::current_dir().ok()?);
    for file in files {
        let seen = fs::metadata(file).ok().map(|file| (file.modified().ok(), file.len()));
        let changed = seen.and_then(|(changed, _)| changed);
        if moment.is_some_and(|moment| changed.is_some_and(|changed| changed >= moment)) {
            return None;
        }
        state += &format!("\0{}\0{seen:?}", file.to_str()?);
    }
    Some(state)
}

/// The files that may contain settings of cargo.
fn settings() -> Option<Vec<PathBuf>> {
    let here = env::current_dir().ok()?;
    let folders = here.ancestors().map(|folder| folder.join(".cargo")).chain([run::cargo_home()?]);
    Some(folders.flat_map(|folder| ["config.toml", "config"].map(|name| folder.join(name))).collect())
}

/// Whether a settings file names a wrapper around rustc, or includes other files.
fn is_more_than_settings(file: &Path) -> bool {
    fs::read_to_string(file).is_ok_and(|text| text.contains("rustc-wrapper") || text.contains("include"))
}

/// The files whose change makes cargo build more than the cell, or build it differently, according to cargo's output. `None` if files alone
/// do not decide that.
fn files_that_count(settings: Vec<PathBuf>, said: &str) -> Option<Vec<PathBuf>> {
    let home = run::cargo_home()?;
    // What comes from registries never changes.
    let fetched = [home.clone(), fs::canonicalize(home).ok()?];
    let fetched = fetched.iter().flat_map(|home| ["registry", "git"].map(|name| home.join(name))).collect::<Vec<_>>();
    let is_fetched = |file: &Path| fetched.iter().any(|folder| file.starts_with(folder));
    let mut files: BTreeSet<PathBuf> = settings.into_iter().chain([PathBuf::from(env::var_os("RUSTC")?)]).collect();
    // Not Cargo.lock, which changes only with it, or is restored by the launcher.
    files.insert(env::current_dir().ok()?.join("Cargo.toml"));
    // cargo names the manifest of each crate. There may be a workspace's above it, and a build script that it does not name.
    let mut manifests = said.split("\"manifest_path\":\"").skip(1).filter_map(|rest| rest.split('"').next()).peekable();
    manifests.peek()?;
    for manifest in manifests {
        let manifest = PathBuf::from(manifest.replace("\\\\", "\\"));
        if is_fetched(&manifest) {
            continue;
        }
        // A workspace elsewhere.
        let text = fs::read_to_string(&manifest).ok()?;
        if text.lines().any(|line| line.trim_start().starts_with("workspace") && line.contains('"')) {
            return None;
        }
        files.extend(
            manifest.ancestors().skip(1).flat_map(|folder| ["Cargo.toml", "build.rs"].map(|name| folder.join(name))),
        );
    }
    // rustc recorded which files it read for each crate.
    for note in
        files::below(Path::new("target")).ok()?.into_iter().filter(|file| file.extension() == Some(OsStr::new("d")))
    {
        let (name, is_in) = (note.file_stem()?.to_str()?, |folder: &str| note.iter().any(|part| part == folder));
        if name == CELLS || name.starts_with("ctx-") || !(is_in("deps") || is_in("build")) {
            continue;
        }
        let text = fs::read_to_string(Path::new("target").join(&note)).ok()?;
        for source in sources(&text).map(PathBuf::from).filter(|source| !is_fetched(source)) {
            // A program that runs before the crate is compiled may read anything.
            if source.is_relative() || is_in("build") {
                return None;
            }
            files.insert(source);
        }
    }
    Some(files.into_iter().collect())
}

/// The files in one of rustc's records: `target: file file …`, one backslash before a space in a name.
fn sources(note: &str) -> impl Iterator<Item = String> {
    let lists = note.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(": "));
    let names =
        lists.flat_map(|(_, files)| files.replace("\\ ", "\0").split(' ').map(str::to_string).collect::<Vec<_>>());
    names.filter(|name| !name.is_empty()).map(|name| name.replace('\0', " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evcxrs_words_begin_a_line() {
        let ended = lines_ended(
            "fn run() {\nprintln!(\"EVCXR_PANIC_NOTIFICATION\");\nwrite(b\"EVCXR_BEGIN_CONTENT\");\nevcxr_variable_store\n}",
        );
        let lines: Vec<&str> = ended.lines().collect();
        assert_eq!(
            lines[1..3],
            [r#"println!("\x1e\x1f\nEVCXR_PANIC_NOTIFICATION");"#, r#"write(b"\x1e\nEVCXR_BEGIN_CONTENT");"#]
        );
        assert!(lines[3].contains("stdout(), &[30, 10]") && lines[3].contains("stderr(), &[30, 10]"), "{ended}");
        assert!(lines[3].ends_with("; evcxr_variable_store") && lines.len() == 5, "{ended}");
        let kept = lines_ended(&format!("fn run() {{\n{FIRST}\nlet x = 1;"));
        assert!(kept.contains("fcntl(0, 2, 1)") && kept.lines().count() == 3, "{kept}");
        assert_eq!(lines_ended(&ended.replace("evcxr_variable_store", "")).matches("&[30").count(), 2);
    }
}
