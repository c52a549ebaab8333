//! Compiles and tries mutants, all in one program.

use super::mutate::Mutant;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const HEAD: &str = r#"#![allow(warnings)]
use nn_course_notebook::prelude::*;
pub trait Value: Sized {
    fn each(self, f: impl Fn(f64) -> f64) -> Self;
    fn turned(self) -> Self { panic!("no matrix") }
}
impl Value for f64 { fn each(self, f: impl Fn(f64) -> f64) -> Self { f(self) } }
impl Value for usize { fn each(self, f: impl Fn(f64) -> f64) -> Self { f(self as f64) as usize } }
impl Value for Matrix {
    fn each(self, f: impl Fn(f64) -> f64) -> Self { self.mapv(f) }
    fn turned(self) -> Self { self.t().to_owned() }
}
impl Value for Vec<f64> { fn each(self, f: impl Fn(f64) -> f64) -> Self { self.into_iter().map(f).collect() } }
impl<T: Value + Clone> Value for &T {
    fn each(self, f: impl Fn(f64) -> f64) -> Self { Box::leak(Box::new(self.clone().each(f))) }
    fn turned(self) -> Self { Box::leak(Box::new(self.clone().turned())) }
}
impl Value for &[f64] { fn each(self, f: impl Fn(f64) -> f64) -> Self { self.to_vec().each(f).leak() } }
impl Value for &[Matrix] {
    fn each(self, f: impl Fn(f64) -> f64) -> Self { self.iter().map(|w| w.mapv(&f)).collect::<Vec<_>>().leak() }
    fn turned(self) -> Self { self.iter().map(|w| w.t().to_owned()).collect::<Vec<_>>().leak() }
}
pub fn negative<T: Value>(v: T) -> T { v.each(|v| -v) }
pub fn absolute<T: Value>(v: T) -> T { v.each(f64::abs) }
pub fn clipped<T: Value>(v: T) -> T { v.each(|v| v.max(0.0)) }
pub fn capped<T: Value>(v: T) -> T { v.each(|v| v.min(1.0)) }
pub fn squared<T: Value>(v: T) -> T { v.each(|v| v * v) }
pub fn rooted<T: Value>(v: T) -> T { v.each(f64::sqrt) }
pub fn rounded<T: Value>(v: T) -> T { v.each(f64::round) }
pub fn one_more<T: Value>(v: T) -> T { v.each(|v| v + 1.0) }
pub fn one_less<T: Value>(v: T) -> T { v.each(|v| v - 1.0) }
pub fn doubled<T: Value>(v: T) -> T { v.each(|v| 2.0 * v) }
pub fn transposed<T: Value>(v: T) -> T { v.turned() }
pub trait Mean { fn mean_of(self) -> f64; }
pub fn mean_of(all: impl IntoIterator<Item = f64>) -> f64 {
    let all: Vec<f64> = all.into_iter().collect();
    all.iter().sum::<f64>() / all.len() as f64
}
"#;

/// The newest of the crate's libraries that cargo made for this program.
fn library() -> (PathBuf, PathBuf) {
    let folder = std::env::current_exe().unwrap().parent().unwrap().to_path_buf();
    let is_it = |path: &Path| {
        path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("libnn_course_notebook-"))
            && path.extension().is_some_and(|e| e == "rlib")
    };
    let all = fs::read_dir(&folder).unwrap().flatten().map(|entry| entry.path()).filter(|path| is_it(path));
    let newest = all.max_by_key(|path| fs::metadata(path).unwrap().modified().unwrap()).unwrap();
    (folder, newest)
}

fn rustc(source: &Path) -> Command {
    let (folder, library) = library();
    let mut rustc = Command::new("rustc");
    rustc.args([
        "--edition=2024",
        "--crate-type=bin",
        "--crate-name=mutants",
        "-Copt-level=0",
        "-Cdebuginfo=0",
        "--error-format=json",
        "-Ccodegen-units=16",
    ]);
    rustc
        .arg("-L")
        .arg(format!("dependency={}", folder.display()))
        .arg("--extern")
        .arg(format!("nn_course_notebook={}", library.display()));
    rustc.arg("--out-dir").arg(source.parent().unwrap()).arg(source);
    rustc
}

