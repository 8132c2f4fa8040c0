"""The page of positions: tables that tell their values, curves that can be left out, by mouse and by keys."""
import json
import subprocess
import unittest

from pages import PROGRAMS, ActionChains, PageTest


class Positions(PageTest):
    def pictures(self, *arguments):
        printed = subprocess.run([PROGRAMS / "positions", *arguments, "--json"], capture_output=True, text=True, check=True).stdout
        return [json.loads(line) for line in printed.splitlines()]

    def test_all_kinds(self):
        self.open(self.write("positions", "--length", "20", "--dim", "16"))
        self.assertEqual([c.get_attribute("id") for c in self.all(".card")], ["sinusoidal", "rotary", "alibi", "relative"])
        self.assertEqual([c.get_attribute("height") for c in self.all("canvas")], ["20", "20", "8", "2"])
        self.assertEqual([len(c.find_elements("css selector", "polyline")) for c in self.all(".card")], [3, 3, 4, 2])
        for name in ("sinusoidal", "relative"):
            self.one(f"a[href='#{name}']").click()
            self.check()

    def test_values_by_mouse_and_keys(self):
        alibi = self.pictures("--kind", "alibi", "--length", "20")[0]
        self.open(self.write("positions", "--kind", "alibi", "--length", "20"))
        canvas = self.one("canvas")
        box = canvas.rect
        self.assertIn("Point at a cell", self.text(".readout"))
        for head, distance in ((0, 19), (3, 7), (7, 0)):
            x, y = (distance + 0.5) / 20 * box["width"] - box["width"] / 2, (head + 0.5) / 8 * box["height"] - box["height"] / 2
            ActionChains(self.driver).move_to_element_with_offset(canvas, round(x), round(y)).perform()
            self.assertTrue(self.text(".readout").startswith(f"head {head}, distance from the query back to the key {distance}: "))
            self.assertAlmostEqual(float(self.text(".readout b")), alibi["values"][head][distance], places=3)
            self.assertTrue(self.one(".heat-cursor").is_displayed())
        ActionChains(self.driver).move_to_element(self.one("h1")).perform()
        self.assertFalse(self.one(".heat-cursor").is_displayed())
        self.driver.execute_script("arguments[0].focus()", canvas)
        self.press("ARROW_DOWN")
        self.press("ARROW_RIGHT")
        self.press("ARROW_UP")
        self.assertAlmostEqual(float(self.text(".readout b")), alibi["values"][6][1], places=5)

    def test_curves(self):
        rotary = self.pictures("--kind", "rotary", "--length", "21", "--dim", "16")[0]
        self.open(self.write("positions", "--kind", "rotary", "--length", "21", "--dim", "16"))
        self.hover(self.one(".curves"))
        distance = int(self.text(".curve-note").split(": ")[1])
        for curve, shown in zip(rotary["curves"], self.all(".curve-list .value")):
            self.assertAlmostEqual(float(shown.text), curve["value"][distance], places=2)
        self.all(".curve-list button")[1].click()
        self.assertEqual(len(self.all(".curves polyline")), 2)
        self.assertEqual(self.all(".curve-list button")[1].get_attribute("aria-pressed"), "false")
        for button in (0, 2):
            self.all(".curve-list button")[button].click()
        self.assertEqual(len(self.all(".curves polyline")), 0)

    def test_models(self):
        for model, title in (("examples/models/stories.gguf", "Rotary positions, 32 numbers a head"),
                             ("tests/reference/models/t5", "as this model has learned them"),
                             ("tests/reference/models/marian", "Sinusoidal positions")):
            self.open(self.write("positions", model, "--length", "30"), width=400)
            self.assertIn(title, self.text("h2"))

    def test_pictures_as_svg(self):
        self.resize(1280)
        for kind in ("sinusoidal", "rotary", "alibi", "relative"):
            for option in ("--svg", "--chart"):
                path = f"{self.folder.name}/{kind}.svg"
                subprocess.run([PROGRAMS / "positions", "--kind", kind, "--length", "16", "--dim", "32", option, path], check=True)
                self.driver.get(f"file://{path}")
                self.assertEqual(self.driver.execute_script("return document.documentElement.tagName"), "svg")
                self.assertGreater(len(self.all("rect" if option == "--svg" else "polyline")), 2)
                self.screenshot(f"positions_{kind}{option}")

    def test_looks(self):
        path = self.write("positions")
        for width in (1280, 400):
            self.open(path, width=width)
            self.screenshot(f"positions_{width}")
        self.open(path, dark=True)
        self.screenshot("positions_dark")


if __name__ == "__main__":
    unittest.main()
