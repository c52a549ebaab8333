//! The cost by iteration that training records.
//!
//! Explained in notebook 03, section 4.

/// Costs by iteration. The cost of iteration i is taken before its update, so iteration 0 is the untrained network.
///
/// The cost J that training minimizes is the cross-entropy plus the penalty on large weights, if there is one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    points: Vec<(usize, f64)>,
    /// Cross-entropy and penalty, the two parts of each J.
    parts: Vec<(f64, f64)>,
}

impl History {
    /// Adds the two parts of J at an iteration, which must be above those that are there.
    pub fn push(&mut self, iteration: usize, cross_entropy: f64, penalty: f64) {
        self.points.push((iteration, cross_entropy + penalty));
        self.parts.push((cross_entropy, penalty));
    }

    /// (iteration, J), in order; J includes the penalty.
    pub fn points(&self) -> &[(usize, f64)] {
        &self.points
    }

    /// (iteration, the penalty's part of J), in order; 0 where training had none.
    pub fn penalties(&self) -> Vec<(usize, f64)> {
        self.points.iter().zip(&self.parts).map(|(point, parts)| (point.0, parts.1)).collect()
    }

    /// (iteration, J without the penalty: the cross-entropy), in order.
    pub fn without_penalty(&self) -> Vec<(usize, f64)> {
        self.points.iter().zip(&self.parts).map(|(point, parts)| (point.0, parts.0)).collect()
    }

    /// J at an iteration, if it was recorded.
    pub fn cost_at(&self, iteration: usize) -> Option<f64> {
        let at = self.points.binary_search_by_key(&iteration, |p| p.0).ok()?;
        Some(self.points[at].1)
    }

    /// Only the recorded iterations that are multiples of `step`; all of them for a step of 0.
    pub fn every(&self, step: usize) -> History {
        let all = self.points.iter().copied().zip(self.parts.iter().copied());
        let (points, parts) = all.filter(|(point, _)| step == 0 || point.0 % step == 0).unzip();
        History { points, parts }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn j_is_the_sum_of_its_parts() {
        let mut history = History::default();
        history.push(0, 0.5, 1e18);
        history.push(10, 0.25, 0.125);
        assert_eq!(history.points()[1], (10, 0.375));
        assert_eq!([0, 5, 10].map(|i| history.cost_at(i)), [Some(0.5 + 1e18), None, Some(0.375)]);
        assert_eq!(history.without_penalty(), [(0, 0.5), (10, 0.25)]);
        assert_eq!(history.penalties(), [(0, 1e18), (10, 0.125)]);
        assert_eq!(history.every(0), history);
        assert_eq!(history.every(20).penalties(), [(0, 1e18)]);
    }
}
