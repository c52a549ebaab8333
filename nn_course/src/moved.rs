//! Names of version 0.1 that moved: a cell of an old notebook does not compile, and the error says what to write.
//!
//! ```compile_fail,E0277
//! use nn_course::prelude::*;
//! notebook::start();
//! ```
//!
//! ```compile_fail,E0277
//! use nn_course::prelude::*;
//! Regularization::l2(0.7);
//! ```
#![allow(missing_docs)]

#[diagnostic::on_unimplemented(
    message = "the notebooks' part of the course is a crate of its own now",
    label = "load it in the first cell: `:dep nn_course_notebook = {{ path = \"../nn_course/notebook\" }}`, then \
             `use nn_course_notebook::prelude::*;`"
)]
pub trait NotebooksCrate {}

#[diagnostic::on_unimplemented(
    message = "`Regularization` is two settings now, `penalty` and `dropout`",
    label = "write `penalty: Some(Penalty::L2 {{ lambda: 0.7 }})`, or `dropout: Some(Dropout {{ keep_prob: vec![0.8], rng }})`"
)]
pub trait TwoSettings {}

pub mod notebook {
    pub fn start()
    where
        for<'a> (): super::NotebooksCrate,
    {
    }
}

pub struct Regularization;

impl Regularization {
    pub fn l2<T: TwoSettings>(_: T) {}
    pub fn l1<T: TwoSettings>(_: T) {}
    pub fn dropout<T: TwoSettings, R>(_: T, _: R) {}
}
