//! The loops that training waits for. Their callers check; here nothing may panic, whatever the shapes.

use super::draw::Draw;
use super::seen::Ended;
use super::{Call, call};
use nn_course_loops::mt19937::Mt19937;
use nn_course_loops::{activations, exponential, products};

const PLAIN: &str = "arithmetic on the numbers that are given; nn_course checks arguments and results";

/// A row and one to write to, of the same length, mostly.
fn rows(d: &mut Draw) -> (Vec<f64>, Vec<f64>) {
    let a = d.numbers();
    let b = if d.odd() { d.numbers() } else { a.iter().map(|_| d.number()).collect() };
    (a, b)
}

fn one(d: &mut Draw, f: fn(&[f64], &mut [f64])) -> Ended {
    let (a, mut b) = rows(d);
    f(&a, &mut b);
    Ended::with(b)
}

fn scaled(d: &mut Draw, f: fn(&[f64], f64, &mut [f64])) -> Ended {
    let (a, mut b) = rows(d);
    f(&a, d.number(), &mut b);
    Ended::with(b)
}

/// A row, a column, and how many each has.
fn shapes(d: &mut Draw) -> (usize, usize, usize) {
    (1 + d.below(4), 1 + d.below(10), 1 + d.below(10))
}

pub fn calls() -> Vec<Call> {
    vec![
        call("loops::activations::relu", |d| one(d, activations::relu)).arithmetic(PLAIN),
        call("loops::activations::sigmoid", |d| one(d, activations::sigmoid)).arithmetic(PLAIN),
        call("loops::activations::tanh", |d| one(d, activations::tanh)).arithmetic(PLAIN),
        call("loops::activations::relu_backward", |d| one(d, activations::relu_backward)).arithmetic(PLAIN),
        call("loops::activations::sigmoid_backward", |d| scaled(d, activations::sigmoid_backward)).arithmetic(PLAIN),
        call("loops::activations::tanh_backward", |d| scaled(d, activations::tanh_backward)).arithmetic(PLAIN),
        call("loops::activations::drop_units", |d| scaled(d, activations::drop_units)).arithmetic(PLAIN),
        call("loops::activations::difference", |d| {
            let ((a, mut dz), y) = (rows(d), d.numbers());
            activations::difference(&a, &y, &mut dz);
            Ended::with(dz)
        })
        .arithmetic(PLAIN),
        call("loops::activations::masks", |d| {
            let words: Vec<[u32; 2]> =
                d.numbers().iter().map(|v| [v.to_bits() as u32, (v.to_bits() >> 32) as u32]).collect();
            let mut mask = d.numbers();
            activations::masks(&words, d.number(), &mut mask);
            Ended::with(mask)
        })
        .arithmetic(PLAIN),
        call("loops::exponential::negative", |d| one(d, exponential::negative)).arithmetic(PLAIN),
        call("loops::mt19937::Mt19937::new", |d| Ended::with(Mt19937::new(d.index() as u32).next_word())),
        call("loops::mt19937::Mt19937::next_word", |d| {
            let mut random = Mt19937::new(d.index() as u32);
            let n = if d.odd() { 1300 } else { d.below(3) };
            Ended::with((0..n).map(|_| random.next_word()).collect::<Vec<_>>())
        }),
        call("loops::mt19937::Mt19937::fill_bytes", |d| {
            let mut random = Mt19937::new(d.index() as u32);
            let mut bytes = vec![0; if d.odd() { d.pick(&[0, 1, 2495, 2497, 10_000]) } else { d.below(9) }];
            random.fill_bytes(&mut bytes);
            random.fill_bytes(&mut bytes);
            Ended::with(bytes)
        }),
        call("loops::mt19937::<Mt19937 as PartialEq>::eq", |d| {
            Ended::with(Mt19937::new(d.index() as u32) == Mt19937::new(1))
        }),
        call("loops::products::product", |d| {
            let (r, k, c) = shapes(d);
            let (a, b, mut out) = (d.matrix((r, k)), d.matrix((k, c)), d.matrix((r, c)));
            products::product(a.view(), b.view(), &mut out);
            Ended::with(out)
        })
        .arithmetic(PLAIN),
        call("loops::products::affine", |d| {
            let (r, k, c) = shapes(d);
            let (w, a, b, mut z) = (d.matrix((r, k)), d.matrix((k, c)), d.matrix((r, 1)), d.matrix((r, c)));
            products::affine(&w, a.view(), &b, &mut z);
            Ended::with(z)
        })
        .arithmetic(PLAIN),
        call("loops::products::affine_row", |d| {
            let (_, k, c) = shapes(d);
            let (w, a) = (d.matrix((1, k)), d.matrix((k, c)));
            let row = if w.is_empty() { w.diag() } else { w.row(0) };
            let mut z = if d.odd() { d.numbers() } else { vec![0.0; c] };
            products::affine_row(row, a.view(), d.number(), &mut z);
            Ended::with(z)
        })
        .arithmetic(PLAIN),
        call("loops::products::transposed_product", |d| {
            let (n, k, m) = shapes(d);
            let (w, dz, mut da) = (d.matrix((n, k)), d.matrix((n, m)), d.matrix((k, m)));
            products::transposed_product(&w, &dz, &mut da);
            Ended::with(da)
        })
        .arithmetic(PLAIN),
        call("loops::products::add_outer", |d| {
            let (n, k, m) = shapes(d);
            let (dz, a, mut dw, mut db) = (d.matrix((n, m)), d.matrix((k, m)), d.matrix((n, k)), d.matrix((n, 1)));
            products::add_outer(&dz, a.view(), &mut dw, &mut db);
            Ended::with((dw, db))
        })
        .arithmetic(PLAIN),
    ]
}
