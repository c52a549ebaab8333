//! Right answers to the exercises, built in other ways than the solutions: what the text asks for must be accepted, however it is done.

use nn_course_notebook::exercise::{self, Checked};
use nn_course_notebook::prelude::ndarray::{Array1, Zip, concatenate, s};
use nn_course_notebook::prelude::ndarray_rand::RandomExt;
use nn_course_notebook::prelude::ndarray_rand::rand::Rng;
use nn_course_notebook::prelude::ndarray_rand::rand_distr::{Distribution, Normal, StandardNormal, Uniform};
use nn_course_notebook::prelude::*;

/// An exercise, how its answer is built, and the check.
pub type Right = (&'static str, &'static str, Checked);

/// All of them.
pub fn all() -> Vec<Right> {
    [bias_variance(), initialization(), regularization(), gradient_checking()].concat()
}

fn bias_variance() -> Vec<Right> {
    let examples = |how, f| ("examples_needed", how, exercise::examples_needed(f));
    let diagnose = |how, f| ("diagnose", how, exercise::diagnose(f));
    let look = |how, f| ("where_to_look", how, exercise::where_to_look(f));
    vec![
        examples("a search", |p, reach| (1..).find(|m| 1.96 * (p * (1.0 - p) / *m as f64).sqrt() <= reach).unwrap()),
        examples("squared factors", |p, reach| (1.96 * 1.96 * p * (1.0 - p) / (reach * reach)).ceil() as usize),
        examples("z squared by hand", |p, reach| (3.8416 * p * (1.0 - p) / (reach * reach)).ceil() as usize),
        examples("divided by the squared reach", |p, reach| (p * (1.0 - p) / (reach * reach / 3.8416)).ceil() as usize),
        examples("a search with z squared", |p, reach| {
            (1..).find(|m| 3.8416 * p * (1.0 - p) / *m as f64 <= reach * reach).unwrap()
        }),
        examples("p - p²", |p, reach| ((p - p * p) / (reach / 1.96).powf(2.0)).ceil() as usize),
        examples("the root first", |p, reach| ((p * (1.0 - p)).sqrt() * 1.96 / reach).powi(2).ceil() as usize),
        examples("rounded up by hand", |p, reach| {
            let m = p * (1.0 - p) * (1.96 / reach) * (1.96 / reach);
            if m == m.trunc() { m as usize } else { m as usize + 1 }
        }),
        examples("in 32 bits", |p, reach| {
            let (p, reach) = (p as f32, reach as f32);
            (p * (1.0 - p) * (1.96 / reach).powi(2)).ceil() as usize
        }),
        examples("z with all its digits", |p, reach| (p * (1.0 - p) * (1.959964 / reach).powi(2)).ceil() as usize),
        diagnose("in points", |human, train, dev| (100.0 * (train - human) >= 2.0, 100.0 * (dev - train) >= 2.0)),
        diagnose("the threshold on the other side", |human, train, dev| (train >= human + 0.02, dev >= train + 0.02)),
        diagnose("not below", |human, train, dev| (!(train - human < 0.02), !(dev - train < 0.02))),
        diagnose("by a closure", |human, train, dev| {
            let high = |before: f64, after: f64| after - before >= 0.02;
            (high(human, train), high(train, dev))
        }),
        diagnose("a list of gaps", |human, train, dev| {
            let high: Vec<bool> = [human, train, dev].windows(2).map(|two| two[1] - two[0] >= 0.02).collect();
            (high[0], high[1])
        }),
        diagnose("if and else", |human, train, dev| {
            let bias = if train - human >= 0.02 { true } else { false };
            let variance = if dev - train < 0.02 { false } else { true };
            (bias, variance)
        }),
        diagnose("in 32 bits", |human, train, dev| {
            let (human, train, dev) = (human as f32, train as f32, dev as f32);
            (train - human >= 0.02, dev - train >= 0.02)
        }),
        diagnose("with room for rounding", |human, train, dev| {
            (train - human >= 0.02 - 1e-9, dev - train >= 0.02 - 1e-9)
        }),
        look("max_by", |human, train, train_dev, dev| {
            let gaps = [
                (train - human, Cause::AvoidableBias),
                (train_dev - train, Cause::Variance),
                (dev - train_dev, Cause::DataMismatch),
            ];
            gaps.into_iter().max_by(|a, b| a.0.total_cmp(&b.0)).unwrap().1
        }),
        look("sorted", |human, train, train_dev, dev| {
            let mut gaps = vec![(train - human, 0), (train_dev - train, 1), (dev - train_dev, 2)];
            gaps.sort_by(|a, b| b.partial_cmp(a).unwrap());
            [Cause::AvoidableBias, Cause::Variance, Cause::DataMismatch][gaps[0].1]
        }),
        look("a loop", |human, train, train_dev, dev| {
            let (mut cause, mut most) = (Cause::AvoidableBias, train - human);
            for (gap, other) in [(train_dev - train, Cause::Variance), (dev - train_dev, Cause::DataMismatch)] {
                if gap > most {
                    (cause, most) = (other, gap);
                }
            }
            cause
        }),
        look("the mismatch first", |human, train, train_dev, dev| {
            let (b, v, m) = (train - human, train_dev - train, dev - train_dev);
            if m >= b && m >= v {
                Cause::DataMismatch
            } else if v >= b {
                Cause::Variance
            } else {
                Cause::AvoidableBias
            }
        }),
        look("the largest of all", |human, train, train_dev, dev| {
            let (b, v, m) = (train - human, train_dev - train, dev - train_dev);
            match b.max(v).max(m) {
                most if most == b => Cause::AvoidableBias,
                most if most == v => Cause::Variance,
                _ => Cause::DataMismatch,
            }
        }),
    ]
}

