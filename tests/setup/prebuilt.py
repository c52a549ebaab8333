"""A stand-in for cargo-binstall, which fetches what others built: here from a file of this machine."""

BINSTALL = """#!/bin/sh
[ "$2" = -V ] && echo 1.0.0 && exit
root=
for word; do
    case "$before $word" in
        "--strategies "*) [ "$word" = crate-meta-data ] || exit 9 ;;
        "--pkg-url "*) case "$word" in https://github.com/evcxr/evcxr/releases/*) ;; *) exit 9 ;; esac ;;
        "--root "*) root=$word ;;
        *" evcxr_jupyter@"*) [ "$word" = "evcxr_jupyter@=0.22.0" ] || exit 9 ;;
    esac
    before=$word
done
mkdir -p "$root/bin" && cp "{program}" "$root/bin/evcxr_jupyter"
echo '[v1]' > "$root/.crates.toml"
echo '"evcxr_jupyter 0.22.0 (registry+https://github.com/rust-lang/crates.io-index)" = ["evcxr_jupyter"]' >> "$root/.crates.toml"
"""


def binstall(folder, program):
    """A folder for the PATH with the stand-in, which fetches this program."""
    folder.mkdir(parents=True)
    stand_in = folder / "cargo-binstall"
    stand_in.write_text(BINSTALL.replace("{program}", str(program)), encoding="utf-8")
    stand_in.chmod(0o755)
    return folder
