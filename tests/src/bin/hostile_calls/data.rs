//! Data sets: generated, read, changed, cut; and what is measured on them.

use super::draw::Draw;
use super::seen::Ended;
use super::{Call, call};
use nn_course::diagnosis::diagnose::Measured;
use nn_course::support::random::{StandardNormal, StandardUniform};
use nn_course_notebook::prelude::ndarray_rand::rand::RngCore;
use nn_course_notebook::prelude::ndarray_rand::rand::distr::Distribution;
use nn_course_notebook::prelude::*;
use std::io::{Read, Write};
use std::path::PathBuf;

fn transform(d: &mut Draw) -> Transform {
    Transform { flip: d.flag(), angle: d.number(), shift: d.pair() }
}

fn augmentation(d: &mut Draw) -> Augmentation {
    Augmentation { flip: d.flag(), rotation: d.positive(), shift: d.positive(), jitter: d.positive() }
}

/// A side of an image, and a matrix of such images.
fn images(d: &mut Draw) -> ((usize, usize), Dataset) {
    let (height, width) = (1 + d.below(4), 1 + d.below(4));
    let data = d.dataset(height * width);
    let size = if d.odd() { (d.index(), d.size()) } else { (height, width) };
    (size, data)
}

fn errors(d: &mut Draw) -> Errors {
    let dev: Measured = if d.flag() { d.share().into() } else { (d.share(), d.size()).into() };
    let mut errors = Errors::new(d.share(), dev);
    if d.flag() {
        errors = errors.human(d.share());
    }
    if d.flag() {
        errors = errors.train_dev((d.share(), d.size()));
    }
    if d.flag() {
        errors = errors.test(d.share());
    }
    if d.odd() {
        errors = errors.threshold(d.share());
    }
    errors
}

fn diagnosis(d: &mut Draw) -> Diagnosis {
    let given = errors(d).diagnose();
    given.or_else(|_| Errors::new(0.1, (0.2, 50)).test(0.1).diagnose()).expect("ordinary errors have a diagnosis")
}

fn causes(d: &mut Draw) -> Cause {
    d.pick(&[Cause::AvoidableBias, Cause::Variance, Cause::DataMismatch, Cause::DevOverfitting])
}

fn sizes<const K: usize>(d: &mut Draw, m: usize) -> Sizes<K> {
    if d.flag() {
        let mut counts = [0; K];
        let mut left = m;
        for (i, count) in counts.iter_mut().enumerate() {
            *count = if d.odd() {
                d.size()
            } else if i + 1 == K {
                left
            } else {
                left / 2
            };
            left = left.saturating_sub(*count);
        }
        return Sizes::Counts(counts);
    }
    let mut fractions = [1.0 / K.max(1) as f64; K];
    if d.odd() {
        fractions.iter_mut().for_each(|f| *f = d.share());
    }
    Sizes::Fractions(fractions)
}

fn cut(d: &mut Draw, stratified: bool) -> Ended {
    fn of<const K: usize>(d: &mut Draw, stratified: bool) -> Ended {
        let data = d.dataset(2);
        let (sizes, mut rng) = (sizes::<K>(d, data.m()), d.rng());
        Ended::of(if stratified { data.split_stratified(sizes, &mut rng) } else { data.split(sizes, &mut rng) })
    }
    match d.below(8) {
        0 => of::<0>(d, stratified),
        1 => of::<1>(d, stratified),
        2 => of::<5>(d, stratified),
        3 => of::<2>(d, stratified),
        _ => of::<3>(d, stratified),
    }
}

/// Bytes that come in pieces; now and then without end, or until an error.
struct Pieces {
    bytes: Vec<u8>,
    at: usize,
    fails: bool,
    endless: bool,
}

impl Read for Pieces {
    fn read(&mut self, room: &mut [u8]) -> std::io::Result<usize> {
        if self.at == self.bytes.len() {
            if self.fails {
                return Err(std::io::Error::other("the disk <b>failed</b>"));
            }
            if !self.endless || self.bytes.is_empty() {
                return Ok(0);
            }
            self.at = 0;
        }
        let some = (self.bytes.len() - self.at).min(room.len());
        room[..some].copy_from_slice(&self.bytes[self.at..self.at + some]);
        self.at += some;
        Ok(some)
    }
}

fn pieces(d: &mut Draw) -> Pieces {
    let bytes = d.bytes();
    Pieces { bytes, at: 0, fails: d.odd() && d.one_in(5), endless: d.odd() && d.one_in(5_000) }
}

