//! What all the other parts use: other programs, files, the screen, and how a failure is told.

pub mod failure;
pub mod files;
pub mod paths;
pub mod processes;
pub mod progress;
pub mod run;
pub mod rustc;
pub mod screen;
pub mod usage;
