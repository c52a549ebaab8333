//! Where things are. All that the set-up makes is inside `.lab`; deleting that folder uninstalls it.

use crate::support::failure::{Failure, OfFile, Result};
use crate::support::files;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folders of a clone of the course.
pub struct Paths {
    /// The top of the clone.
    pub root: PathBuf,
    /// Everything that the set-up makes.
    pub lab: PathBuf,
    /// Where kernels compile cells: `lab`, if the kernel can load from there.
    pub cells: PathBuf,
}

impl Paths {
    /// The folders of the clone that this tool was called in. (It may have been built in another one, and copied along.)
    pub fn find() -> Result<Self> {
        Self::of(top_of(&std::env::current_dir().of_file("find", "the current folder")?)?)
    }

    /// The folders of a given clone.
    pub fn of(root: PathBuf) -> Result<Self> {
        let lab = root.join(".lab");
        let name = files::digest_of(&root.to_string_lossy());
        let cache = cache().map(|cache| cache.join("nn_course").join(name));
        // evcxr tells the process that runs cells where a compiled one is in a line whose words are separated by spaces.
        let loads = |path: &PathBuf| !path.to_string_lossy().contains(char::is_whitespace);
        let Some(cells) = [Some(lab.clone()), cache].into_iter().flatten().find(loads) else {
            return Err(Failure::new(
                format!("the path of this clone has a space in it: {}", root.display()),
                "the Rust kernel (evcxr) cannot load compiled cells from such a path, and no cache folder without one was found",
                "move or clone the course to a path without spaces, and run it there, or set XDG_CACHE_HOME to such a path",
            ));
        };
        Ok(Paths { root, lab, cells })
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
        Self::python_of(&self.lab(environment))
    }

    /// The Python of the environment in a folder.
    pub fn python_of(environment: &Path) -> PathBuf {
        environment.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" })
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

    /// A command that runs one of the course's own scripts in the learner's environment.
    pub fn script(&self, file: &str) -> Command {
        let mut python = Command::new(self.python());
        python.arg(self.root.join(file)).envs(self.jupyter_variables());
        python
    }

    /// A program that the set-up installs.
    pub fn installed(&self, name: &str) -> PathBuf {
        Self::program(&self.lab("bin"), name)
    }

    /// A program inside a folder of programs.
    pub fn program(folder: &Path, name: &str) -> PathBuf {
        folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }
}

/// The top of the clone that a folder is in.
fn top_of(folder: &Path) -> Result<PathBuf> {
    let is_top = |folder: &&Path| folder.join("xtask/Cargo.toml").is_file() && folder.join("notebooks").is_dir();
    let none = || {
        Failure::new(
            format!("{} is in no clone of the course", folder.display()),
            "neither it nor a folder above it has xtask/Cargo.toml and notebooks/",
            "go to the top folder of your clone, and run the same command there",
        )
    };
    folder.ancestors().find(is_top).map(Path::to_path_buf).ok_or_else(none)
}

/// The person's cache folder.
fn cache() -> Option<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|folder| folder.is_absolute());
    let usual = || match std::env::consts::OS {
        "windows" => folder("LOCALAPPDATA"),
        "macos" => Some(folder("HOME")?.join("Library/Caches")),
        _ => Some(folder("HOME")?.join(".cache")),
    };
    folder("XDG_CACHE_HOME").or_else(usual)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clone_is_the_nearest_one_around_the_folder() -> Result<()> {
        let outer = std::env::temp_dir().join(format!("nn-course-paths-{}", std::process::id()));
        let copy = outer.join("copies/second");
        for clone in [&outer, &copy] {
            files::write(&clone.join("xtask/Cargo.toml"), "")?;
            files::make_folder(&clone.join("notebooks"))?;
        }
        assert_eq!(top_of(&outer.join("copies"))?, outer);
        assert_eq!(top_of(&copy)?, copy, "a copy inside of the original");
        assert_eq!(top_of(&copy.join("xtask"))?, copy);
        files::remove_folder(&outer)?;
        let nowhere = top_of(&copy).err().map(|failure| failure.to_string()).unwrap_or_default();
        assert!(nowhere.contains("is in no clone of the course"), "{nowhere}");
        Ok(())
    }
}
