"""Bare Playwright: fill by id and save; nothing is looked at."""

from common import ADDRESS, records, tell
from playwright.sync_api import sync_playwright

from kakanai.robots.runner.drivers.browser import arguments, browser_path

rows = records()
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=browser_path(), args=arguments())
    page = browser.new_context(viewport={"width": 1280, "height": 1000}).new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{ADDRESS}/entry")
    tell("READY")
    for record in rows:
        page.goto(f"{ADDRESS}/entry")
        for field in record:
            place = page.locator(f"[id='{field['id']}']")
            if field["kind"] == "select":
                place.select_option(label=field["text"])
            elif field["kind"] == "checkbox":
                place.set_checked(bool(field["text"]))
            else:
                place.fill(field["text"])
        page.click("input[value=登録]")
        page.wait_for_selector("text=登録しました")
    tell("END")
    browser.close()
