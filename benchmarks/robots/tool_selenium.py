"""Selenium: find, clear, send_keys, save; nothing is looked at."""

import os

from common import ADDRESS, records, tell
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select, WebDriverWait

rows = records()
options = webdriver.ChromeOptions()
options.binary_location = os.environ["BENCH_BROWSER"]
for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                 "--disable-background-networking", "--disable-component-update", "--disable-sync"):  # fmt: skip
    options.add_argument(argument)
driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
driver.get(f"{ADDRESS}/entry")
tell("READY")
for record in rows:
    driver.get(f"{ADDRESS}/entry")
    for field in record:
        element = driver.find_element(By.ID, field["id"])
        if field["kind"] == "select":
            Select(element).select_by_visible_text(field["text"])
        elif field["kind"] == "checkbox":
            if element.is_selected() != bool(field["text"]):
                element.click()
        else:
            element.clear()
            element.send_keys(field["text"])
    driver.find_element(By.CSS_SELECTOR, "input[value=登録]").click()
    driver.switch_to.alert.accept()
    WebDriverWait(driver, 10).until(lambda d: "登録しました" in d.page_source)
tell("END")
driver.quit()
