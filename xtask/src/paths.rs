//! Where things are. All that the set-up makes is inside `.lab`; deleting that folder uninstalls it.

use crate::failure::{Failure, Result};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The folders of a clone.
pub struct Paths {
    /// The top of the clone.
    pub root: PathBuf,
    /// Everything that the set-up makes.
    pub lab: PathBuf,
}

impl Paths {
    /// The clone this tool was built in.
    pub fn find() -> Result<Self> {
        let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let root = here.parent().unwrap_or(&here).to_path_buf();
        if root.to_string_lossy().contains(char::is_whitespace) {
            return Err(Failure::new(
                format!("the path of this clone has a space in it: {}", root.display()),
                "the Rust kernel (evcxr) cannot load compiled cells from such a path",
                "move or clone the course to a path without spaces, for instance ~/nn_course, and run it there",
            ));
        }
        Ok(Paths { lab: root.join(".lab"), root })
    }

    /// A file or folder inside `.lab`.
    pub fn lab(&self, inside: &str) -> PathBuf {
        self.lab.join(inside)
    }

    /// The learner's environment's own Python.
    pub fn python(&self) -> PathBuf {
        self.python_in("venv")
    }

    /// The Python of an environment.
    pub fn python_in(&self, environment: &str) -> PathBuf {
        self.lab(environment).join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" })
    }

    /// Where the environment's kernels are registered.
    pub fn jupyter(&self) -> PathBuf {
        self.lab("venv/share/jupyter")
    }

    /// Keeps Jupyter's files of every kind inside `.lab`, and the learner's own Jupyter settings out of the course.
    pub fn jupyter_variables(&self) -> Vec<(&'static str, OsString)> {
        vec![
            ("JUPYTER_CONFIG_DIR", self.lab("jupyter/config").into()),
            ("JUPYTER_DATA_DIR", self.lab("jupyter/data").into()),
            ("JUPYTER_RUNTIME_DIR", self.lab("jupyter/runtime").into()),
            ("IPYTHONDIR", self.lab("jupyter/ipython").into()),
            ("JUPYTER_PATH", self.jupyter().into()),
            // Text is UTF-8 on every system.
            ("PYTHONUTF8", "1".into()),
        ]
    }

    /// A program inside a folder of programs.
    pub fn program(folder: &Path, name: &str) -> PathBuf {
        folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }
}
