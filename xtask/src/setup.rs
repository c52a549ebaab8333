//! Everything that must be there before JupyterLab or a notebook can run; what is there already is left alone.

use crate::failure::{Failure, Result, say};
use crate::paths::Paths;
use crate::{evcxr, files, launcher, python, warm};
use std::fs::File;

/// Sets up what is missing.
pub fn set_up(paths: &Paths) -> Result<()> {
    say("checking the environment in .lab (delete that folder to uninstall everything)");
    let _lock = lock(paths)?;
    files::make_folder(&paths.lab("jupyter/ipython"))?;
    python::set_up(paths)?;
    let rustc = evcxr::set_up(paths)?;
    // JupyterLab asks newcomers about news of the project, from the network; not here.
    let page = paths.lab("venv/etc/jupyter/labconfig/page_config.json");
    if !page.is_file() {
        files::write(&page, "{\"disabledExtensions\": {\"@jupyterlab/apputils-extension:announcements\": true}}\n")?;
    }
    launcher::sweep(&paths.lab);
    warm::set_up(paths, &rustc)
}

/// Two set-ups at a time would undo each other's work; the second waits. The lock ends with the process, however it ends.
fn lock(paths: &Paths) -> Result<File> {
    let path = paths.lab("set-up.lock");
    files::make_folder(&paths.lab)?;
    let lock = File::create(&path).map_err(|e| Failure::file("write", &path, &e))?;
    if lock.try_lock().is_err() {
        say("another set-up is at work in this folder; waiting for it to end");
        lock.lock().map_err(|e| Failure::file("lock", &path, &e))?;
    }
    Ok(lock)
}
