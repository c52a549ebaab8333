//! The notebooks: served by JupyterLab, and run to compare their outputs.

pub mod lab;
pub mod outputs;
