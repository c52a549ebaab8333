//! Costs that move in steps: something inside them rounds, such as σ in `ln(1 − σ)`, and between two jumps no difference shows the slope.
//!
//! Explained in notebook 04, section 5.

use std::iter;

/// The jumps nearest to θ may be this many times smaller than steps of the true slope would be.
const UNEVEN: f64 = 3.0;

/// The error that jumps leave in a slope measured closer to θ than the nearest of them, if it is `apart` or more: how high they
/// are, over how far away.
///
/// A cost that nothing moves has the error `lost` over `size`: what is lost beside the largest numbers inside it.
///
/// `off` is the distance from the straight line through J(θ) with that slope, at a step; `from` is the largest step over which the
/// line was measured, and `size` is θ's.
pub(super) fn jump(off: &mut dyn FnMut(f64) -> f64, from: f64, size: f64, apart: f64, lost: f64) -> Option<f64> {
    let steps = iter::successors(Some(from), |h| Some(10.0 * h)).take_while(|h| *h <= 1.001 * size);
    let at: Vec<(f64, f64)> = steps.map(|h| (h, off(h))).collect();
    let found = at.windows(2).find_map(|pair| within(off, pair[0], pair[1], size, apart));
    let flat = || Some(lost / size).filter(|e| *e >= apart && !at.is_empty() && at.iter().all(|(_, off)| *off == 0.0));
    found.or_else(flat)
}

/// The nearest jump between two steps.
fn within(
    off: &mut dyn FnMut(f64) -> f64,
    mut near: (f64, f64),
    mut far: (f64, f64),
    size: f64,
    apart: f64,
) -> Option<f64> {
    let error = |near: (f64, f64), far: (f64, f64)| {
        let rounding = 4.0 * f64::EPSILON * (far.1.abs() + near.1.abs());
        UNEVEN * ((far.1 - near.1).abs() - rounding) / near.0
    };
    while error(near, far) >= apart {
        let h = (near.0 + far.0) / 2.0;
        let middle = (h, off(h));
        let (first, second) = (error(near, middle), error(middle, far));
        if far.0 - near.0 <= 1e-10 * size.max(far.0) {
            // A jump lies within one half; what is continuous changes in both.
            return Some(first.max(second)).filter(|e| e.is_finite() && *e >= 0.9 * error(near, far));
        }
        (near, far) = if first >= apart { (near, middle) } else { (middle, far) };
    }
    None
}
