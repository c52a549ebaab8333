"""JupyterLab is killed while it saves: the notebook's file is the old one or the new one, whole."""

import json
import os
import random
import threading
import time

import clone
import server

NOTEBOOK = "notebooks/03_regularization.ipynb"
KILLS = 12


def test_killed_in_mid_save(course, kernel):
    file, variables = course / NOTEBOOK, clone.environment(kernel)
    before = file.read_bytes()
    moments = random.Random(1)
    cut, lab = 0, None
    try:
        for number in range(KILLS):
            lab = server.Lab(course, variables).__enter__()
            notebook = lab.notebook(NOTEBOOK)
            saved = []

            def save_again_and_again():
                try:
                    for i in range(1000):
                        notebook["cells"][0]["source"] = f"save {number}.{i}"
                        saved.append(lab.save(NOTEBOOK, notebook)[0])
                except (OSError, server.http.client.HTTPException):
                    return

            saving = threading.Thread(target=save_again_and_again)
            saving.start()
            while not saved and saving.is_alive():
                time.sleep(0.001)
            time.sleep(moments.uniform(0, 0.2))
            lab.typed.kill()
            lab.typed.end(10)
            saving.join()
            lab = None
            assert set(saved) == {200}
            there = json.loads(file.read_text(encoding="utf-8"))["cells"]
            # The last save that was answered, or the one that was not.
            number_of_saves = int("".join(there[0]["source"]).removeprefix(f"save {number}."))
            assert number_of_saves in (len(saved) - 1, len(saved)) and len(there) == len(notebook["cells"])
            for remainder in file.parent.glob(".~*"):
                cut += 1
                # As if it had been left long ago: then the next save removes it.
                os.utime(remainder, (0, 0))
        print(f"{KILLS} kills, {cut} of them while a file was half written")
        assert cut > 0
        with server.Lab(course, variables) as lab:
            assert lab.save(NOTEBOOK, lab.notebook(NOTEBOOK))[0] == 200
        lab = None
        assert list(file.parent.glob(".~*")) == []
    finally:
        if lab:
            lab.typed.kill()
        file.write_bytes(before)
