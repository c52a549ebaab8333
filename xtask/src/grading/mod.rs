//! Homework: assignments made of the notebooks' exercises, and their grades.

pub mod course;
pub mod homework;
