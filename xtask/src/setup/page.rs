//! JupyterLab's page: it names the folder that it serves, shows the notebooks' names in full, and dims pictures in a dark theme.

use crate::kernel::registration::json_text;
use crate::support::failure::Result;
use crate::support::files;
use crate::support::paths::Paths;

/// Writes the page's settings. (They can be read only with the token; a style sheet, and so the folder's path in it, would be for
/// every web site.)
pub fn set_up(paths: &Paths) -> Result<()> {
    let (folder, settings) = (paths.root.display(), paths.lab("venv/etc/jupyter/labconfig"));
    files::write_if_other(&settings.join("page_config.json"), &config(&json_text(&format!("JupyterLab in {folder}"))))?;
    files::write_if_other(
        &settings.join("default_setting_overrides.json"),
        &overrides(&json_text(&folder.to_string())),
    )?;
    files::write_if_other(&paths.lab("jupyter/config/custom/custom.css"), include_str!("dark.css"))
}

/// The title of the browser's tab. Switches off JupyterLab's question about news, which come from the network, and the MathJax that the
/// slides bring, which would replace JupyterLab's own.
fn config(title: &str) -> String {
    format!(
        r#"{{"appName": {title}, "disabledExtensions": {{
  "@jupyterlab/apputils-extension:announcements": true,
  "@jupyterlab/mathjax3-extension": true
}}}}
"#
    )
}

/// The folder, as a button at the right of the menu bar; and the file browser without dates, which would leave no room for names.
fn overrides(folder: &str) -> String {
    format!(
        r#"{{
  "@jupyterlab/application-extension:top-bar": {{"toolbar": [{{
    "name": "folder", "label": {folder}, "caption": "JupyterLab serves this folder. Click to see its notebooks.",
    "command": "filebrowser:go-to-path", "args": {{"path": "/notebooks"}}, "rank": 100
  }}]}},
  "@jupyterlab/filebrowser-extension:browser": {{"showLastModifiedColumn": false}}
}}
"#
    )
}
