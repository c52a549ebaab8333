//! Calls every public function of the crates `nn_course` and `nn_course_loops` with random and hostile arguments.
//!
//! `cargo run --profile hostile -p course_tests --bin hostile_calls -- [--calls N] [--only NAME] [--seed S] [--at I] [--list]`
//!
//! A finding is a panic, a call of more than ten seconds, more memory than a call may have, a NaN or an infinity in a result that does
//! not say it may hold one, an error that does not say what is allowed, or a function that hardly ever gets past its checks (then the
//! calls would show little). It is told with the function, the seed and the number of the call, which `--only`, `--seed` and `--at` make
//! once more. Everything is said on stderr, since some functions print to stdout.

#![allow(clippy::expect_used, clippy::panic, reason = "the arguments are built with what must succeed")]

mod data;
mod draw;
mod exercises;
mod gradients;
mod inner;
mod memory;
mod networks;
mod notebooks;
mod pictures;
mod seen;

use draw::Draw;
use seen::Ended;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{ExitCode, exit};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

/// A function, and how to call it once.
struct Call {
    name: &'static str,
    call: fn(&mut Draw) -> Ended,
    numbers: Numbers,
    /// It takes no argument and does not change: called once.
    once: bool,
}

/// Which numbers that are not finite a result may hold, and why.
#[derive(Clone, Copy, PartialEq)]
enum Numbers {
    /// None.
    Finite,
    /// ±∞, as its documentation says.
    Infinite(&'static str),
    /// NaN where the caller handed one in (or ±∞), and ±∞: it gives back what it was given, or has no way to refuse it.
    Given(&'static str),
    /// Whatever floating-point arithmetic makes of the arguments.
    Arithmetic(&'static str),
}

fn call(name: &'static str, call: fn(&mut Draw) -> Ended) -> Call {
    Call { name, call, numbers: Numbers::Finite, once: false }
}

impl Call {
    fn infinite(self, why: &'static str) -> Self {
        Call { numbers: Numbers::Infinite(why), ..self }
    }

    fn given(self, why: &'static str) -> Self {
        Call { numbers: Numbers::Given(why), ..self }
    }

    fn arithmetic(self, why: &'static str) -> Self {
        Call { numbers: Numbers::Arithmetic(why), ..self }
    }

    fn once(self) -> Self {
        Call { once: true, ..self }
    }
}

/// The table of all public functions.
fn table() -> Vec<Call> {
    let areas = [
        data::calls(),
        networks::calls(),
        gradients::calls(),
        pictures::calls(),
        notebooks::calls(),
        exercises::calls(),
    ];
    let mut all: Vec<Call> = areas.into_iter().flatten().chain(inner::calls()).collect();
    all.sort_by_key(|c| c.name);
    all
}

/// The names of the table, for those who must not allocate.
static NAMES: OnceLock<Vec<&'static str>> = OnceLock::new();
/// What is being called: its place in the table, the number of the call, and when it began, in milliseconds, plus one.
static FUNCTION: AtomicUsize = AtomicUsize::new(0);
static NUMBER: AtomicU64 = AtomicU64::new(0);
static BEGAN: AtomicU64 = AtomicU64::new(0);

thread_local! {
    /// What the last panic said, and where.
    static PANIC: RefCell<String> = const { RefCell::new(String::new()) };
}

/// How long a call may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// The least share of calls that must succeed.
const LEAST: f64 = 0.02;

struct Options {
    calls: u64,
    only: Option<String>,
    seed: u64,
    at: Option<u64>,
    list: bool,
}

fn options() -> Result<Options, String> {
    let mut options = Options { calls: 100_000, only: None, seed: 1, at: None, list: false };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or(format!("{word} needs a value"));
        let number = |text: String| text.parse::<u64>().map_err(|e| format!("{text}: {e}"));
        match word.as_str() {
            "--calls" => options.calls = number(value()?)?,
            "--seed" => options.seed = number(value()?)?,
            "--at" => options.at = Some(number(value()?)?),
            "--only" => options.only = Some(value()?),
            "--list" => options.list = true,
            _ => return Err(format!("{word} is unknown; allowed: --calls N, --only NAME, --seed S, --at I, --list")),
        }
    }
    Ok(options)
}

/// What there is to say of one call, if it is a finding.
fn judge(call: &Call, seed: u64) -> (Option<String>, bool) {
    let mut draw = Draw::new(seed);
    let ended = match catch_unwind(AssertUnwindSafe(|| (call.call)(&mut draw))) {
        Ok(ended) => ended,
        Err(_) => return (Some(format!("panics: {}", PANIC.take())), false),
    };
    let wrong = match call.numbers {
        Numbers::Finite => ended.nan || ended.infinite,
        Numbers::Infinite(_) => ended.nan,
        Numbers::Given(_) => ended.nan && !draw.not_finite,
        Numbers::Arithmetic(_) => false,
    };
    if wrong {
        let what = if ended.nan { "NaN" } else { "an infinity" };
        return (Some(format!("gives {what} without an error")), ended.ok);
    }
    let mute = |text: &String| !text.contains("allowed: ") || text.trim().is_empty();
    match ended.error.filter(mute) {
        Some(text) => (Some(format!("gives an error that does not say what is allowed: {text:?}")), false),
        None => (None, ended.ok),
    }
}

/// A seed for each call of each function.
fn seed_of(seed: u64, name: &str, number: u64) -> u64 {
    let mixed =
        name.bytes().fold(seed ^ 0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3));
    (mixed ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// Ends the program when a call takes too long.
fn watch(began: Instant, seed: u64) {
    loop {
        thread::sleep(Duration::from_millis(250));
        let (since, number) = (BEGAN.load(Relaxed), NUMBER.load(Relaxed));
        if since > 0 && began.elapsed().saturating_sub(Duration::from_millis(since)) > PATIENCE {
            let name = NAMES.get().and_then(|names| names.get(FUNCTION.load(Relaxed)));
            eprintln!("FINDING {} --seed {seed} --at {number}: hangs", name.unwrap_or(&"?"));
            exit(1);
        }
    }
}

fn run(options: &Options) -> ExitCode {
    let mut table = table();
    table.retain(|c| options.only.as_ref().is_none_or(|only| c.name.contains(only.as_str())));
    if options.list {
        table.iter().for_each(|c| eprintln!("{}", c.name));
        return ExitCode::SUCCESS;
    }
    NAMES.get_or_init(|| table.iter().map(|c| c.name).collect());
    let (began, seed) = (Instant::now(), options.seed);
    thread::spawn(move || watch(began, seed));
    listen_to_panics();
    eprintln!("{:>8} {:>7} {:>10} {:>9}  function", "calls", "Ok", "slowest", "in all");
    let (mut findings, mut calls) = (0, 0);
    for (place, call) in table.iter().enumerate() {
        FUNCTION.store(place, Relaxed);
        let numbers = match options.at {
            Some(at) => at..at + 1,
            None => 0..if call.once { 1 } else { options.calls },
        };
        let (mut ok, mut made, mut slowest, mut told) = (0, 0, Duration::ZERO, 0);
        let start = Instant::now();
        for number in numbers.clone() {
            NUMBER.store(number, Relaxed);
            let before = began.elapsed();
            BEGAN.store(1 + before.as_millis() as u64, Relaxed);
            let (finding, good) = judge(call, seed_of(seed, call.name, number));
            BEGAN.store(0, Relaxed);
            slowest = slowest.max(began.elapsed() - before);
            (ok, made) = (ok + u64::from(good), made + 1);
            if let Some(what) = finding {
                findings += 1;
                told += 1;
                if told <= 2 {
                    eprintln!("FINDING {} --seed {seed} --at {number}: {what}", call.name);
                }
            }
        }
        calls += made;
        let share = ok as f64 / made.max(1) as f64;
        if made >= 100 && share < LEAST {
            findings += 1;
            eprintln!("FINDING {}: only {:.2}% of its calls succeed", call.name, 100.0 * share);
        }
        let (slowest, all) = (slowest.as_secs_f64() * 1e3, start.elapsed().as_secs_f64());
        eprintln!("{made:>8} {:>6.1}% {slowest:>7.1} ms {all:>7.1} s  {}", 100.0 * share, call.name);
    }
    let (minutes, peak) = (began.elapsed().as_secs_f64() / 60.0, memory::peak() as f64 / f64::from(1 << 20));
    eprintln!("what is not finite, where it may be:");
    for call in &table {
        match call.numbers {
            Numbers::Finite => {}
            Numbers::Infinite(why) => eprintln!("  {}: ±∞; {why}", call.name),
            Numbers::Given(why) => eprintln!("  {}: ±∞, and NaN where it was given one; {why}", call.name),
            Numbers::Arithmetic(why) => eprintln!("  {}: NaN and ±∞; {why}", call.name),
        }
    }
    eprintln!("seed {seed}, {minutes:.1} minutes, at most {peak:.0} MiB at a time");
    eprintln!("{} functions, {calls} calls, {findings} findings", table.len());
    if findings == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Panics are kept, not printed.
fn listen_to_panics() {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(|l| format!("{}:{}", l.file(), l.line())).unwrap_or_default();
        let message = info.payload_as_str().unwrap_or("?").to_string();
        PANIC.with(|p| *p.borrow_mut() = format!("{message} ({place})"));
    }));
}

fn main() -> ExitCode {
    match options() {
        Ok(options) => run(&options),
        Err(e) => {
            eprintln!("{e}");
            ExitCode::FAILURE
        }
    }
}
