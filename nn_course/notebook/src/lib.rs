//! What the course's notebooks add to the lecture's crate `nn_course`: plots, how values show themselves, exercises, and CSV files.
//!
//! One direction: this crate knows `nn_course`, never the reverse. A notebook loads both with one line and one `use`:
//!
//! ```text
//! :dep nn_course_notebook = { path = "../nn_course/notebook" }
//! use nn_course_notebook::prelude::*;
//! notebook::start()
//! ```

#![forbid(unsafe_code)]

// Linked for the instances that it hands on to cells.
use nn_course_cells as _;

pub mod csv;
pub mod exercise;
pub mod notebook;
pub mod plot;
pub mod show;

/// What a notebook's first cell imports: the lecture's crate, and what this one adds.
pub mod prelude {
    pub use crate::csv::FromCsv;
    pub use crate::plot::field::Field;
    pub use crate::plot::figure::Figure;
    pub use crate::plot::panel::{Panel, Shape};
    pub use crate::plot::slider::Slider;
    pub use crate::plot::style::Colour;
    pub use crate::show::table::Table;
    pub use crate::show::{Show, Shown, percent};
    pub use crate::{exercise, notebook, plot};
    pub use ndarray_rand;
    pub use nn_course::prelude::*;
}
