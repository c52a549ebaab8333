//! Can the gradient check be trusted? On 1,000 random networks the right gradient passes, and planted bugs are caught.
//!
//! The table: `cargo test --release --test planted_bugs -- --nocapture`.

#![allow(clippy::unwrap_used, reason = "tests say what is wrong by panicking")]

use nn_course_notebook::prelude::ndarray_rand::rand::Rng;
use nn_course_notebook::prelude::*;

const NETWORKS: u32 = 1000;

/// One mistake in a backward pass. Each is one that people make.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Bug {
    /// dZ[L] = Y − A[L].
    WrongSign,
    /// dZ[L] has the sigmoid's derivative in it, as for the squared error.
    SigmoidDerivative,
    /// dW and db are sums over the examples, not means.
    NoDivisionByM,
    /// db alone is a sum.
    NoDivisionByMInDb,
    /// dW of the first layer stays 0.
    FirstLayerForgotten,
    /// dW of one layer is doubled.
    OneLayerDoubled,
    /// dW of a square layer is transposed.
    DwTransposed,
    /// dA = W·dZ where W is square.
    WNotTransposed,
    /// No ReLU derivative at all.
    NoReluDerivative,
    /// ReLU's derivative where it is 0, and 0 where it is 1.
    ReluDerivativeInverted,
    /// ReLU's derivative at Z of the next hidden layer, where that has as many units.
    ReluDerivativeOfNextLayer,
    /// db of the next layer, where that has as many units.
    DbOfNextLayer,
    /// dW from A[l] in place of A[l-1], where that has as many units.
    OwnActivations,
    /// The last example is left out of dW.
    LastExampleForgotten,
    /// No λ/m W in dW.
    NoPenalty,
    /// λ/2m W in place of λ/m W.
    HalfPenalty,
    /// λ/m b in db.
    PenaltyOnBias,
}

const BUGS: [Bug; 17] = [
    Bug::WrongSign,
    Bug::SigmoidDerivative,
    Bug::NoDivisionByM,
    Bug::NoDivisionByMInDb,
    Bug::FirstLayerForgotten,
    Bug::OneLayerDoubled,
    Bug::DwTransposed,
    Bug::WNotTransposed,
    Bug::NoReluDerivative,
    Bug::ReluDerivativeInverted,
    Bug::ReluDerivativeOfNextLayer,
    Bug::DbOfNextLayer,
    Bug::OwnActivations,
    Bug::LastExampleForgotten,
    Bug::NoPenalty,
    Bug::HalfPenalty,
    Bug::PenaltyOnBias,
];

struct Case {
    network: Network,
    data: Dataset,
    lambda: f64,
}

/// 1 to 5 layers of 1 to 12 units, 2 to 10 examples; every second with L2, every third with hidden layers of one size, every fourth with
/// biases of 0 as after initialization.
fn case(seed: u32) -> Case {
    let rng = &mut NumpyRng::seed(seed);
    let layers = rng.random_range(1..=5);
    let width = rng.random_range(1..=12);
    let mut sizes: Vec<usize> =
        (0..layers).map(|_| if seed.is_multiple_of(3) { width } else { rng.random_range(1..=12) }).collect();
    sizes.push(1);
    let m = rng.random_range(2..=10);
    let bias = if seed.is_multiple_of(4) { 0.0 } else { 0.3 };
    let layer = |l: usize, rng: &mut NumpyRng| {
        let w = Initializer::He.weights(sizes[l], sizes[l - 1], rng).unwrap();
        let b = random::normal_matrix((sizes[l], 1), 0.0, bias, rng).unwrap();
        Layer::new(w, b, if l == layers { Activation::Sigmoid } else { Activation::Relu }).unwrap()
    };
    let network = Network::from_layers((1..=layers).map(|l| layer(l, rng)).collect()).unwrap();
    let x = random::normal_matrix((sizes[0], m), 0.0, 1.0, rng).unwrap();
    let y = Matrix::from_shape_fn((1, m), |_| f64::from(u8::from(rng.random_range(0..2) == 1)));
    let lambda = if seed.is_multiple_of(2) { rng.random_range(0.1..2.0) } else { 0.0 };
    Case { network, data: Dataset::new(x, y).unwrap(), lambda }
}

