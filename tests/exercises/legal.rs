// Part of the program that `mutants.rs` compiles: what mutants call, and each exercise's function on random legal inputs. A mutant that
// a check accepts must give there what the solution gives. Legal is what the exercise's text allows.

use ndarray_rand::RandomExt;
use nn_course_notebook::prelude::*;

/// A value of which every number can be changed.
pub trait Numbers: Sized {
    fn each(self, change: impl Fn(f64) -> f64) -> Self;
}

impl Numbers for f64 {
    fn each(self, change: impl Fn(f64) -> f64) -> Self {
        change(self)
    }
}

impl Numbers for usize {
    fn each(self, change: impl Fn(f64) -> f64) -> Self {
        // Much larger matrices would take too long.
        (change(self as f64) as usize).min(self.max(20_000))
    }
}

impl Numbers for Matrix {
    fn each(self, change: impl Fn(f64) -> f64) -> Self {
        self.mapv(change)
    }
}

impl Numbers for Vec<f64> {
    fn each(self, change: impl Fn(f64) -> f64) -> Self {
        self.into_iter().map(change).collect()
    }
}

impl<T: Numbers + Clone> Numbers for &T {
    fn each(self, change: impl Fn(f64) -> f64) -> Self {
        Box::leak(Box::new(self.clone().each(change)))
    }
}

impl Numbers for &[f64] {
    fn each(self, change: impl Fn(f64) -> f64) -> Self {
        self.to_vec().each(change).leak()
    }
}

impl Numbers for &[Matrix] {
    fn each(self, change: impl Fn(f64) -> f64) -> Self {
        self.iter().map(|w| w.mapv(&change)).collect::<Vec<Matrix>>().leak()
    }
}

pub fn negative<T: Numbers>(v: T) -> T {
    v.each(|v| -v)
}

pub fn absolute<T: Numbers>(v: T) -> T {
    v.each(f64::abs)
}

pub fn at_least_0<T: Numbers>(v: T) -> T {
    v.each(|v| v.max(0.0))
}

pub fn at_most_1<T: Numbers>(v: T) -> T {
    v.each(|v| v.min(1.0))
}

pub fn squared<T: Numbers>(v: T) -> T {
    v.each(|v| v * v)
}

pub fn rounded<T: Numbers>(v: T) -> T {
    v.each(f64::round)
}

pub fn one_more<T: Numbers>(v: T) -> T {
    v.each(|v| v + 1.0)
}

pub fn one_less<T: Numbers>(v: T) -> T {
    v.each(|v| v - 1.0)
}

pub fn doubled<T: Numbers>(v: T) -> T {
    v.each(|v| 2.0 * v)
}

pub fn mean_of(all: impl IntoIterator<Item = f64>) -> f64 {
    let all: Vec<f64> = all.into_iter().collect();
    all.iter().sum::<f64>() / all.len() as f64
}

/// The numbers that a function gives on one legal input after another; a panic is one of them.
fn on_legal(of: impl Fn(&mut NumpyRng) -> Vec<f64>) -> Vec<f64> {
    let numbers = |seed| {
        let called = std::panic::AssertUnwindSafe(|| of(&mut NumpyRng::seed(seed)));
        std::panic::catch_unwind(called).unwrap_or_else(|_| vec![f64::MAX])
    };
    (0..200).flat_map(numbers).collect()
}

/// Uniform on [0, 1).
fn unit(rng: &mut NumpyRng) -> f64 {
    Matrix::random_using((1, 1), random::StandardUniform, rng)[[0, 0]]
}

fn normal(rng: &mut NumpyRng) -> f64 {
    Matrix::random_using((1, 1), random::StandardNormal::default(), rng)[[0, 0]]
}

/// 1, …, most.
fn count(most: usize, rng: &mut NumpyRng) -> usize {
    1 + (unit(rng) * most as f64) as usize
}

/// Normal numbers of any mean and size.
fn matrix(rows: usize, columns: usize, rng: &mut NumpyRng) -> Matrix {
    let (mean, size) = (3.0 * normal(rng), 0.1 + 3.0 * unit(rng));
    Matrix::from_shape_simple_fn((rows, columns), || mean + size * normal(rng))
}

fn list(n: usize, rng: &mut NumpyRng) -> Vec<f64> {
    matrix(1, n, rng).into_iter().collect()
}

fn flat<'a>(all: impl IntoIterator<Item = &'a Matrix>) -> Vec<f64> {
    all.into_iter().flat_map(|x| [x.nrows() as f64, x.ncols() as f64].into_iter().chain(x.iter().copied())).collect()
}

/// An accuracy, and a reach above 0: both are fractions. Some m are whole.
pub fn examples_needed(f: fn(f64, f64) -> usize) -> Vec<f64> {
    on_legal(|rng| {
        let (p, reach) = if unit(rng) < 0.1 { (0.5, 0.06125) } else { (unit(rng), 0.001 + 0.2 * unit(rng)) };
        vec![f(p, reach) as f64]
    })
}

/// Errors are fractions, from 0 to 1.
pub fn diagnose(f: fn(f64, f64, f64) -> (bool, bool)) -> Vec<f64> {
    on_legal(|rng| {
        let mut error = || (20.0 * unit(rng)).floor() / 100.0;
        let (bias, variance) = f(error(), error(), error());
        vec![f64::from(u8::from(bias)), f64::from(u8::from(variance))]
    })
}

/// Errors are fractions; no two gaps are equal.
pub fn where_to_look(f: fn(f64, f64, f64, f64) -> Cause) -> Vec<f64> {
    on_legal(|rng| {
        let mut error = || unit(rng);
        vec![f(error(), error(), error(), error()) as u8 as f64]
    })
}

