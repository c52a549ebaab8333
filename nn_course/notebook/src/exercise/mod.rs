//! The notebooks' exercises: each checks a function that the learner writes, and says what is wrong with it.
//!
//! A check calls the function on several inputs, and compares its answers with the expected ones. A panic is caught. If all answers are
//! those of a usual mistake, the check names the mistake, and the function has no points. An untouched stub, `todo!()`, is "not started":
//! neither right nor wrong.
//!
//! ```
//! use nn_course_notebook::exercise::{self, Standing};
//! fn relative_difference(gradient: &[f64], approximation: &[f64]) -> f64 {
//!     todo!()
//! }
//! assert_eq!(exercise::relative_difference(relative_difference).standing(), Standing::NotStarted);
//! ```
//!
//! The stubs, hints and solutions stand in the notebooks, and only there. `cargo verify` compiles them from there, and shows that
//! every stub is not started, that every solution passes, and that at least three usual mistakes of each exercise get their own answer.

mod answer;
mod bias_variance;
mod checked;
mod gradient_checking;
mod initialization;
pub(crate) mod quiet;
mod regularization;
mod score;
pub(crate) mod task;
pub(crate) mod version;

pub use bias_variance::{diagnose, examples_needed, where_to_look};
pub use checked::{Checked, Standing};
pub use gradient_checking::{check_one_dimension, numerical_gradient, relative_difference};
pub use initialization::{cost_from_logits, he_weights, normalize, random_layer};
pub use regularization::{dropout_backward, dropout_forward, early_stop, l2_gradients, l2_penalty};
pub use score::Score;
