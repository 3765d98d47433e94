"""Robot Framework with the Browser library: fill, save; nothing is looked at."""

import json
import os
import sys
import tempfile
from pathlib import Path

from common import ADDRESS, records
from robot import run as robot_run

SUITE = """*** Settings ***
Library    Browser
Library    {here}/rf_meter.py

*** Test Cases ***
Fill
    New Browser    chromium    headless=True    executablePath={browser}    args=["--no-sandbox","--disable-gpu","--disable-quic","--no-first-run","--disable-background-networking","--disable-component-update","--disable-sync"]
    New Page    {address}/entry
    ${{records}}=    Read Records    {file}
    Tell    READY
    FOR    ${{record}}    IN    @{{records}}
        Go To    {address}/entry
        FOR    ${{field}}    IN    @{{record}}
            IF    "${{field}}[kind]" == "select"
                Select Options By    id=${{field}}[id]    text    ${{field}}[text]
            ELSE IF    "${{field}}[kind]" == "checkbox"
                IF    "${{field}}[text]"    Check Checkbox    id=${{field}}[id]
            ELSE
                Fill Text    id=${{field}}[id]    ${{field}}[text]
            END
        END
        Handle Future Dialogs    action=accept
        Click    input[value=登録]
        Wait For Elements State    text=登録しました
    END
    Tell    END
"""
folder = Path(tempfile.mkdtemp())
(folder / "records.json").write_text(json.dumps(records()))
suite = SUITE.format(
    browser=os.environ["BENCH_BROWSER"], here=Path(__file__).parent, address=ADDRESS, file=folder / "records.json"
)
(folder / "fill.robot").write_text(suite)
sys.stdout.flush()
robot_run(str(folder / "fill.robot"), outputdir=str(folder), console="none", stdout=sys.stderr)
