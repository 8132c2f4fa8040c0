"""Pages in headless Chromium: write one with a program, open it, look at it, use it. Run by ctest, or by hand:

    GANYMEDE_PROGRAMS=build/test/examples python3 tests/pages/test_attention_map.py
"""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

PROGRAMS = pathlib.Path(os.environ.get("GANYMEDE_PROGRAMS", "build/test/examples")).resolve()
SCREENSHOTS = pathlib.Path(os.environ.get("GANYMEDE_SCREENSHOTS", "build/screenshots")).resolve()

# Texts that try to become something else, and texts that are not written from left to right in single code units.
HOSTILE = ["<script>alert(1)</script>", '"onmouseover="alert(1)', "</script><img src=x onerror=alert(1)>", "<!--", "&lt;b&gt;"]
FOREIGN = ["שלום עולם", "مرحبا بالعالم", "👩‍🔬👍🏽 🇩🇪", "\u202eevil\u202c"]


class PageTest(unittest.TestCase):
    """One browser for a class; every test ends with a look at the console."""

    @classmethod
    def setUpClass(cls):
        options = Options()
        options.binary_location = os.environ.get("GANYMEDE_CHROMIUM") or shutil.which("chromium")
        for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
                         "--force-color-profile=srgb", "--host-resolver-rules=MAP * ~NOTFOUND"):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        driver = os.environ.get("GANYMEDE_CHROMEDRIVER") or shutil.which("chromedriver")
        cls.folder = tempfile.TemporaryDirectory()
        cls.driver = webdriver.Chrome(service=Service(driver), options=options)

    @classmethod
    def tearDownClass(cls):
        cls.driver.quit()
        cls.folder.cleanup()

    def write(self, program, *arguments, name="page.html"):
        """The page that `program ARGUMENTS --html PAGE` writes."""
        path = pathlib.Path(self.folder.name) / name
        done = subprocess.run([PROGRAMS / program, *arguments, "--html", path], capture_output=True, text=True, timeout=240)
        self.assertEqual(done.returncode, 0, done.stderr)
        return path

    def open(self, path, width=1280, height=900, dark=False):
        """Opens a page and checks what is true of all: no errors, nothing fetched, nothing wider than the window."""
        self.driver.get_log("browser"), self.driver.get_log("performance")
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia",
                                    {"features": [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]})
        self.resize(width, height)
        self.driver.get(path.as_uri())
        self.check()

    def resize(self, width, height=900):
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                                    {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False})

    def check(self):
        self.assertEqual(self.driver.get_log("browser"), [])
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                self.assertRegex(message["params"]["request"]["url"], "^(file|data|blob):")
        wide = self.driver.execute_script(
            "return [document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        self.assertLessEqual(wide[0], wide[1], "the page is wider than the window")

    def tearDown(self):
        self.check()

    def screenshot(self, name, width=None, dark=None):
        """The whole page as a picture, NAME.png, for people to look at."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        if width:
            self.resize(width)
        if dark is not None:
            self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia",
                                        {"features": [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]})
        height = self.driver.execute_script("return document.documentElement.scrollHeight")
        self.resize(width or self.driver.execute_script("return innerWidth"), min(max(height, 300), 6000))
        self.driver.save_screenshot(str(SCREENSHOTS / f"{name}.png"))

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def text(self, selector):
        """The text of the first element that fits, white space as it stands."""
        return self.driver.execute_script("return arguments[0].textContent", self.one(selector))

    def hover(self, element):
        ActionChains(self.driver).move_to_element(element).perform()

    def press(self, *keys):
        ActionChains(self.driver).send_keys(*[getattr(Keys, k) if len(k) > 1 else k for k in keys]).perform()

    def choose(self, selector, index):
        """Chooses an option of a select box, as the keyboard does."""
        self.driver.execute_script("arguments[0].selectedIndex = arguments[1]; arguments[0].dispatchEvent(new Event('change'))",
                                   self.one(selector), index)