/// μ and σ of every row.
fn statistics(x: &Matrix) -> Vec<(f64, f64)> {
    let of = |row: ndarray::ArrayView1<f64>| {
        let mu = row.mean().unwrap();
        (mu, (row.iter().map(|v| (v - mu).powi(2)).sum::<f64>() / row.len() as f64).sqrt())
    };
    x.rows().into_iter().map(of).collect()
}

/// A matrix of numbers that are drawn one by one.
fn each(n_out: usize, n_in: usize, mut draw: impl FnMut() -> f64) -> Matrix {
    Matrix::from_shape_simple_fn((n_out, n_in), &mut draw)
}

fn initialization() -> Vec<Right> {
    let normalize = |how, f| ("normalize", how, exercise::normalize(f));
    let layer = |how, f| ("random_layer", how, exercise::random_layer(f));
    let he = |how, f| ("he_weights", how, exercise::he_weights(f));
    let cost = |how, f| ("cost_from_logits", how, exercise::cost_from_logits(f));
    vec![
        normalize("mean_axis and std_axis", |train, test| {
            let mu = train.mean_axis(Axis(1)).unwrap().insert_axis(Axis(1));
            let sigma = train.std_axis(Axis(1), 0.0).insert_axis(Axis(1));
            ((train - &mu) / &sigma, (test - &mu) / &sigma)
        }),
        normalize("loops", |train, test| {
            let (mut a, mut b) = (train.clone(), test.clone());
            for (i, (mu, sigma)) in statistics(train).into_iter().enumerate() {
                for x in [&mut a, &mut b] {
                    for j in 0..x.ncols() {
                        x[[i, j]] = (x[[i, j]] - mu) / sigma;
                    }
                }
            }
            (a, b)
        }),
        normalize("the mean of squares minus the square of the mean", |train, test| {
            let mu = train.mean_axis(Axis(1)).unwrap().insert_axis(Axis(1));
            let sigma = ((train * train).mean_axis(Axis(1)).unwrap().insert_axis(Axis(1)) - &mu * &mu).sqrt();
            ((train - &mu) / &sigma, (test - &mu) / &sigma)
        }),
        normalize("an ε beside the variance", |train, test| {
            let mu = train.mean_axis(Axis(1)).unwrap().insert_axis(Axis(1));
            let sigma = (train.var_axis(Axis(1), 0.0) + 1e-8).sqrt().insert_axis(Axis(1));
            ((train - &mu) / &sigma, (test - &mu) / &sigma)
        }),
        normalize("the crate's Normalizer", |train, test| {
            let normalizer = Normalizer::fit(train).unwrap();
            (normalizer.transform(train).unwrap(), normalizer.transform(test).unwrap())
        }),
        normalize("transposed, row by row", |train, test| {
            let (mu, sigma) = (train.mean_axis(Axis(1)).unwrap(), train.std_axis(Axis(1), 0.0));
            let of = |x: &Matrix| ((&x.t() - &mu) / &sigma).t().to_owned();
            (of(train), of(test))
        }),
        normalize("both at once, then split", |train, test| {
            let mut all = concatenate![Axis(1), train.view(), test.view()];
            for (mut row, (mu, sigma)) in all.rows_mut().into_iter().zip(statistics(train)) {
                row.mapv_inplace(|v| (v - mu) / sigma);
            }
            let m = train.ncols();
            (all.slice(s![.., ..m]).to_owned(), all.slice(s![.., m..]).to_owned())
        }),
        normalize("in 32 bits", |train, test| {
            let single = |x: &Matrix| x.mapv(|v| v as f32);
            let (a, b) = (single(train), single(test));
            let (mu, sigma) =
                (a.mean_axis(Axis(1)).unwrap().insert_axis(Axis(1)), a.std_axis(Axis(1), 0.0).insert_axis(Axis(1)));
            (((a - &mu) / &sigma).mapv(f64::from), ((b - &mu) / &sigma).mapv(f64::from))
        }),
        layer("the deviation as an argument", |n_out, n_in, scale, rng| {
            Ok((random::normal_matrix((n_out, n_in), 0.0, scale, rng)?, Matrix::zeros((n_out, 1))))
        }),
        layer("rand_distr's normal numbers", |n_out, n_in, scale, rng| {
            let normal = Normal::new(0.0, scale).unwrap();
            Ok((Matrix::random_using((n_out, n_in), normal, rng), Matrix::zeros((n_out, 1))))
        }),
        layer("two loops", |n_out, n_in, scale, rng| {
            let mut w = Matrix::zeros((n_out, n_in));
            for i in 0..n_out {
                for j in 0..n_in {
                    let z: f64 = StandardNormal.sample(rng);
                    w[[i, j]] = scale * z;
                }
            }
            Ok((w, Matrix::from_elem((n_out, 1), 0.0)))
        }),
        layer("column by column", |n_out, n_in, scale, rng| {
            let w = random::normal_matrix((n_in, n_out), 0.0, 1.0, rng)?.t().to_owned() * scale;
            Ok((w, Matrix::default((n_out, 1))))
        }),
        layer("by Box and Muller", |n_out, n_in, scale, rng| {
            let w = each(n_out, n_in, || {
                let (u, v): (f64, f64) = (1.0 - rng.random::<f64>(), rng.random());
                scale * (-2.0 * u.ln()).sqrt() * (2.0 * std::f64::consts::PI * v).cos()
            });
            Ok((w, Matrix::zeros((n_out, 1))))
        }),
        layer("in 32 bits", |n_out, n_in, scale, rng| {
            let w = random::normal_matrix((n_out, n_in), 0.0, 1.0, rng)?.mapv(|v| f64::from(v as f32 * scale as f32));
            Ok((w, Matrix::zeros((n_out, 1))))
        }),
        layer("a generator that `rng` starts", |n_out, n_in, scale, rng| {
            let mut own = NumpyRng::seed(rng.random());
            Ok((random::normal_matrix((n_out, n_in), 0.0, scale, &mut own)?, Matrix::zeros((n_out, 1))))
        }),
        he("the deviation as an argument", |n_out, n_in, rng| {
            random::normal_matrix((n_out, n_in), 0.0, (2.0 / n_in as f64).sqrt(), rng)
        }),
        he("the crate's initializer", |n_out, n_in, rng| Initializer::He.weights(n_out, n_in, rng)),
        he("uniform numbers of that variance", |n_out, n_in, rng| {
            let reach = (6.0 / n_in as f64).sqrt();
            Ok(Matrix::random_using((n_out, n_in), Uniform::new(-reach, reach).unwrap(), rng))
        }),
        he("normal numbers cut off at two deviations", |n_out, n_in, rng| {
            // What is cut off makes the deviation smaller by this factor.
            let deviation = (2.0 / n_in as f64).sqrt() / 0.879_625_66;
            let mut draw = || (0..).map(|_| StandardNormal.sample(rng)).find(|z: &f64| z.abs() < 2.0).unwrap();
            Ok(each(n_out, n_in, || deviation * draw()))
        }),
        he("Laplace's numbers of that variance", |n_out, n_in, rng| {
            let b = (1.0 / n_in as f64).sqrt();
            Ok(each(n_out, n_in, || {
                let u = rng.random::<f64>() - 0.5;
                -b * u.signum() * (1.0 - 2.0 * u.abs()).ln()
            }))
        }),
        he("random signs", |n_out, n_in, rng| {
            let deviation = (2.0 / n_in as f64).sqrt();
            Ok(each(n_out, n_in, || if rng.random::<bool>() { deviation } else { -deviation }))
        }),
        he("every second weight 0", |n_out, n_in, rng| {
            let normal = random::normal_matrix((n_out, n_in), 0.0, (4.0 / n_in as f64).sqrt(), rng)?;
            Ok(normal.mapv(|w| if rng.random::<bool>() { w } else { 0.0 }))
        }),
        he("in 32 bits", |n_out, n_in, rng| {
            let normal = random::normal_matrix((n_out, n_in), 0.0, 1.0, rng)?;
            Ok(normal.mapv(|v| f64::from(v as f32 * (2.0 / n_in as f32).sqrt())))
        }),
        cost("log1p, by iterators", |z, y| {
            let loss = |(z, y): (&f64, &f64)| z.max(0.0) - z * y + (-z.abs()).exp().ln_1p();
            z.iter().zip(y).map(loss).sum::<f64>() / z.len() as f64
        }),
        cost("ndarray", |z, y| {
            let soft = z.mapv(|z: f64| (1.0 + (-z.abs()).exp()).ln());
            (z.mapv(|z| z.max(0.0)) - z * y + soft).mean().unwrap()
        }),
        cost("a branch for the sign", |z, y| {
            let loss =
                |z: f64, y: f64| if z > 0.0 { z * (1.0 - y) + (-z).exp().ln_1p() } else { -z * y + z.exp().ln_1p() };
            (0..z.ncols()).map(|i| loss(z[[0, i]], y[[0, i]])).sum::<f64>() / z.ncols() as f64
        }),
        cost("log-sum-exp", |z, y| {
            let lse = |a: f64, b: f64| a.max(b) + ((a - a.max(b)).exp() + (b - a.max(b)).exp()).ln();
            z.iter().zip(y).map(|(&z, &y)| lse(0.0, z) - z * y).sum::<f64>() / y.len() as f64
        }),
        cost("softplus of the other sign", |z, y| {
            let soft = |v: f64| v.max(0.0) + (-v.abs()).exp().ln_1p();
            z.iter().zip(y).map(|(z, y)| soft((1.0 - 2.0 * y) * z)).sum::<f64>() / y.len() as f64
        }),
        cost("a compensated sum", |z, y| {
            let (mut sum, mut lost) = (0.0_f64, 0.0);
            for (&z, &y) in z.iter().zip(y) {
                let term = z.max(0.0) - z * y + (1.0 + (-z.abs()).exp()).ln() - lost;
                let next = sum + term;
                lost = (next - sum) - term;
                sum = next;
            }
            sum / z.len() as f64
        }),
        cost("in 32 bits", |z, y| {
            let loss = |(&z, &y): (&f64, &f64)| {
                let (z, y) = (z as f32, y as f32);
                z.max(0.0) - z * y + (-z.abs()).exp().ln_1p()
            };
            f64::from(z.iter().zip(y).map(loss).sum::<f32>() / z.len() as f32)
        }),
        cost("the crate's own", |z, y| nn_course::network::cost::from_logits(z, y).unwrap()),
    ]
}

