//! What training leaves behind: the cost by iteration.

/// Costs by iteration. The cost of iteration i is taken before its update, so iteration 0 is the untrained network.
///
/// The cost J that training minimizes is the cross-entropy plus the penalty on large weights, if there is one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    points: Vec<(usize, f64)>,
    penalties: Vec<f64>,
}

impl History {
    pub(crate) fn push(&mut self, iteration: usize, cost: f64, penalty: f64) {
        self.points.push((iteration, cost));
        self.penalties.push(penalty);
    }

    /// (iteration, J), in order; J includes the penalty.
    pub fn points(&self) -> &[(usize, f64)] {
        &self.points
    }

    /// (iteration, the penalty's part of J), in order; 0 where training had none.
    pub fn penalties(&self) -> Vec<(usize, f64)> {
        self.points.iter().zip(&self.penalties).map(|(&(i, _), &penalty)| (i, penalty)).collect()
    }

    /// (iteration, J without the penalty: the cross-entropy), in order.
    pub fn without_penalty(&self) -> Vec<(usize, f64)> {
        self.points.iter().zip(&self.penalties).map(|(&(i, cost), penalty)| (i, cost - penalty)).collect()
    }

    /// J at an iteration, if it was recorded.
    pub fn cost_at(&self, iteration: usize) -> Option<f64> {
        let at = self.points.binary_search_by_key(&iteration, |p| p.0).ok()?;
        Some(self.points[at].1)
    }

    /// Only the recorded iterations that are multiples of `step`; all of them for a step of 0.
    pub fn every(&self, step: usize) -> History {
        let mut kept = History::default();
        for (&(iteration, cost), &penalty) in self.points.iter().zip(&self.penalties) {
            if step == 0 || iteration % step == 0 {
                kept.push(iteration, cost, penalty);
            }
        }
        kept
    }
}