impl Case {
    /// Whether the mistake can be made at all: what multiplies fits, and there is something to get wrong.
    fn allows(&self, bug: Bug) -> bool {
        let sizes = self.network.sizes();
        let last = sizes.len() - 1;
        let alike = |from: usize, to: usize| (from..to).any(|l| sizes[l] == sizes[l + 1]);
        match bug {
            Bug::NoPenalty | Bug::HalfPenalty | Bug::PenaltyOnBias => self.lambda > 0.0,
            Bug::NoReluDerivative | Bug::ReluDerivativeInverted => last > 1,
            Bug::ReluDerivativeOfNextLayer => alike(1, last - 1),
            Bug::DbOfNextLayer => alike(1, last),
            Bug::OwnActivations => alike(0, last),
            // In a single unit a matrix is its own transpose.
            Bug::DwTransposed => (0..last).any(|l| sizes[l] == sizes[l + 1] && sizes[l] > 1),
            Bug::WNotTransposed => (1..last).any(|l| sizes[l] == sizes[l + 1] && sizes[l] > 1),
            _ => true,
        }
    }

    /// Backward propagation from the formulas, a second time, with a mistake in it.
    fn gradients(&self, bug: Option<Bug>) -> Gradients {
        let has = |b| bug == Some(b);
        let (layers, x, y) = (self.network.layers(), self.data.x(), self.data.y());
        let cache = forward(&self.network, x).unwrap();
        let (m, last) = (self.data.m() as f64, layers.len() - 1);
        let product = |a: &Matrix, b: &Matrix| matmul(a, b).unwrap();
        let transposed = |a: &Matrix| a.t().to_owned();
        let relu = |z: &Matrix| z.mapv(|z| if z > 0.0 { 1.0 } else { 0.0 });

        let mut dz = cache.y_hat() - y;
        if has(Bug::WrongSign) {
            dz *= -1.0;
        }
        if has(Bug::SigmoidDerivative) {
            dz *= &cache.y_hat().mapv(|a| a * (1.0 - a));
        }
        let mut gradients = Gradients { dz: vec![dz.clone()], dw: vec![], db: vec![] };
        for l in (0..=last).rev() {
            let layer = &layers[l];
            let before = if l == 0 { x } else { &cache.a()[l - 1] };
            let before =
                if has(Bug::OwnActivations) && before.nrows() == layer.w().nrows() { &cache.a()[l] } else { before };
            let mut counted = dz.clone();
            if has(Bug::LastExampleForgotten) {
                counted.column_mut(self.data.m() - 1).fill(0.0);
            }
            let mut dw = product(&counted, &transposed(before));
            let mut db = dz.sum_axis(Axis(1)).insert_axis(Axis(1));
            if !has(Bug::NoDivisionByM) {
                dw /= m;
                db /= if has(Bug::NoDivisionByMInDb) { 1.0 } else { m };
            }
            let part = if has(Bug::HalfPenalty) { 0.5 } else { 1.0 };
            if !has(Bug::NoPenalty) {
                dw.scaled_add(part * self.lambda / m, layer.w());
            }
            if has(Bug::PenaltyOnBias) {
                db.scaled_add(self.lambda / m, layer.b());
            }
            if has(Bug::DwTransposed) && dw.is_square() {
                dw = transposed(&dw);
            }
            if has(Bug::OneLayerDoubled) && l == last / 2 {
                dw *= 2.0;
            }
            if has(Bug::FirstLayerForgotten) && l == 0 {
                dw.fill(0.0);
            }
            if has(Bug::DbOfNextLayer)
                && let Some(next) = gradients.db.first().filter(|next| next.dim() == db.dim())
            {
                db = next.clone();
            }
            if l > 0 {
                let w = layer.w();
                let mut da = if has(Bug::WNotTransposed) && w.is_square() {
                    product(w, &dz)
                } else {
                    product(&transposed(w), &dz)
                };
                let next = &cache.z()[l];
                let z = if has(Bug::ReluDerivativeOfNextLayer) && l < last && next.dim() == da.dim() {
                    next
                } else {
                    &cache.z()[l - 1]
                };
                if has(Bug::ReluDerivativeInverted) {
                    da *= &(1.0 - relu(z));
                } else if !has(Bug::NoReluDerivative) {
                    da *= &relu(z);
                }
                dz = da;
                gradients.dz.insert(0, dz.clone());
            }
            gradients.dw.insert(0, dw);
            gradients.db.insert(0, db);
        }
        gradients
    }

