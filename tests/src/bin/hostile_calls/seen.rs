//! How a call ended, and what stands in its result.

use nn_course::gradient_check::report::{Component, MatrixSummary};
use nn_course::regularization::early_stopping::Evaluation;
use nn_course_notebook::exercise::{Checked, Score};
use nn_course_notebook::prelude::*;
use nn_course_notebook::show::Shown;
use std::fmt::Debug;

/// How one call ended.
pub struct Ended {
    pub ok: bool,
    pub nan: bool,
    pub infinite: bool,
    /// The error's text.
    pub error: Option<String>,
}

impl Ended {
    /// With a value; every number in it is looked at.
    pub fn with(value: impl Inspect) -> Self {
        let mut ended = Ended { ok: true, nan: false, infinite: false, error: None };
        value.numbers(&mut |v| {
            ended.nan |= v.is_nan();
            ended.infinite |= v.is_infinite();
        });
        ended
    }

    /// With a value or an error.
    pub fn of<T: Inspect>(result: Result<T>) -> Self {
        match result {
            Ok(value) => Ended::with(value),
            Err(e) => {
                // What a cell prints of an error is its Debug.
                assert_eq!(e.to_string(), format!("{e:?}"), "Display and Debug of an error differ");
                Ended { ok: false, nan: false, infinite: false, error: Some(e.to_string()) }
            }
        }
    }
}

/// What a result is made of: all numbers that a caller could get out of it.
pub trait Inspect {
    fn numbers(&self, see: &mut dyn FnMut(f64));
}

macro_rules! inspect {
    ($($type:ty: |$value:ident, $see:ident| $body:expr;)*) => {
        $(impl Inspect for $type {
            fn numbers(&self, $see: &mut dyn FnMut(f64)) {
                let $value = self;
                $body;
            }
        })*
    };
}

/// Holds no floating-point number; its text must come without a panic.
macro_rules! no_numbers {
    ($($type:ty),*) => {
        $(impl Inspect for $type {
            fn numbers(&self, _: &mut dyn FnMut(f64)) {
                assert_text(self);
            }
        })*
    };
}

fn assert_text(value: &impl Debug) {
    assert!(!format!("{value:?}").is_empty(), "Debug says nothing");
}

no_numbers!(bool, usize, u64, u32, (), Figure, Panel, Slider, Layout, Masks, NumpyRng, Cause, Table, Activation);
no_numbers!(
    Verdict,
    nn_course_notebook::exercise::Standing,
    Checked,
    Score,
    Shown,
    nn_course::support::error::Error,
    nn_course::gradient_check::second_look::Cause
);

inspect! {
    f64: |v, see| see(*v);
    Matrix: |x, see| x.iter().for_each(|v| see(*v));
    Dataset: |d, see| { d.x().numbers(see); d.y().numbers(see) };
    Layer: |l, see| { l.w().numbers(see); l.b().numbers(see) };
    Network: |n, see| n.layers().iter().for_each(|l| l.numbers(see));
    Normalizer: |n, see| { n.mean().numbers(see); n.std().numbers(see) };
    Cache: |c, see| { c.z().numbers(see); c.a().numbers(see) };
    Gradients: |g, see| { g.dz.numbers(see); g.dw.numbers(see); g.db.numbers(see) };
    History: |h, see| {
        h.points().iter().for_each(|p| see(p.1));
        h.penalties().iter().chain(&h.without_penalty()).for_each(|p| see(p.1));
    };
    Trained: |t, see| { t.network.numbers(see); t.history.numbers(see) };
    Evaluation: |e, see| [e.train_cross_entropy, e.dev_cross_entropy, e.train_error, e.dev_error].into_iter().for_each(see);
    StoppedEarly: |s, see| {
        s.network.numbers(see);
        s.history.numbers(see);
        s.best.numbers(see);
        s.evaluations.numbers(see);
    };
    CurvePoint: |p, see| {
        p.train_errors.numbers(see);
        p.dev_errors.numbers(see);
        [p.train(), p.dev()].into_iter().for_each(see);
    };
    LearningCurve: |c, see| c.points().numbers(see);
    Gap: |g, see| {
        [g.from.1, g.to.1, g.size].into_iter().for_each(&mut *see);
        g.interval.numbers(see);
    };
    Diagnosis: |d, see| { d.gaps().numbers(see); assert_text(&d.to_string()) };
    Measured: |m, see| see(m.error);
    // The errors are private; what is made of them is not.
    Errors: |e, _see| assert_text(e);
    Component: |c, see| [c.analytic, c.numeric, c.best].into_iter().for_each(see);
    MatrixSummary: |m, see| { [m.difference, m.remaining].into_iter().for_each(see); assert_text(m) };
    GradientReport: |r, see| {
        [r.cost(), r.rounding_floor(), r.difference(), r.remaining()].into_iter().for_each(&mut *see);
        r.matrices().numbers(see);
        r.components().numbers(see);
        assert_text(&(r.verdict(), r.passed(), r.is_flat(), r.to_string()));
    };
    Difference: |d, see| see(d.epsilon());
    Field: |f, see| { f.ranges().numbers(see); f.extent().numbers(see) };
    Split: |s, see| [&s.train, &s.dev, &s.test].into_iter().for_each(|d| d.numbers(see));
    String: |s, _see| assert_text(s);
    str: |s, _see| assert_text(&s);
    u8: |_v, _see| {};
}

impl<T: Inspect + ?Sized> Inspect for &T {
    fn numbers(&self, see: &mut dyn FnMut(f64)) {
        (**self).numbers(see);
    }
}

impl<T: Inspect> Inspect for [T] {
    fn numbers(&self, see: &mut dyn FnMut(f64)) {
        self.iter().for_each(|v| v.numbers(see));
    }
}

impl<T: Inspect> Inspect for Vec<T> {
    fn numbers(&self, see: &mut dyn FnMut(f64)) {
        self.as_slice().numbers(see);
    }
}

impl<T: Inspect, const K: usize> Inspect for [T; K] {
    fn numbers(&self, see: &mut dyn FnMut(f64)) {
        self.as_slice().numbers(see);
    }
}

impl<T: Inspect> Inspect for Option<T> {
    fn numbers(&self, see: &mut dyn FnMut(f64)) {
        self.iter().for_each(|v| v.numbers(see));
    }
}

impl<A: Inspect, B: Inspect> Inspect for (A, B) {
    fn numbers(&self, see: &mut dyn FnMut(f64)) {
        self.0.numbers(see);
        self.1.numbers(see);
    }
}
