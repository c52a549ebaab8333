//! What training leaves behind: the cost by iteration.

/// Costs by iteration. The cost of iteration i is taken before its update, so iteration 0 is the untrained network.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    points: Vec<(usize, f64)>,
}

impl History {
    pub(crate) fn push(&mut self, iteration: usize, cost: f64) {
        self.points.push((iteration, cost));
    }

    /// (iteration, cost), in order.
    pub fn points(&self) -> &[(usize, f64)] {
        &self.points
    }

    /// The cost at an iteration, if it was recorded.
    pub fn cost_at(&self, iteration: usize) -> Option<f64> {
        let at = self.points.binary_search_by_key(&iteration, |p| p.0).ok()?;
        Some(self.points[at].1)
    }

    /// Only the recorded iterations that are multiples of `step`; all of them for a step of 0.
    pub fn every(&self, step: usize) -> History {
        let points = self.points.iter().copied().filter(|(i, _)| step == 0 || i % step == 0).collect();
        History { points }
    }
}
