//! The same bits on every machine: one program, built and run in several ways, must print the same.
