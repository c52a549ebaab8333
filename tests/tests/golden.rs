//! The figures that the lecture printed, out of this crate.
//!
//! Where they come from: the published assignment, and NumPy and scikit-learn on its data (`golden.py` beside this file
//! prints them again).

#![allow(clippy::unwrap_used, reason = "tests say what is wrong by panicking")]

use approx::{assert_abs_diff_eq, assert_relative_eq};
use nn_course::prelude::*;
use std::f64::consts::LN_2; // 0.6931471805599453, as printed

fn circles() -> (Dataset, Dataset) {
    let circles = |m, seed| generate::circles(m, 0.8, 0.05, &mut NumpyRng::seed(seed)).unwrap();
    (circles(300, 1), circles(100, 2))
}

fn trained(initializer: Initializer, formula: CostFormula) -> Trained {
    let network = Network::new(&[2, 10, 5, 1], initializer, &mut NumpyRng::seed(3)).unwrap();
    let config = TrainConfig { record_every: 1000, cost: formula, ..TrainConfig::default() };
    train(&network, &circles().0, &config).unwrap()
}

/// (train, test) accuracy on the circles.
fn accuracies(network: &Network) -> (f64, f64) {
    let (train, test) = circles();
    (network.accuracy(&train).unwrap(), network.accuracy(&test).unwrap())
}

fn costs(trained: &Trained) -> Vec<f64> {
    trained.history.points().iter().map(|p| p.1).collect()
}

#[test]
fn the_circles() {
    let (train, test) = circles();
    let first = train.x().slice(s![.., ..3]).to_owned();
    let published = array![[-0.07741354, 0.4318696, 0.07916502], [0.85260226, -0.87214504, 0.8406611]];
    assert_abs_diff_eq!(first, published, epsilon = 5e-9);
    assert_eq!(train.y().slice(s![.., ..10]), array![[1., 0., 1., 1., 0., 0., 1., 0., 1., 1.]]);
    assert_eq!((train.m(), test.m(), train.y().sum(), test.y().sum()), (300, 100, 150.0, 50.0));
}

#[test]
fn the_initial_parameters() {
    let layers = |sizes: &[usize], initializer| {
        let network = Network::new(sizes, initializer, &mut NumpyRng::seed(3)).unwrap();
        network.layers().to_vec()
    };
    let random = layers(&[3, 2, 1], Initializer::Random { scale: 10.0 });
    let w1 = array![[17.88628473, 4.36509851, 0.96497468], [-18.63492703, -2.77388203, -3.54758979]];
    assert_abs_diff_eq!(random[0].w(), &w1, epsilon = 5e-9);
    assert_abs_diff_eq!(random[1].w(), &array![[-0.82741481, -6.27000677]], epsilon = 5e-9);
    assert_eq!(random[0].b(), array![[0.0], [0.0]]);

    let he = layers(&[2, 4, 1], Initializer::He);
    let w1 = array![
        [1.78862847, 0.43650985],
        [0.09649747, -1.8634927],
        [-0.2773882, -0.35475898],
        [-0.08274148, -0.62700068]
    ];
    assert_abs_diff_eq!(he[0].w(), &w1, epsilon = 5e-9);
    let w2 = array![[-0.03098412, -0.33744411, -0.92904268, 0.62552248]];
    assert_abs_diff_eq!(he[1].w(), &w2, epsilon = 5e-9);

    let zeros = layers(&[3, 2, 1], Initializer::Zeros);
    assert_eq!((zeros[0].w(), zeros[1].w()), (&Matrix::zeros((2, 3)), &Matrix::zeros((1, 2))));
}

#[test]
fn he_training() {
    let published = [
        0.8830537463419761,
        0.6879825919728063,
        0.6751286264523371,
        0.6526117768893807,
        0.6082958970572938,
        0.5304944491717495,
        0.4138645817071794,
        0.3117803464844441,
        0.23696215330322562,
        0.18597287209206836,
        0.15015556280371817,
        0.12325079292273552,
        0.09917746546525932,
        0.08457055954024274,
        0.07357895962677362,
    ];
    for formula in [CostFormula::Probabilities, CostFormula::Logits] {
        let he = trained(Initializer::He, formula);
        assert_eq!(he.history.points().len(), published.len());
        for (cost, published) in costs(&he).into_iter().zip(published) {
            assert_relative_eq!(cost, published, max_relative = 5e-13, epsilon = 0.0);
        }
        assert_eq!(accuracies(&he.network), (298.0 / 300.0, 0.96));
    }
}

#[test]
fn zeros_training_stays_at_ln_2() {
    let zeros = trained(Initializer::Zeros, CostFormula::Probabilities);
    assert_eq!(zeros.history.points().len(), 15);
    assert!(costs(&zeros).iter().all(|cost| *cost == LN_2), "{zeros:?}");
    assert_eq!(accuracies(&zeros.network), (0.5, 0.5));
    assert_eq!(zeros.network.predict(circles().0.x()).unwrap().sum(), 0.0);
}

#[test]
fn random_training_starts_at_infinity() {
    let random = trained(Initializer::Random { scale: 10.0 }, CostFormula::Probabilities);
    let costs = costs(&random);
    assert_eq!(costs[0], f64::INFINITY);
    // Chaotic: rounding decides the third digit. NumPy on another machine printed these; within 0.2%.
    let published = [0.6244196071819332, 0.5979231562259408, 0.56370185567503, 0.5500989426280322];
    for (cost, published) in costs[1..].iter().zip(published) {
        assert_relative_eq!(*cost, published, max_relative = 2e-3, epsilon = 0.0);
    }
    assert_relative_eq!(costs[14], 0.3827475248529389, max_relative = 2e-3, epsilon = 0.0);
    assert_eq!(accuracies(&random.network), (0.83, 0.86));
    // The same start from logits is finite.
    let stable = trained(Initializer::Random { scale: 10.0 }, CostFormula::Logits);
    assert!(stable.history.points().iter().all(|p| p.1.is_finite()));
}