/// No feature is constant.
pub fn normalize(f: fn(&Matrix, &Matrix) -> (Matrix, Matrix)) -> Vec<f64> {
    on_legal(|rng| {
        let n = count(4, rng);
        let (train, test) = f(&matrix(n, 2 + count(4, rng), rng), &matrix(n, count(5, rng), rng));
        flat([&train, &test])
    })
}

/// A scale above 0.
pub fn random_layer(f: fn(usize, usize, f64, &mut NumpyRng) -> Result<(Matrix, Matrix)>) -> Vec<f64> {
    on_legal(|rng| {
        let (w, b) = f(count(6, rng), count(6, rng), 0.1 + 9.0 * unit(rng), rng).unwrap();
        flat([&w, &b])
    })
}

pub fn he_weights(f: fn(usize, usize, &mut NumpyRng) -> Result<Matrix>) -> Vec<f64> {
    on_legal(|rng| flat([&f(count(6, rng), count(6, rng), rng).unwrap()]))
}

/// Logits of any size; labels are 0 or 1; both are rows.
pub fn cost_from_logits(f: fn(&Matrix, &Matrix) -> f64) -> Vec<f64> {
    on_legal(|rng| {
        let (m, size) = (count(5, rng), if unit(rng) < 0.5 { 2.0 } else { 400.0 });
        let z = Matrix::from_shape_simple_fn((1, m), || size * normal(rng));
        vec![f(&z, &z.mapv(|_| unit(rng).round()))]
    })
}

/// λ of 0 and more; 1 example or more.
pub fn l2_penalty(f: fn(&[Matrix], f64, usize) -> f64) -> Vec<f64> {
    on_legal(|rng| {
        let w: Vec<Matrix> = (0..count(3, rng)).map(|_| matrix(count(3, rng), count(3, rng), rng)).collect();
        vec![f(&w, 2.0 * unit(rng), count(50, rng))]
    })
}

/// λ of 0 and more; 1 example or more; 1 layer or more.
pub fn l2_gradients(f: fn(&Network, &Gradients, f64, usize) -> Gradients) -> Vec<f64> {
    on_legal(|rng| {
        let sizes: Vec<usize> = (0..=count(3, rng)).map(|_| count(3, rng)).collect();
        let layer = |rng: &mut NumpyRng, two: &[usize]| (matrix(two[1], two[0], rng), matrix(two[1], 1, rng));
        let layers: Vec<Layer> = sizes
            .windows(2)
            .map(|two| layer(rng, two))
            .map(|(w, b)| Layer::new(w, b, Activation::Sigmoid).unwrap())
            .collect();
        let (dw, db) = sizes.windows(2).map(|two| layer(rng, two)).unzip();
        let network = Network::from_layers(layers).unwrap();
        let all = f(&network, &Gradients { dz: Vec::new(), dw, db }, 2.0 * unit(rng), count(50, rng));
        flat(all.dw.iter().chain(&all.db))
    })
}

/// A of either sign, U uniform on [0, 1), keep_prob above 0 and at most 1.
pub fn dropout_forward(f: fn(&Matrix, &Matrix, f64) -> (Matrix, Matrix)) -> Vec<f64> {
    on_legal(|rng| {
        let a = matrix(count(4, rng), count(4, rng), rng);
        let (a, d) = f(&a, &a.mapv(|_| unit(rng)), 1.0 - unit(rng));
        flat([&a, &d])
    })
}

/// dA of either sign, D of zeros and ones, keep_prob above 0 and at most 1.
pub fn dropout_backward(f: fn(&Matrix, &Matrix, f64) -> Matrix) -> Vec<f64> {
    on_legal(|rng| {
        let da = matrix(count(4, rng), count(4, rng), rng);
        flat([&f(&da, &da.mapv(|_| unit(rng).round()), 1.0 - unit(rng))])
    })
}

/// At least one cost, none below 0; a patience of 1 or more.
pub fn early_stop(f: fn(&[f64], usize) -> (usize, usize)) -> Vec<f64> {
    on_legal(|rng| {
        let size = if unit(rng) < 0.5 { 0.01 } else { 3.0 };
        let costs: Vec<f64> = (0..count(12, rng)).map(|_| size * (8.0 * unit(rng)).floor()).collect();
        let (best, last) = f(&costs, count(4, rng));
        vec![best as f64, last as f64]
    })
}

/// θ of either sign, ε above 0 and below 1; gradient and slope are not both 0.
pub fn check_one_dimension(f: fn(&dyn Fn(f64) -> f64, &dyn Fn(f64) -> f64, f64, f64) -> f64) -> Vec<f64> {
    on_legal(|rng| {
        let [a, b, c, d] = [normal(rng), normal(rng), normal(rng), normal(rng)];
        vec![f(&|t| a * t * t * t + b * t + c, &|t| 3.0 * a * t * t + b + d, 3.0 * normal(rng), 0.001 + 0.9 * unit(rng))]
    })
}

/// Two vectors of one length, not both 0.
pub fn relative_difference(f: fn(&[f64], &[f64]) -> f64) -> Vec<f64> {
    on_legal(|rng| {
        let n = count(5, rng);
        vec![f(&list(n, rng), &list(n, rng))]
    })
}

/// A θ of any length and sign; ε above 0 and below 1.
pub fn numerical_gradient(f: fn(&dyn Fn(&[f64]) -> f64, &[f64], f64) -> Vec<f64>) -> Vec<f64> {
    on_legal(|rng| {
        let theta = list(count(4, rng), rng);
        let (a, b) = (normal(rng), normal(rng));
        let j = |t: &[f64]| t.iter().map(|t| a * t * t * t + b * t).sum::<f64>() * (1.0 + t.iter().product::<f64>());
        f(&j, &theta, 0.001 + 0.9 * unit(rng))
    })
}
