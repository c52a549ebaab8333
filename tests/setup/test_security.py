"""What SECURITY.md promises of the server, measured on a running one."""

import json
import pathlib
import re
import stat
import time

import clone
import pytest
import server
from process_tree import family

# The machine's own addresses, as Linux writes them: 127.0.0.0/8, the last of four bytes first, and ::1.
LOOPBACK = re.compile("[0-9A-F]{6}7F|0{24}01000000")

# What a browser asks with for a web socket, the way to a kernel.
UPGRADE = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "a" * 22 + "=="}


@pytest.fixture(scope="module")
def lab(course, kernel):
    with server.Lab(course, clone.environment(kernel)) as lab:
        lab.start_kernel()
        yield lab


def listening(processes):
    """The addresses on which processes listen: address and port, as Linux writes them."""
    sockets = set()
    for process in processes:
        for file in pathlib.Path(f"/proc/{process}/fd").glob("*"):
            try:
                sockets.update(re.findall(r"socket:\[(\d+)\]", str(file.readlink())))
            except OSError:
                continue
    for table in ("tcp", "tcp6"):
        for line in pathlib.Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            words = line.split()
            if words[3] == "0A" and words[9] in sockets:
                yield words[1].split(":")


linux_tells = pytest.mark.skipif(not pathlib.Path("/proc/net/tcp").exists(), reason="the system does not tell (Linux does)")


@linux_tells
def test_the_server_and_its_kernels_listen_on_loopback_only(lab):
    deadline = time.monotonic() + 60
    while len(found := list(listening(family(lab.typed.process.pid)))) < 11 and time.monotonic() < deadline:
        time.sleep(0.2)
    assert int(f"{lab.port:04X}", 16) in [int(port, 16) for _, port in found], found
    # The server's port, five of a kernel, and five of its relay.
    assert len(found) >= 11, found
    assert all(LOOPBACK.fullmatch(address) for address, _ in found), found


@pytest.mark.parametrize("token", [None, "", "wrong", "0" * 48])
@pytest.mark.parametrize("path", ["/api/contents/README.md", "/api/kernels", "/api/sessions", "/files/README.md", "/api/kernelspecs"])
def test_nothing_without_the_token(lab, path, token):
    status, text = lab.ask("GET", path, token=token)
    assert status in (302, 403) and "deep-learning course" not in text, (status, text[:200])
    assert lab.ask("GET", path)[0] == 200


def test_no_kernel_and_no_file_without_the_token(lab):
    assert lab.ask("POST", "/api/kernels", {"name": "rust"}, token=None)[0] == 403
    assert lab.ask("PUT", "/api/contents/x.txt", {"type": "file", "format": "text", "content": ""}, token=None)[0] == 403
    running = json.loads(lab.ask("GET", "/api/kernels")[1])[0]["id"]
    assert lab.ask("GET", f"/api/kernels/{running}/channels", token=None, headers=UPGRADE)[0] == 403


def test_another_site_in_the_same_browser_gets_nothing(lab):
    # The browser sends the cookies along, whoever asks; it says who does.
    cookies, here = lab.cookies(), f"http://127.0.0.1:{lab.port}"
    assert "username-127-0-0-1" in cookies, cookies
    running = json.loads(lab.ask("GET", "/api/kernels")[1])[0]["id"]

    def asks(origin, method, path, body=None, **more):
        headers = {"Cookie": cookies, "Origin": origin, "Referer": origin + "/page", **more}
        return lab.ask(method, path, body, token=None, headers=headers)[0]

    for site in ("https://elsewhere.example", "http://127.0.0.1:1", "null"):
        assert asks(site, "GET", "/api/contents/README.md") in (403, 404), site
        assert asks(site, "POST", "/api/kernels", {"name": "rust"}) in (403, 404), site
        assert asks(site, "GET", f"/api/kernels/{running}/channels", **UPGRADE) == 403, site
    assert asks(here, "GET", "/api/contents/README.md") == 200


def test_another_host_name_gets_nothing(lab):
    # A name that somebody else's DNS points to this machine. The token would not help.
    status, text = lab.ask("GET", "/api/contents/README.md", headers={"Host": "elsewhere.example"})
    assert status == 403 and "learning" not in text, (status, text[:200])
    assert lab.ask("GET", "/api/contents/README.md", headers={"Host": f"127.0.0.1:{lab.port}"})[0] == 200


def test_files_with_secrets_are_for_their_owner_alone(lab, course):
    secrets = [f for f in (course / ".lab/jupyter").rglob("*") if re.search(r"jpserver|kernel-|cookie_secret|notebook_secret", f.name)]
    spec = json.loads((course / ".lab/venv/share/jupyter/kernels/rust/kernel.json").read_text(encoding="utf-8"))
    secrets += pathlib.Path(spec["argv"][3], "kernels").glob("*/work/connection.json")
    assert len(secrets) >= 4 and any(file.name == "connection.json" for file in secrets), secrets
    for file in (f for f in secrets if f.suffix != ".html"):
        assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0, (file, oct(file.stat().st_mode))


def test_every_token_is_new(lab, course, kernel):
    with server.Lab(course, clone.environment(kernel)) as other:
        assert len(lab.token) == len(other.token) == 48 and lab.token != other.token


@linux_tells
def test_the_token_is_not_on_a_command_line(lab):
    seen = 0
    for process in family(lab.typed.process.pid):
        try:
            words = pathlib.Path(f"/proc/{process}/cmdline").read_bytes()
        except OSError:
            continue
        seen += 1
        assert lab.token.encode() not in words
    assert seen >= 1
