"""The npm library drives it too, with nothing changed but where its requests go."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from simulator.client import SimulatorClient

PACKAGE = "twilio@6.2.0"
GUIDE = Path(__file__).parents[2] / "docs" / "simulator.md"
LINE = "+3232020202"
AN = "+32470000001"

STORY = """
const made = await client.calls.create({ to: "+32470000001", from: "+3232020202", url: process.env.DOCUMENT });
const text = await client.messages.create({ to: "+32470000001", from: "+3232020202", body: "Dag" });
let call = made;
while (call.status !== "completed") {
  await new Promise((resolve) => setTimeout(resolve, 50));
  call = await client.calls(made.sid).fetch();
}
const listed = await client.calls.list({ to: "+32470000001", limit: 5 });
const texts = await client.messages.list({ limit: 5 });
let refused;
try { await client.calls.create({ to: "nobody", from: "+3232020202", url: "http://127.0.0.1/" }); }
catch (error) { refused = [error.status, error.code]; }
console.log(JSON.stringify({
  made: made.status, status: call.status, duration: call.duration, created: call.dateCreated instanceof Date,
  calls: listed.map((each) => each.sid === made.sid), texts: texts.map((each) => each.sid === text.sid), refused,
}));
"""


@pytest.fixture(scope="session")
def library(pytestconfig: pytest.Config) -> Path:
    """The folder in which the npm library is; kept for the next time."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None or pytestconfig.cache is None:
        pytest.skip("node and npm are not here")
    folder = pytestconfig.cache.mkdir("node")
    if not (folder / "node_modules" / "twilio").exists():
        install = [
            npm,
            "install",
            "--prefix",
            str(folder),
            "--no-audit",
            "--no-fund",
            "--ignore-scripts",
            PACKAGE,
        ]
        try:
            done = subprocess.run(install, capture_output=True, text=True, timeout=90, check=False)
        except subprocess.TimeoutExpired:
            pytest.skip(f"npm did not get {PACKAGE} in 90 s")
        if done.returncode:
            pytest.skip(f"npm cannot get {PACKAGE}: {done.stderr.strip()[-200:]}")
    return folder


def told_in_the_guide() -> str:
    """How the guide says that the library is pointed at the simulator."""
    page = GUIDE.read_text(encoding="utf-8")
    return page.split("```js\n", 1)[1].split("```", 1)[0]


def test_the_npm_library_creates_fetches_and_lists(world: SimulatorClient, app: Any, library: Path) -> None:
    world.people([{"number": AN, "answers": [{"script": [{"press": "1"}]}]}])
    document = app.on("/alert", "<Say>Dag An.</Say>")
    (library / "story.mjs").write_text(told_in_the_guide() + STORY, encoding="utf-8")
    environment = {
        "TWILIO_BASE_URL": world.base_url,
        "TWILIO_ACCOUNT_SID": "AC" + "a" * 32,
        "TWILIO_AUTH_TOKEN": "t" * 32,
        "DOCUMENT": document,
    }
    node = shutil.which("node") or ""
    done = subprocess.run(
        [node, "story.mjs"],
        cwd=library,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "" == done.stderr
    told = json.loads(done.stdout)
    assert told.pop("duration").isdecimal()
    assert {
        "made": "queued",
        "status": "completed",
        "created": True,
        "calls": [True],
        "texts": [True],
        "refused": [400, 21211],
    } == told
    assert ["Dag An."] == world.history(AN)["heard"]