fn regularization() -> Vec<Right> {
    let penalty = |how, f| ("l2_penalty", how, exercise::l2_penalty(f));
    let gradients = |how, f| ("l2_gradients", how, exercise::l2_gradients(f));
    let forward = |how, f| ("dropout_forward", how, exercise::dropout_forward(f));
    let backward = |how, f| ("dropout_backward", how, exercise::dropout_backward(f));
    let stop = |how, f| ("early_stop", how, exercise::early_stop(f));
    vec![
        penalty("flattened", |w, lambda, m| w.iter().flatten().map(|v| v * v).sum::<f64>() * lambda / (2 * m) as f64),
        penalty("w * w", |w, lambda, m| w.iter().map(|w| (w * w).sum()).sum::<f64>() * lambda / 2.0 / m as f64),
        penalty("norms squared", |w, lambda, m| {
            let norm = |w: &Matrix| w.iter().map(|v| v * v).sum::<f64>().sqrt();
            w.iter().map(|w| 0.5 * lambda / m as f64 * norm(w).powi(2)).sum()
        }),
        penalty("three loops", |w, lambda, m| {
            let mut sum = 0.0;
            for w in w {
                for i in 0..w.nrows() {
                    for j in 0..w.ncols() {
                        sum += w[[i, j]].powi(2);
                    }
                }
            }
            lambda * sum / (2.0 * m as f64)
        }),
        penalty("fold", |w, lambda, m| {
            w.iter().fold(0.0, |sum, w| sum + w.fold(0.0, |sum, v| sum + v * v)) * (lambda / (m as f64 * 2.0))
        }),
        penalty("the trace of W·Wᵀ", |w, lambda, m| {
            w.iter().map(|w| w.dot(&w.t()).diag().sum()).sum::<f64>() * lambda / (2.0 * m as f64)
        }),
        penalty("in 32 bits", |w, lambda, m| {
            let squares: f32 = w.iter().flatten().map(|v| (*v as f32).powi(2)).sum();
            f64::from(lambda as f32 / (2.0 * m as f32) * squares)
        }),
        gradients("by index", |network, backprop, lambda, m| {
            let mut gradients = backprop.clone();
            for l in 0..gradients.dw.len() {
                gradients.dw[l] = &gradients.dw[l] + &(network.layers()[l].w() * (lambda / m as f64));
            }
            gradients
        }),
        gradients("scaled_add", |network, backprop, lambda, m| {
            let mut gradients = backprop.clone();
            gradients.dw.iter_mut().zip(network.layers()).for_each(|(dw, l)| dw.scaled_add(lambda / m as f64, l.w()));
            gradients
        }),
        gradients("the crate's penalty", |network, backprop, lambda, m| {
            let mut gradients = backprop.clone();
            nn_course::regularization::penalty::Penalty::L2 { lambda }
                .add_gradient(network, m, &mut gradients)
                .unwrap();
            gradients
        }),
        gradients("entry by entry", |network, backprop, lambda, m| {
            let mut gradients = backprop.clone();
            for (dw, layer) in gradients.dw.iter_mut().zip(network.layers()) {
                for ((i, j), w) in layer.w().indexed_iter() {
                    dw[[i, j]] += lambda * w / m as f64;
                }
            }
            gradients
        }),
        gradients("a new list", |network, backprop, lambda, m| {
            let pairs = backprop.dw.iter().zip(network.layers());
            let dw = pairs.map(|(dw, layer)| dw + lambda * layer.w() / m as f64).collect();
            Gradients { dw, ..backprop.clone() }
        }),
        gradients("Zip", |network, backprop, lambda, m| {
            let mut gradients = backprop.clone();
            for (dw, layer) in gradients.dw.iter_mut().zip(network.layers()) {
                Zip::from(dw).and(layer.w()).for_each(|dw, w| *dw += 2.0 * lambda / (2.0 * m as f64) * w);
            }
            gradients
        }),
        forward("by comparison", |a, u, keep_prob| {
            let d = u.mapv(|u| f64::from(u8::from(u < keep_prob)));
            (a * &d / keep_prob, d)
        }),
        forward("loops", |a, u, keep_prob| {
            let (mut kept, mut d) = (Matrix::zeros(a.dim()), Matrix::zeros(a.dim()));
            for i in 0..a.nrows() {
                for j in 0..a.ncols() {
                    if u[[i, j]] < keep_prob {
                        d[[i, j]] = 1.0;
                        kept[[i, j]] = a[[i, j]] / keep_prob;
                    }
                }
            }
            (kept, d)
        }),
        forward("the factor first", |a, u, keep_prob| {
            let d = u.mapv(|u| if u >= keep_prob { 0.0 } else { 1.0 });
            (&d * (1.0 / keep_prob) * a, d)
        }),
        forward("Zip", |a, u, keep_prob| {
            let kept = Zip::from(a).and(u).map_collect(|a, u| if *u < keep_prob { a / keep_prob } else { 0.0 });
            (kept, u.mapv(|u| (u < keep_prob) as u8 as f64))
        }),
        forward("at most keep_prob", |a, u, keep_prob| {
            let d = u.mapv(|u| if u <= keep_prob { 1.0 } else { 0.0 });
            (a * &d / keep_prob, d)
        }),
        forward("in 32 bits", |a, u, keep_prob| {
            let d = u.mapv(|u| if (u as f32) < keep_prob as f32 { 1.0_f32 } else { 0.0 });
            ((a.mapv(|v| v as f32) * &d / keep_prob as f32).mapv(f64::from), d.mapv(f64::from))
        }),
        backward("the factor first", |da, d, keep_prob| d / keep_prob * da),
        backward("where the mask is 1", |da, d, keep_prob| {
            Zip::from(da).and(d).map_collect(|da, d| if *d == 1.0 { da / keep_prob } else { 0.0 })
        }),
        backward("loops", |da, d, keep_prob| {
            let mut back = da.clone();
            for i in 0..da.nrows() {
                for j in 0..da.ncols() {
                    back[[i, j]] *= d[[i, j]];
                    back[[i, j]] /= keep_prob;
                }
            }
            back
        }),
        backward("in place", |da, d, keep_prob| {
            let mut back = da.to_owned();
            back *= d;
            back.mapv_inplace(|v| v / keep_prob);
            back
        }),
        backward("from_shape_fn", |da, d, keep_prob| {
            Matrix::from_shape_fn(da.dim(), |at| if d[at] > 0.5 { da[at] / keep_prob } else { 0.0 })
        }),
        backward("in 32 bits", |da, d, keep_prob| {
            (da.mapv(|v| v as f32) * d.mapv(|v| v as f32) / keep_prob as f32).mapv(f64::from)
        }),
        stop("from infinity, with a count", |costs, patience| {
            let (mut best, mut lowest, mut waited) = (0, f64::INFINITY, 0);
            for (i, &cost) in costs.iter().enumerate() {
                if cost < lowest {
                    (best, lowest, waited) = (i, cost, 0);
                } else {
                    waited += 1;
                    if waited >= patience {
                        return (best, i);
                    }
                }
            }
            (best, costs.len() - 1)
        }),
        stop("while", |costs, patience| {
            let (mut best, mut i) = (0, 0);
            while i + 1 < costs.len() && i - best < patience {
                i += 1;
                if costs[i] < costs[best] {
                    best = i;
                }
            }
            (best, i)
        }),
        stop("the lowest of a prefix", |costs, patience| {
            let lowest =
                |n: usize| (0..n).rev().min_by(|&a, &b| costs[a].total_cmp(&costs[b]).then(a.cmp(&b))).unwrap();
            let last = (0..costs.len()).find(|&i| i - lowest(i + 1) >= patience).unwrap_or(costs.len() - 1);
            (lowest(last + 1), last)
        }),
        stop("a window", |costs, patience| {
            let mut best = 0;
            loop {
                let next = (best + 1..costs.len().min(best + patience + 1)).find(|&i| costs[i] < costs[best]);
                match next {
                    Some(i) => best = i,
                    None => return (best, (best + patience).min(costs.len() - 1)),
                }
            }
        }),
        stop("a break", |costs, patience| {
            let (mut best, mut last, mut left) = (0, 0, patience);
            for i in 1..costs.len() {
                last = i;
                left = if costs[i] < costs[best] { patience } else { left - 1 };
                best = if costs[i] < costs[best] { i } else { best };
                if left == 0 {
                    break;
                }
            }
            (best, last)
        }),
        stop("in 32 bits", |costs, patience| {
            let costs: Vec<f32> = costs.iter().map(|cost| *cost as f32).collect();
            let mut best = 0;
            for i in 0..costs.len() {
                best = if costs[i] < costs[best] { i } else { best };
                if i - best == patience {
                    return (best, i);
                }
            }
            (best, costs.len() - 1)
        }),
    ]
}