fn csv_file(d: &mut Draw) -> Ended {
    let folder = std::env::temp_dir();
    if d.odd() {
        let paths = ["", "/", "\0", "/dev/null", "no such file", "<i>.csv", "/proc/self/mem"];
        return Ended::of(Dataset::from_csv(PathBuf::from(d.pick(&paths))));
    }
    let path = folder.join(format!("hostile_calls_{}.csv", std::process::id()));
    let write = |bytes: &[u8]| std::fs::File::create(&path)?.write_all(bytes);
    write(&d.bytes()).expect("a file in the folder for temporary files");
    let read = Dataset::from_csv(&path);
    std::fs::remove_file(&path).expect("the file that was just written");
    Ended::of(read)
}

pub fn calls() -> Vec<Call> {
    vec![
        call("network::activation::Activation::value", |d| Ended::with(d.activation().value(d.number())))
            .given("a number to a number"),
        call("network::activation::Activation::derivative", |d| Ended::with(d.activation().derivative(d.number())))
            .given("a number to a number; 1 − a² of a huge a overflows"),
        call("network::activation::sigmoid", |d| Ended::with(nn_course::network::activation::sigmoid(d.number())))
            .given("a number to a number"),
        call("data::augment::Transform::points", |d| {
            let shape = (2, 1 + d.below(5));
            let x = d.matrix(shape);
            Ended::of(transform(d).points(&x))
        }),
        call("data::augment::Transform::image", |d| {
            let x = d.any_matrix();
            Ended::of(transform(d).image(&x))
        }),
        call("data::augment::Augmentation::points", |d| {
            let (data, copies, mut rng) = (d.dataset(2), d.index(), d.rng());
            Ended::of(augmentation(d).points(&data, copies, &mut rng))
        }),
        call("data::augment::Augmentation::images", |d| {
            let (size, data) = images(d);
            let (copies, mut rng) = (d.index(), d.rng());
            Ended::of(augmentation(d).images(&data, size, copies, &mut rng))
        }),
        call("data::augment::image", |d| {
            let (size, data) = images(d);
            let x = if d.odd() { d.any_matrix() } else { data.x().clone() };
            Ended::of(augment::image(&x, d.index(), size))
        })
        .given("a part of the matrix that was given"),
        call("data::csv::Dataset::from_csv", csv_file),
        call("data::csv::Dataset::from_csv_reader", |d| {
            let (reader, name) = (pieces(d), d.text());
            Ended::of(Dataset::from_csv_reader(reader, &name))
        }),
        call("data::dataset::Dataset::new", |d| {
            let m = d.examples();
            let x = d.matrix((2, m));
            let m = if d.odd() { d.below(4) } else { x.ncols().min(100) };
            let y = d.labels(m);
            Ended::of(Dataset::new(x, y))
        }),
        call("data::dataset::Dataset::x", |d| Ended::with(d.dataset(2).x())),
        call("data::dataset::Dataset::y", |d| Ended::with(d.dataset(2).y())),
        call("data::dataset::Dataset::m", |d| Ended::with(d.dataset(2).m())),
        call("data::dataset::Dataset::n_x", |d| Ended::with(d.dataset(2).n_x())),
        call("data::dataset::Dataset::select", |d| {
            let data = d.dataset(2);
            if d.odd() && d.one_in(5_000) {
                return Ended::of(data.select(std::iter::repeat(0)));
            }
            let n = d.length();
            let numbers: Vec<usize> = (0..n).map(|_| if d.odd() { d.size() } else { d.below(data.m()) }).collect();
            Ended::of(data.select(numbers))
        }),
        call("data::dataset::Dataset::join", |d| {
            let (a, b) = (d.dataset(2), d.dataset(2));
            Ended::of(a.join(&b))
        }),
        call("data::dataset::Dataset::with_x", |d| {
            let data = d.dataset(2);
            let x = d.matrix((3, data.m()));
            Ended::of(data.with_x(x))
        }),
        call("diagnosis::diagnose::<Measured as From<f64>>::from", |d| Ended::with(Measured::from(d.share())))
            .given("keeps what it is given; diagnose refuses it"),
        call("diagnosis::diagnose::<Measured as From<(f64,usize)>>::from", |d| {
            Ended::with(Measured::from((d.share(), d.size())))
        })
        .given("keeps what it is given; diagnose refuses it"),
        call("diagnosis::diagnose::Measured::of", |d| {
            let (network, data) = d.both();
            Ended::of(Measured::of(&network, &data))
        }),
        call("diagnosis::diagnose::Errors::new", |d| Ended::with(Errors::new(d.share(), (d.share(), d.size())))),
        call("diagnosis::diagnose::Errors::of", |d| {
            let (network, data) = d.both();
            let dev = d.dataset(data.n_x());
            Ended::of(Errors::of(&network, &data, &dev))
        }),
        call("diagnosis::diagnose::Errors::human", |d| {
            let e = errors(d);
            Ended::with(e.human(d.share()))
        }),
        call("diagnosis::diagnose::Errors::train_dev", |d| {
            let e = errors(d);
            Ended::with(e.train_dev((d.share(), d.size())))
        }),
        call("diagnosis::diagnose::Errors::test", |d| {
            let e = errors(d);
            Ended::with(e.test(d.share()))
        }),
        call("diagnosis::diagnose::Errors::threshold", |d| {
            let e = errors(d);
            Ended::with(e.threshold(d.share()))
        }),
        call("diagnosis::diagnose::Errors::diagnose", |d| Ended::of(errors(d).diagnose())),
        call("diagnosis::diagnose::Diagnosis::gaps", |d| Ended::with(diagnosis(d).gaps())),
        call("diagnosis::diagnose::Diagnosis::gap", |d| {
            let found = diagnosis(d);
            Ended::with(found.gap(causes(d)).copied())
        }),
        call("diagnosis::diagnose::Diagnosis::is_high", |d| {
            let found = diagnosis(d);
            Ended::with(found.is_high(causes(d)))
        }),
        call("diagnosis::diagnose::Diagnosis::next", |d| Ended::with(diagnosis(d).next().copied())),
        call("diagnosis::diagnose::Diagnosis::verdict", |d| Ended::with(diagnosis(d).verdict())),
        call("diagnosis::diagnose::<Diagnosis as fmt::Display>::fmt", |d| Ended::with(diagnosis(d).to_string())),
        call("diagnosis::gap::Cause::name", |d| Ended::with(causes(d).name())),
        call("diagnosis::gap::Cause::remedy", |d| Ended::with(causes(d).remedy())),
        call("diagnosis::gap::Gap::advice", |d| {
            let finding = d.pick(&[Finding::Low, Finding::High, Finding::Unclear, Finding::Negative]);
            let (a, b, interval) = (d.number(), d.number(), d.pair());
            let gap =
                Gap { cause: causes(d), from: ("a", a), to: ("b", b), size: b - a, interval: Some(interval), finding };
            Ended::with(gap.advice())
        }),
        call("support::error::<Error as fmt::Display>::fmt", |d| Ended::with(error(d).to_string())),
        call("support::error::<Error as fmt::Debug>::fmt", |d| Ended::with(format!("{:?}", error(d)))),
        call("data::generate::circles", |d| {
            let (m, factor, noise, mut rng) = (d.size().saturating_add(1), d.share(), d.positive(), d.rng());
            Ended::of(generate::circles(m, factor, noise, &mut rng))
        }),
        call("data::generate::moons::moons", |d| {
            let (m, noise, mut rng) = (d.size(), d.positive(), d.rng());
            Ended::of(generate::moons(m, noise, &mut rng))
        }),
        call("data::generate::moons::moons_bayes", |d| {
            let shape = (2, 1 + d.below(3));
            let x = d.matrix(shape);
            Ended::of(generate::moons_bayes(&x, d.positive()))
        }),
        call("data::generate::football", |d| {
            let (m, noise, flip, mut rng) = (d.size(), d.positive(), d.share(), d.rng());
            Ended::of(generate::football(m, noise, flip, &mut rng))
        }),
        call("data::generate::gaussian", |d| {
            let (m, means, stds) = (d.size(), d.numbers(), d.numbers());
            let stds: Vec<f64> = match d.odd() {
                true => stds,
                false => means.iter().map(|v| v.abs()).collect(),
            };
            Ended::of(generate::gaussian(m, &means, &stds, &mut d.rng()))
        }),
        call("data::generate::digits::digits", |d| {
            let (m, side, noise, mut rng) = (d.size(), d.size(), d.positive(), d.rng());
            let side = if side <= 6 { side.max(6 - d.below(2)) } else { side };
            // What is allowed, and slow.
            let m = if side == 100 { m.min(2) } else { m };
            Ended::of(generate::digits(m, side, noise, &mut rng))
        }),
        call("support::linalg::matmul", |d| {
            let (r, k, c) = (1 + d.below(4), 1 + d.below(6), 1 + d.below(4));
            let (a, b) = (d.matrix((r, k)), d.matrix((k, c)));
            Ended::of(matmul(&a, &b))
        }),
        call("data::normalize::Normalizer::fit", |d| Ended::of(Normalizer::fit(&d.any_matrix()))),
        call("data::normalize::Normalizer::mean", |d| Ended::with(normalizer(d).mean())),
        call("data::normalize::Normalizer::std", |d| Ended::with(normalizer(d).std())),
        call("data::normalize::Normalizer::transform", |d| {
            let n = normalizer(d);
            let x = d.matrix((n.mean().nrows(), 3));
            Ended::of(n.transform(&x))
        }),
        call("support::random::NumpyRng::seed", |d| Ended::with(NumpyRng::seed(d.index() as u32))),
        call("support::random::<NumpyRng as RngCore>::next_u32", |d| Ended::with(d.numpy().next_u32())),
        call("support::random::<NumpyRng as RngCore>::next_u64", |d| Ended::with(d.numpy().next_u64())),
        call("support::random::<NumpyRng as RngCore>::fill_bytes", |d| {
            let mut bytes = vec![0; if d.odd() { d.pick(&[0, 1, 2495, 10_000]) } else { d.below(9) }];
            d.numpy().fill_bytes(&mut bytes);
            Ended::with(bytes)
        }),
        call("support::random::<NumpyRng as fmt::Debug>::fmt", |d| Ended::with(format!("{:?}", d.numpy()))),
        call("support::random::<StandardUniform as Distribution<f64>>::sample", |d| {
            Ended::with(StandardUniform.sample(&mut d.rng()))
        }),
        call("support::random::<StandardNormal as Distribution<f64>>::sample", |d| {
            let (normal, mut rng) = (StandardNormal::default(), d.rng());
            Ended::with((normal.sample(&mut rng), normal.sample(&mut rng)))
        }),
        call("support::random::normal_matrix", |d| {
            let (shape, mean, std) = ((d.size(), d.size()), d.number(), d.positive());
            Ended::of(random::normal_matrix(shape, mean, std, &mut d.rng()))
        }),
        call("support::random::shuffle", |d| {
            let mut numbers = d.numbers();
            let before: Vec<u64> = numbers.iter().map(|v| v.to_bits()).collect();
            random::shuffle(&mut numbers, &mut d.rng());
            let sorted = |mut bits: Vec<u64>| {
                bits.sort_unstable();
                bits
            };
            assert_eq!(sorted(numbers.iter().map(|v| v.to_bits()).collect()), sorted(before), "something is lost");
            Ended::with(numbers)
        })
        .given("the numbers that were given, in another order"),
        call("data::split::Dataset::split", |d| cut(d, false)),
        call("data::split::Dataset::split_stratified", |d| cut(d, true)),
        call("data::split::<Split as From<[Dataset;3]>>::from", |d| {
            Ended::with(Split::from([d.dataset(2), d.dataset(1), d.dataset(2)]))
        }),
        call("diagnosis::uncertainty::interval", |d| Ended::of(uncertainty::interval(d.share(), d.size()))),
        call("diagnosis::uncertainty::standard_error", |d| Ended::of(uncertainty::standard_error(d.share(), d.size()))),
    ]
}

/// A normalizer fitted to finite numbers, however odd.
fn normalizer(d: &mut Draw) -> Normalizer {
    let shape = (1 + d.below(3), 1 + d.below(120));
    let x = d.matrix_of(shape, Draw::finite);
    Normalizer::fit(&x).unwrap_or_else(|_| Normalizer::fit(&array![[1.0, 3.0]]).expect("two numbers"))
}

/// Any error, with any contents: its fields are public.
pub fn error(d: &mut Draw) -> nn_course::support::error::Error {
    use nn_course::support::error::Error;
    let (what, allowed, value, found) = (d.text(), d.text(), d.number(), (d.size(), d.size()));
    match d.below(9) {
        0 => Error::Shape { what, found, allowed },
        1 => Error::Empty { what, allowed },
        2 => Error::NotFinite { what, row: found.0, column: found.1, value },
        3 => Error::Label { column: found.0, value },
        4 => Error::Mismatch { what, found: d.text(), allowed },
        5 => Error::OutOfRange { what, value, allowed: "" },
        6 => Error::Diverged { iteration: found.0, what, value, learning_rate: d.number() },
        7 => Error::Csv { file: what, line: u64::MAX, column: found.0, value: d.text(), allowed },
        _ => Error::Outside(what),
    }
}
