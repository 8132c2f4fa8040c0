"""The page of next_token: the table of the vocabulary, the settings, the logit lens."""
import json
import re
import subprocess
import unittest

from pages import FOREIGN, HOSTILE, PROGRAMS, PageTest

TEXT = "Once upon a time"
SETTINGS = ["--temperature", "0.7", "--top-k", "40", "--top-p", "0.9"]


def table(*arguments):
    """What the program itself prints."""
    done = subprocess.run([PROGRAMS / "next_token", *arguments, "--json"], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


class NextTokenPage(PageTest):
    def words(self):
        """The tokens that are shown; the sign that stands for a space is one again."""
        shown = self.driver.execute_script("return [...document.querySelectorAll('#rows .word')].map((n) => n.textContent)")
        return [word.replace("·", " ") for word in shown]

    def search(self, text):
        self.driver.execute_script("arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('input'))", self.one("#search"), text)

    def test_every_token_with_its_probability(self):
        self.open(self.write("next_token", TEXT))
        expected = table(TEXT, "--top", "25")["next"]
        self.assertEqual(self.words(), [t["text"] for t in expected])
        self.assertEqual(len(self.driver.execute_script("return ganymede.data.ids")), 2048)
        self.assertAlmostEqual(self.driver.execute_script("return Math.exp(ganymede.data.before[0])"), 2.718281828 ** expected[0]["logprob"], 4)
        self.assertIn("2,048 tokens", self.text("#found"))
        self.one("#more").click()
        self.assertEqual(len(self.words()), 125)
        self.assertFalse(self.all("#funnel"))
        self.assertFalse(self.all("#lens"))

    def test_search(self):
        self.open(self.write("next_token", TEXT))
        self.search("king")
        self.assertIn(" king", self.words())
        self.assertTrue(all("king" in w.lower() for w in self.words()))
        self.search("#449")
        self.assertEqual(self.words(), [" time"])
        self.search("no such word")
        self.assertEqual(self.words(), [])
        self.assertIn("0 of 2,048", self.text("#found"))
        self.search("")
        self.assertEqual(len(self.words()), 25)
        self.hover(self.one("#rows .token-text"))
        self.assertIn("id ", self.text("#tooltip"))

    def test_what_the_settings_cut_away(self):
        self.open(self.write("next_token", TEXT, *SETTINGS))
        expected = table(TEXT, *SETTINGS, "--top", "2048")
        stages = self.all("#funnel button")
        self.assertEqual(len(stages), 4)
        self.assertIn("Top-k 40", stages[1].text)
        self.assertIn(f"− {expected['steps'][0]['tokens'] - expected['steps'][1]['tokens']:,}", stages[1].text)
        stages[2].click()
        self.assertEqual(stages[2].get_attribute("aria-pressed"), "true")
        cut = [t for t in expected["next"] if t["cut_by"] == "top_p"]
        self.assertIn(f"{len(cut)} of 2,048", self.text("#found"))
        self.assertEqual([r.text for r in self.all("#rows .reason")], ["Top-p"] * min(len(cut), 25))
        stages[3].click()
        self.assertEqual(len(self.words()), expected["steps"][-1]["tokens"])
        shares = self.driver.execute_script("return ganymede.data.after.reduce((s, x) => s + Math.exp(x), 0)")
        self.assertAlmostEqual(shares, 1, 3)
        stages[3].click()
        self.assertEqual(len(self.words()), 25)

    def test_the_logit_lens(self):
        self.open(self.write("next_token", TEXT, "--layers"))
        expected = table(TEXT, "--layers", "--top", "1")["layers"]
        column = self.driver.execute_script("return [...document.querySelectorAll('.lens tbody tr')].map((r) => r.lastElementChild.textContent)")
        self.assertEqual([w.replace("·", " ") for w in column], [layer["next"][0]["text"] for layer in expected])
        self.assertIn("place", self.detail_at(0))
        self.assertIn("comes first", self.detail_at(len(expected) - 1))
        self.driver.execute_script("document.querySelector('.cell.current').focus()")
        self.press("ARROW_UP")
        self.assertEqual(self.one(".cell.current").get_attribute("data-layer"), str(len(expected) - 2))
        self.press("ARROW_LEFT")
        self.assertEqual(self.one(".cell.current").get_attribute("data-position"), str(len(self.all(".lens thead th")) - 3))
        before = self.driver.execute_script("return document.querySelector('.cell').style.background")
        self.choose(".controls select", 1)
        self.assertNotEqual(self.driver.execute_script("return document.querySelector('.cell').style.background"), before)

    def detail_at(self, layer):
        self.driver.execute_script("document.querySelectorAll('.lens tbody tr')[arguments[0]].lastElementChild.focus()", layer)
        return self.text("#lens-detail")

    def test_a_text_that_tries_to_be_something_else_is_text(self):
        for text in HOSTILE + FOREIGN:
            self.open(self.write("next_token", text, "--layers"), width=400)
            shown = self.driver.execute_script("return ganymede.data.tokens.join('')")  # bytes of a character's parts as ⟨d7⟩
            shown = re.sub(rb"\xe2\x9f\xa8(..)\xe2\x9f\xa9", lambda m: bytes.fromhex(m[1].decode()), shown.encode()).decode()
            self.assertTrue(shown.endswith(text), shown)
            self.assertEqual(self.driver.execute_script("return document.querySelectorAll('img, iframe, [onmouseover], main script').length"), 0)

    def test_looks(self):
        page = self.write("next_token", TEXT, *SETTINGS, "--layers")
        for width in (1280, 400):
            self.open(page, width=width)
            self.screenshot(f"next_token_{width}", width)
        self.open(page, dark=True)
        self.screenshot("next_token_dark", 1280)


if __name__ == "__main__":
    unittest.main()