pub fn tried(all: &[(&str, Mutant)], folder: &Path) -> Vec<&'static str> {
    let mut out: BTreeSet<usize> = BTreeSet::new();
    fs::create_dir_all(folder).unwrap();
    let source = folder.join("mutants.rs");
    for round in 0..10 {
        let start = std::time::Instant::now();
        let mut text = String::from(HEAD);
        let mut starts = Vec::new();
        let mut list = String::new();
        for (i, (name, mutant)) in all.iter().enumerate().filter(|(i, _)| !out.contains(i)) {
            starts.push((text.len(), i));
            write!(text, "mod m{i} {{ use super::*; pub fn check() -> Result<exercise::Checked> {{ Ok(exercise::{name}({name})) }}\n{}\n}}\n", mutant.text).unwrap();
            write!(list, "({i}, m{i}::check as fn() -> Result<exercise::Checked>),").unwrap();
        }
        let end = text.len();
        write!(text, "fn main() {{ for (i, check) in [{list}] {{ 
            let (to, from) = std::sync::mpsc::channel();
            std::thread::spawn(move || {{ let c = check().unwrap(); let n = c.points(1.0); to.send(format!(\"{{:?}} {{:?}} {{:?}}\", c.standing(), c.score(), c.advice())) }});
            println!(\"{{i}}\\t{{}}\", from.recv_timeout(std::time::Duration::from_secs(10)).unwrap_or(\"Hangs\".into()));
        }} }}").unwrap();
        fs::write(&source, &text).unwrap();
        let mut command = rustc(&source);
        if round < 3 {
            command.arg("--emit=metadata");
        }
        let output = command.output().unwrap();
        let before = out.len();
        let mut other = String::new();
        let mut errors = std::collections::BTreeMap::<String, usize>::new();
        for line in String::from_utf8_lossy(&output.stderr).lines() {
            let Ok(message) = serde_json::from_str::<serde_json::Value>(line) else {
                other += line;
                continue;
            };
            if message["level"] != "error" {
                continue;
            }
            *errors.entry(message["code"]["code"].as_str().unwrap_or("-").into()).or_default() += 1;
            let at = message["spans"]
                .as_array()
                .and_then(|s| {
                    s.iter().find(|s| {
                        s["is_primary"] == true && s["file_name"].as_str().is_some_and(|f| f.ends_with("mutants.rs"))
                    })
                })
                .map(|s| s["byte_start"].as_u64().unwrap() as usize);
            match at {
                Some(at) if at < end => {
                    let k = starts.partition_point(|(start, _)| *start <= at);
                    if k == 0 {
                        other += &message.to_string();
                    } else {
                        out.insert(starts[k - 1].1);
                    }
                }
                _ => {
                    other += message["rendered"].as_str().unwrap_or("");
                }
            }
        }
        eprintln!(
            "round {round}: {} of {} modules fail, {:.1} s {errors:?}\n{}",
            out.len() - before,
            starts.len(),
            start.elapsed().as_secs_f64(),
            other.chars().take(600).collect::<String>()
        );
        if output.status.success() && round >= 3 {
            break;
        }
    }
    let start = std::time::Instant::now();
    let output = Command::new(folder.join("mutants")).output().unwrap();
    eprintln!("ran {:.1} s", start.elapsed().as_secs_f64());
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    fs::write(folder.join("said.txt"), &said).unwrap();
    let ends: std::collections::BTreeMap<usize, &str> =
        said.lines().map(|l| l.split_once('\t').unwrap()).map(|(i, s)| (i.parse().unwrap(), s)).collect();
    let mut report = String::new();
    for (i, (name, m)) in all.iter().enumerate() {
        writeln!(report, "{name}\t{}\t{}", m.edit.replace('\n', " "), ends.get(&i).unwrap_or(&"-")).unwrap();
    }
    fs::write(folder.join("report.txt"), &report).unwrap();
    Vec::new()
}
