//! Calls every public function of the crates `nn_course`, `nn_course_loops` and `nn_course_notebook` with random and hostile arguments.
//!
//! `cargo run --profile hostile -p course_tests --bin hostile_calls -- [--calls N] [--only NAME] [--seed S] [--at I] [--words W] [--list]`
//!
//! A finding is a panic, a call that computes for more than ten seconds or doesn't end within a minute, more memory than a call may have,
//! a NaN or an infinity in a result that is not documented to hold one, an error that does not say what is allowed, or a function that
//! hardly ever gets past its checks (the calls would then show little). A finding is printed with the function, the seed and the index of
//! the call, which `--only`, `--seed` and `--at` repeat. Then its arguments are shrunk, and printed with the `--words` that repeat the
//! shrunk call. Everything is printed on stderr, since some functions print to stdout.

#![allow(clippy::expect_used, clippy::panic, reason = "the arguments are built with what must succeed")]

#[macro_use]
mod draw;
#[macro_use]
mod table;
mod lecture;
mod memory;
mod notebooks;
mod shrink;
mod values;

use draw::{current, with};
use std::panic::catch_unwind;
use std::process::{ExitCode, exit};
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};
use table::{Call, Rule};

/// How many seconds a call may compute; when a finding is shrunk, a call that computes the second time is still too slow.
const PATIENCE: [f64; 2] = [10.0, 2.0];
/// How many times that long it may wait as well, for a lock that is never free or for a machine that is busy with something else.
const WAITING: f64 = 6.0;
/// The least fraction of calls that must succeed.
const LEAST: f64 = 0.01;
const OPTIONS: [&str; 6] = ["--calls", "--only", "--seed", "--at", "--words", "--list"];

/// What the last panic said, and where.
static PANIC: Mutex<String> = Mutex::new(String::new());

/// The finding of one call, if there is one, and whether the call succeeded.
fn judge(call: &Call) -> (Option<String>, bool) {
    let seen = match catch_unwind(call.call) {
        Err(_) => return (Some(format!("panics at {}", PANIC.lock().unwrap_or_else(PoisonError::into_inner))), false),
        Ok(Err(e)) => {
            let text = e.to_string();
            let mute = !text.contains("allowed: ");
            return (mute.then(|| format!("gives an error that does not say what is allowed: {text:?}")), false);
        }
        Ok(Ok(seen)) => seen,
    };
    let wrong = match call.rule {
        Rule::Finite | Rule::Once => seen.nan || seen.infinite,
        Rule::Infinite(_) => seen.nan,
        Rule::Given(_) => seen.nan && !current().not_finite,
        Rule::Arithmetic(_) => false,
    };
    let what = if seen.nan { "NaN" } else { "an infinity" };
    (wrong.then(|| format!("gives {what} without an error")), true)
}

/// Prints a finding, and its shrunk arguments unless it is itself a step of shrinking.
fn tell(what: &str) {
    let now = with(&mut *current(), |now| now.began = None).clone();
    if now.given.is_some() {
        return eprintln!("FINDING {what}");
    }
    eprintln!("FINDING {} --seed {} --at {}: {what}", now.name, now.seed, now.number);
    eprintln!("{}", shrink::shrunk(now.name, now.words, what));
}

/// Tells of a call that has no end.
fn watch(patience: f64) {
    let (mut watched, mut since) = (None, 0.0);
    loop {
        thread::sleep(Duration::from_millis(250));
        let Some(began) = current().began else { continue };
        let waited = began.elapsed().as_secs_f64();
        let now = computed().unwrap_or(waited);
        if watched != Some(began) {
            (watched, since) = (Some(began), now);
        }
        if now - since > patience || waited > WAITING * patience {
            tell("hangs");
            exit(1);
        }
    }
}

/// The seconds that this process has computed so far, where Linux tells.
fn computed() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // Behind the program's name: 11 other fields, then those in the program and in the kernel, in hundredths.
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11).map_while(|field| field.parse::<f64>().ok());
    Some((fields.next()? + fields.next()?) / 100.0)
}

