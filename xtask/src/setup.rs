//! Everything that must be there before JupyterLab or a notebook can run; what is there already is left alone.

use crate::failure::{Result, say};
use crate::paths::Paths;
use crate::{evcxr, files, launcher, python, warm};

/// Sets up what is missing.
pub fn set_up(paths: &Paths) -> Result<()> {
    say("checking the environment in .lab (delete that folder to uninstall everything)");
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
