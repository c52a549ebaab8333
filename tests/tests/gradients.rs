//! Every gradient that training uses, checked by difference quotients: all activations, penalties, and frozen masks.
//!
//! The checks must be able to fail: at the end, gradients with a planted wrong factor are refused.

#![allow(clippy::unwrap_used, reason = "tests say what is wrong by panicking")]

use nn_course_notebook::prelude::*;

/// A case: a network whose parameters are all random, biases too, and some data.
struct Case {
    network: Network,
    data: Dataset,
}

fn case(hidden: Activation) -> Case {
    let rng = &mut NumpyRng::seed(4);
    let mut random = |shape| random::normal_matrix(shape, 0.0, 0.7, rng).unwrap();
    let sizes = [3, 5, 4, 1];
    let layers = (1..4).map(|l| {
        let g = if l == 3 { Activation::Sigmoid } else { hidden };
        Layer::new(random((sizes[l], sizes[l - 1])), random((sizes[l], 1)), g).unwrap()
    });
    let network = Network::from_layers(layers.collect()).unwrap();
    let y = Matrix::from_shape_fn((1, 9), |(_, i)| f64::from(u8::from(i % 2 == 0)));
    Case { network, data: Dataset::new(random((3, 9)), y).unwrap() }
}

impl Case {
    fn masks(&self) -> Masks {
        Masks::sample(&self.network, self.data.m(), &[0.8, 0.5], &mut NumpyRng::seed(6)).unwrap()
    }

    fn forward(&self, masks: Option<&Masks>) -> Cache {
        match masks {
            None => forward(&self.network, self.data.x()).unwrap(),
            Some(masks) => forward_with_dropout(&self.network, self.data.x(), masks).unwrap(),
        }
    }

    fn gradients(&self, masks: Option<&Masks>, penalty: Option<Penalty>) -> Gradients {
        let cache = self.forward(masks);
        let mut gradients = backward(&self.network, self.data.x(), self.data.y(), &cache).unwrap();
        if let Some(penalty) = penalty {
            penalty.add_gradient(&self.network, self.data.m(), &mut gradients).unwrap();
        }
        gradients
    }

    /// Given gradients against difference quotients of the cost under frozen masks, with the penalty.
    fn verdict(&self, gradients: &Gradients, masks: Option<&Masks>, penalty: Option<Penalty>) -> Verdict {
        let config = GradientCheck { penalty, masks: masks.cloned(), ..GradientCheck::default() };
        gradient_check::check_gradients(&self.network, &self.data, gradients, &config).unwrap().verdict()
    }
}

const PENALTIES: [Option<Penalty>; 3] = [None, Some(Penalty::L2 { lambda: 0.7 }), Some(Penalty::L1 { lambda: 0.7 })];

#[test]
fn all_gradients_agree_with_difference_quotients() {
    for hidden in [Activation::Relu, Activation::Tanh, Activation::Sigmoid] {
        let case = case(hidden);
        let frozen = case.masks();
        for masks in [None, Some(&frozen)] {
            for penalty in PENALTIES {
                let verdict = case.verdict(&case.gradients(masks, penalty), masks, penalty);
                assert_eq!(verdict, Verdict::Great, "{hidden:?}, {penalty:?}, dropout {}", masks.is_some());
            }
        }
    }
}

/// The masks must matter: each drops something and keeps something.
#[test]
fn the_frozen_masks_drop_and_keep() {
    for d in case(Activation::Relu).masks().d() {
        assert!(d.sum() > 0.0 && d.sum() < d.len() as f64);
    }
}

#[test]
fn a_missing_division_by_keep_prob_is_noticed() {
    let case = case(Activation::Relu);
    let masks = case.masks();
    let cache = case.forward(Some(&masks));
    // The backward pass of the lecture, but dA is only masked, not divided.
    let mut wrong = case.gradients(Some(&masks), None);
    let (y_hat, layers) = (cache.y_hat(), case.network.layers());
    let mut dz = y_hat - case.data.y();
    for l in (0..2).rev() {
        let da = matmul(&layers[l + 1].w().t().to_owned(), &dz).unwrap() * &masks.d()[l];
        dz = da * cache.a()[l].mapv(|a| if a > 0.0 { 1.0 } else { 0.0 });
        let before = if l == 0 { case.data.x() } else { &cache.a()[l - 1] };
        wrong.dw[l] = matmul(&dz, &before.t().to_owned()).unwrap() / 9.0;
        wrong.db[l] = dz.sum_axis(Axis(1)).insert_axis(Axis(1)) / 9.0;
    }
    assert_eq!(case.verdict(&wrong, Some(&masks), None), Verdict::Wrong);
    // With the division it is the crate's.
    let right = case.gradients(Some(&masks), None);
    approx::assert_abs_diff_eq!(&wrong.dw[1] / 0.5, right.dw[1], epsilon = 1e-14);
    approx::assert_abs_diff_eq!(&wrong.dw[0] / (0.5 * 0.8), right.dw[0], epsilon = 1e-14);
}

#[test]
fn half_of_lambda_and_a_regularized_bias_are_noticed() {
    let case = case(Activation::Relu);
    let lambda = 0.7;
    let penalty = Some(Penalty::L2 { lambda });
    let half = case.gradients(None, Some(Penalty::L2 { lambda: lambda / 2.0 }));
    assert_eq!(case.verdict(&half, None, penalty), Verdict::Wrong);
    let mut biased = case.gradients(None, penalty);
    for (db, layer) in biased.db.iter_mut().zip(case.network.layers()) {
        db.scaled_add(lambda / 9.0, layer.b());
    }
    assert_eq!(case.verdict(&biased, None, penalty), Verdict::Wrong);
    // And dropout is not the place to forget the masks.
    let masks = case.masks();
    assert_eq!(case.verdict(&case.gradients(None, None), Some(&masks), None), Verdict::Wrong);
}
