"""The floor: one HTTP post per record."""

from common import ADDRESS, FIRST, RECORDS, tell
from run import MAP, job

from kakanai.demo.targets.formpost import FormPost

driver = FormPost(MAP, ADDRESS)
tell("READY")
for number in range(FIRST, FIRST + RECORDS):
    driver.prepare(job(number))
    driver.commit(job(number))
tell("END")