/// Panics are kept, not printed.
fn listen_to_panics() {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(|l| format!("{}:{}", l.file(), l.line())).unwrap_or_default();
        let message = format!("{place}: {}", info.payload_as_str().unwrap_or("?"));
        *PANIC.lock().unwrap_or_else(PoisonError::into_inner) = message;
    }));
}

/// The word after an option.
fn option(name: &str) -> Option<String> {
    std::env::args().skip_while(|word| word != name).nth(1)
}

fn number(text: &str) -> u64 {
    text.parse().unwrap_or_else(|e| panic!("{text}: {e}"))
}

/// Makes the calls of one function, and counts the findings.
fn check(call: &Call, seed: u64, numbers: impl Iterator<Item = u64>) -> (u64, u64) {
    let (mut ok, mut made, mut found, mut slowest, start) = (0, 0, 0, Duration::ZERO, Instant::now());
    for number in numbers {
        draw::begin(call.name, seed, number, None);
        let (finding, good) = judge(call);
        slowest = slowest.max(current().began.take().map(|began| began.elapsed()).unwrap_or_default());
        (ok, made, found) = (ok + u64::from(good), made + 1, found + u64::from(finding.is_some()));
        finding.filter(|_| found == 1).iter().for_each(|what| tell(what));
    }
    let share = ok as f64 / made as f64;
    if made >= 100 && share < LEAST {
        found += 1;
        eprintln!("FINDING {}: only {:.2}% of its calls succeed", call.name, 100.0 * share);
    }
    let (slowest, all) = (slowest.as_secs_f64() * 1e3, start.elapsed().as_secs_f64());
    eprintln!("{made:>8} {:>6.1}% {slowest:>7.1} ms {all:>7.1} s  {}", 100.0 * share, call.name);
    (made, found)
}

fn main() -> ExitCode {
    if let Some(word) = std::env::args().find(|word| word.starts_with("--") && !OPTIONS.contains(&word.as_str())) {
        eprintln!("{word} is unknown; allowed: {}", OPTIONS.join(", "));
        return ExitCode::FAILURE;
    }
    let value = |name: &str| option(name).map(|text| number(&text));
    let words = option("--words").map(|words| words.split_terminator(',').map(number).collect::<Vec<_>>());
    let (calls, seed, at, began) =
        (value("--calls").unwrap_or(100_000), value("--seed").unwrap_or(1), value("--at"), Instant::now());
    let mut table = [lecture::calls(), notebooks::calls()].concat();
    table.sort_by_key(|call| call.name);
    if let Some(only) = option("--only") {
        let exact = table.iter().any(|call| call.name == only);
        table.retain(|call| if exact { call.name == only } else { call.name.contains(&only) });
    }
    if std::env::args().any(|word| word == "--list") {
        table.iter().for_each(|call| eprintln!("{}", call.name));
        return ExitCode::SUCCESS;
    }
    let patience = PATIENCE[usize::from(words.is_some())];
    thread::spawn(move || watch(patience));
    listen_to_panics();
    if words.is_some() {
        draw::begin(table[0].name, seed, 0, words);
        judge(&table[0]).0.iter().for_each(|what| tell(what));
        return ExitCode::SUCCESS;
    }
    eprintln!("{:>8} {:>7} {:>10} {:>9}  function", "calls", "Ok", "slowest", "in all");
    let (mut made, mut findings) = (0, 0);
    for call in &table {
        let calls = if call.rule == Rule::Once { 1 } else { calls };
        let (more, found) = check(call, seed, at.map_or(0..calls, |at| at..at + 1));
        (made, findings) = (made + more, findings + found);
    }
    eprintln!("what is not finite, where it may be:");
    table.iter().filter(|c| c.rule != Rule::Finite).for_each(|c| eprintln!("  {}: {:?}", c.name, c.rule));
    let (minutes, peak) = (began.elapsed().as_secs_f64() / 60.0, memory::PEAK.load(Relaxed) >> 20);
    eprintln!("seed {seed}, {minutes:.1} minutes, at most {peak} MiB at a time");
    eprintln!("{} functions, {made} calls, {findings} findings", table.len());
    if findings == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