    fn check(&self, gradients: &Gradients) -> GradientReport {
        let penalty = (self.lambda > 0.0).then_some(Penalty::L2 { lambda: self.lambda });
        let config = GradientCheck { penalty, ..GradientCheck::default() };
        gradient_check::check_gradients(&self.network, &self.data, gradients, &config).unwrap()
    }
}

/// What was counted over some of the networks.
#[derive(Default)]
struct Counts {
    /// Right gradients that pass by the lecture's number alone.
    raw: u32,
    /// Networks with a component on a kink.
    kinks: u32,
    /// By bug: networks that allow the mistake, those where it changes the gradient, and those where it is caught.
    bugs: [[u32; 3]; BUGS.len()],
}

impl Counts {
    fn count(&mut self, case: &Case) {
        let (network, data) = (&case.network, &case.data);
        let right = case.gradients(None);
        let report = case.check(&right);
        assert!(report.passed(), "{:?}: {report}", network.sizes());
        self.raw += u32::from(report.difference() <= Verdict::GREAT);
        self.kinks += u32::from(report.matrices().iter().any(|m| m.kinks > 0));

        let cache = forward(network, data.x()).unwrap();
        let mut theirs = backward(network, data.x(), data.y(), &cache).unwrap();
        Penalty::L2 { lambda: case.lambda }.add_gradient(network, data.m(), &mut theirs).unwrap();
        let apart = |g: &Gradients| gradient_check::relative_difference(&g.to_vector(), &theirs.to_vector()).unwrap();
        assert!(apart(&right) < 1e-14, "the crate's gradient is another: {:?}", network.sizes());

        for (bug, [allowed, changed, caught]) in BUGS.iter().zip(&mut self.bugs) {
            if case.allows(*bug) {
                let wrong = case.gradients(Some(*bug));
                let is_changed = apart(&wrong) > 1e-12;
                *allowed += 1;
                *changed += u32::from(is_changed);
                *caught += u32::from(is_changed && !case.check(&wrong).passed());
            }
        }
    }

    fn add(&mut self, other: &Counts) {
        self.raw += other.raw;
        self.kinks += other.kinks;
        for (sum, more) in self.bugs.iter_mut().flatten().zip(other.bugs.iter().flatten()) {
            *sum += more;
        }
    }
}

#[test]
fn right_gradients_pass_and_planted_bugs_are_caught() {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let work = |first: usize| {
        let mut counts = Counts::default();
        (first as u32..NETWORKS).step_by(threads).for_each(|seed| counts.count(&case(seed)));
        counts
    };
    let mut total = Counts::default();
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|first| scope.spawn(move || work(first))).collect();
        running.into_iter().for_each(|thread| total.add(&thread.join().unwrap()));
    });
    let Counts { raw, kinks, bugs } = total;
    println!("{NETWORKS} random networks: all right gradients pass, {raw} of them by the lecture's number alone;");
    println!("{kinks} networks sit on a kink\n");
    println!("{:27} {:>9} {:>12} {:>7}", "planted bug", "possible", "has effect", "caught");
    for (bug, [allowed, changed, caught]) in BUGS.iter().zip(bugs) {
        let share = f64::from(caught) / f64::from(changed);
        println!("{:27} {allowed:9} {changed:12} {caught:7}  {:.1}%", format!("{bug:?}"), 100.0 * share);
        assert!(changed >= 50, "{bug:?} is hardly tried");
        // 99% would do; all of them are.
        assert_eq!(caught, changed, "{bug:?}");
    }
}
