"""What saves a notebook is killed in the middle of it: the file is the old one or the new one, whole."""

import json
import os
import random
import subprocess
import time

import clone
import server

NOTEBOOK = "notebooks/03_regularization.ipynb"
KILLS = 16
# Saves as JupyterLab does with the course's settings, again and again; says when each save is done.
SAVES = """
import asyncio
import sys
from traitlets.config.loader import PyFileConfigLoader

course, path, number = sys.argv[1:]
settings = PyFileConfigLoader("lab_config.py", course + "/python/server").load_config()
manager = settings.ServerApp.contents_manager_class(root_dir=course)


async def save_again_and_again():
    notebook = await manager.get(path)
    for i in range(1000):
        notebook["content"]["cells"][0]["source"] = f"save {number}.{i}"
        await manager.save({"type": "notebook", "content": notebook["content"]}, path)
        print(i, flush=True)


asyncio.run(save_again_and_again())
"""


def test_killed_in_mid_save(course, kernel):
    file, python = course / NOTEBOOK, course / ".lab/venv/bin/python"
    before = file.read_bytes()
    count = len(json.loads(before)["cells"])
    moments, cut = random.Random(1), 0
    try:
        for number in range(KILLS):
            command = [python, "-c", SAVES, course, NOTEBOOK, str(number)]
            with subprocess.Popen(command, cwd=course, stdout=subprocess.PIPE, text=True) as saving:
                first = saving.stdout.readline()
                time.sleep(moments.uniform(0, 0.2))
                saving.kill()
                saved = len([first, *saving.stdout]) if first else 0
            assert saved > 0, "it ended before its first save"
            there = json.loads(file.read_text(encoding="utf-8"))["cells"]
            # The last save that was told, or the one that was not.
            number_of_saves = int("".join(there[0]["source"]).removeprefix(f"save {number}."))
            assert number_of_saves in (saved - 1, saved) and len(there) == count
            for remainder in file.parent.glob(".~*"):
                cut += 1
                # As if it had been left long ago: then the next save removes it.
                os.utime(remainder, (0, 0))
        print(f"{KILLS} kills, {cut} of them while a file was half written")
        assert cut > 0
        (file.parent / f".~{file.name}.remainder").touch()
        os.utime(file.parent / f".~{file.name}.remainder", (0, 0))
        # JupyterLab saves in that way too.
        with server.Lab(course, clone.environment(kernel)) as lab:
            assert lab.save(NOTEBOOK, lab.notebook(NOTEBOOK))[0] == 200
        assert list(file.parent.glob(".~*")) == []
    finally:
        file.write_bytes(before)