fn gradient_checking() -> Vec<Right> {
    let one = |how, f| ("check_one_dimension", how, exercise::check_one_dimension(f));
    let relative = |how, f| ("relative_difference", how, exercise::relative_difference(f));
    let numerical = |how, f| ("numerical_gradient", how, exercise::numerical_gradient(f));
    fn norm(v: impl IntoIterator<Item = f64>) -> f64 {
        v.into_iter().map(|v| v * v).sum::<f64>().sqrt()
    }
    vec![
        one("half of the difference", |j, dj, theta, epsilon| {
            let approx = 0.5 * (j(theta + epsilon) - j(theta - epsilon)) / epsilon;
            (approx - dj(theta)).abs() / (approx.abs() + dj(theta).abs())
        }),
        one("the mean of two one-sided slopes", |j, dj, theta, epsilon| {
            let (right, left) = ((j(theta + epsilon) - j(theta)) / epsilon, (j(theta) - j(theta - epsilon)) / epsilon);
            let (grad, approx) = (dj(theta), (right + left) / 2.0);
            (grad - approx).abs() / (grad.abs() + approx.abs())
        }),
        one("roots of squares", |j, dj, theta, epsilon| {
            let size = |v: f64| (v * v).sqrt();
            let (grad, approx) = (dj(theta), (j(theta + epsilon) - j(theta - epsilon)) / (2.0 * epsilon));
            size(grad - approx) / (size(grad) + size(approx))
        }),
        one("an ε in the denominator", |j, dj, theta, epsilon| {
            let (grad, approx) = (dj(theta), (j(theta + epsilon) - j(theta - epsilon)) / (2.0 * epsilon));
            (grad - approx).abs() / (grad.abs() + approx.abs() + 1e-8)
        }),
        one("by if", |j, dj, theta, epsilon| {
            let (grad, approx) = (dj(theta), (j(theta + epsilon) - j(theta - epsilon)) / (2.0 * epsilon));
            let difference = if grad > approx { grad - approx } else { approx - grad };
            difference / (grad.abs() + approx.abs())
        }),
        one("two divisions", |j, dj, theta, epsilon| {
            let approx = (j(theta + epsilon) - j(theta - epsilon)) / 2.0 / epsilon;
            let grad = dj(theta);
            (grad - approx).abs() / (grad.abs() + approx.abs())
        }),
        relative("loops", |g, a| {
            let (mut above, mut first, mut second) = (0.0, 0.0, 0.0);
            for i in 0..g.len() {
                above += (g[i] - a[i]).powi(2);
                first += g[i].powi(2);
                second += a[i].powi(2);
            }
            above.sqrt() / (first.sqrt() + second.sqrt())
        }),
        relative("iterators", |g, a| {
            norm(g.iter().zip(a).map(|(g, a)| g - a)) / (norm(g.iter().copied()) + norm(a.iter().copied()))
        }),
        relative("ndarray", |g, a| {
            let (g, a) = (Array1::from(g.to_vec()), Array1::from(a.to_vec()));
            let norm = |v: &Array1<f64>| v.dot(v).sqrt();
            norm(&(&g - &a)) / (norm(&g) + norm(&a))
        }),
        relative("scaled by the largest", |g, a| {
            let norm = |v: &[f64]| {
                let most = v.iter().fold(0.0_f64, |most, v| most.max(v.abs()));
                if most == 0.0 { 0.0 } else { most * v.iter().map(|v| (v / most).powi(2)).sum::<f64>().sqrt() }
            };
            let difference: Vec<f64> = g.iter().zip(a).map(|(g, a)| a - g).collect();
            norm(&difference) / (norm(g) + norm(a))
        }),
        relative("hypot", |g, a| {
            let norm = |v: &[f64]| v.iter().fold(0.0_f64, |norm, v| norm.hypot(*v));
            let difference: Vec<f64> = g.iter().zip(a).map(|(g, a)| g - a).collect();
            norm(&difference) / (norm(g) + norm(a))
        }),
        relative("the crate's own", |g, a| gradient_check::relative_difference(g, a).unwrap()),
        relative("in 32 bits", |g, a| {
            let norm = |v: Vec<f32>| v.iter().map(|v| v * v).sum::<f32>().sqrt();
            let single = |v: &[f64]| v.iter().map(|v| *v as f32).collect::<Vec<f32>>();
            let difference = single(g).iter().zip(single(a)).map(|(g, a)| g - a).collect();
            f64::from(norm(difference) / (norm(single(g)) + norm(single(a))))
        }),
        numerical("iterators", |j, theta, epsilon| {
            let moved = |i: usize, by: f64| {
                let mut theta = theta.to_vec();
                theta[i] += by;
                j(&theta)
            };
            (0..theta.len()).map(|i| (moved(i, epsilon) - moved(i, -epsilon)) / (2.0 * epsilon)).collect()
        }),
        numerical("put back", |j, theta, epsilon| {
            let (mut moved, mut slopes) = (theta.to_vec(), vec![0.0; theta.len()]);
            for i in 0..theta.len() {
                moved[i] = theta[i] + epsilon;
                let plus = j(&moved);
                moved[i] = theta[i] - epsilon;
                slopes[i] = (plus - j(&moved)) / (2.0 * epsilon);
                moved[i] = theta[i];
            }
            slopes
        }),
        numerical("back by additions", |j, theta, epsilon| {
            let mut moved = theta.to_vec();
            let mut slopes = Vec::with_capacity(theta.len());
            for i in 0..theta.len() {
                moved[i] += epsilon;
                let plus = j(&moved);
                moved[i] -= 2.0 * epsilon;
                let minus = j(&moved);
                moved[i] += epsilon;
                slopes.push(0.5 * (plus - minus) / epsilon);
            }
            slopes
        }),
        numerical("the mean of two one-sided slopes", |j, theta, epsilon| {
            let here = j(theta);
            let slope = |i: usize, by: f64| {
                let moved: Vec<f64> = theta.iter().enumerate().map(|(k, t)| if k == i { t + by } else { *t }).collect();
                (j(&moved) - here) / by
            };
            (0..theta.len()).map(|i| (slope(i, epsilon) + slope(i, -epsilon)) / 2.0).collect()
        }),
        numerical("unit vectors", |j, theta, epsilon| {
            let theta = Array1::from(theta.to_vec());
            let unit = |i: usize| Array1::from_shape_fn(theta.len(), |k| if k == i { epsilon } else { 0.0 });
            let at = |theta: Array1<f64>| j(&theta.to_vec());
            (0..theta.len()).map(|i| (at(&theta + &unit(i)) - at(&theta - &unit(i))) / epsilon / 2.0).collect()
        }),
    ]
}
