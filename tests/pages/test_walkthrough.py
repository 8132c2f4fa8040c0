"""The page of walkthrough: the steps of a decoder and of a translation, the keys, the explorers."""
import json
import subprocess
import unittest

from pages import FOREIGN, HOSTILE, PROGRAMS, PageTest

TEXT = "The little girl saw a big"
ENCODER = ["tests/reference/apps/masked_bert", "hello [MASK] world", "--parse-special"]
TRANSLATOR = ["tests/reference/translators/marian", "Where is Ganymede?", "--rounds", "6"]


class Walkthrough(PageTest):
    def titles(self):
        return self.driver.execute_script("return [...document.querySelectorAll('.step')].map((s) => s.getAttribute('aria-label'))")

    def step(self, title):
        return next(s for s in self.all(".step") if title in s.get_attribute("aria-label"))

    def inside(self, title, selector):
        return self.driver.execute_script("return [...arguments[0].querySelectorAll(arguments[1])]", self.step(title), selector)

    def test_the_steps_of_a_decoder(self):
        self.open(self.write("walkthrough", TEXT))
        titles = self.titles()
        for part in ("text", "Tokens", "Embeddings", "Positions", "Attention", "Inside a layer", "residual stream", "Logits", "Round"):
            self.assertTrue(any(part in t for t in titles), part)
        done = subprocess.run([PROGRAMS / "tokenize", TEXT, "--json"], capture_output=True, text=True, check=True)
        self.assertEqual([n.text for n in self.inside("Tokens", ".id")], [str(i) for i in json.loads(done.stdout)["ids"]])
        self.assertIn("rotary", self.step("Positions").text)
        done = subprocess.run([PROGRAMS / "complete", TEXT, "--temperature", "0", "--max-new-tokens", "4", "--json"], capture_output=True,
                              text=True, check=True)
        self.assertEqual(self.text("#result"), TEXT + json.loads(done.stdout)["text"])

    def test_what_is_shown_of_a_vector_stands_apart_from_the_scale(self):
        self.open(self.write("walkthrough", TEXT))
        notes = [n.text for n in self.all(".note") if "values" in n.text and n.find_elements("css selector", ".legend")]
        self.assertTrue(notes)
        for note in notes:
            self.assertRegex(note, r"(?s)^−[\d.]+\s+[\d.]+\s+– (\d+ of the|all) [\d,]+ values( of each vector, evenly spaced)?\.$")

    def test_next_and_previous(self):
        self.open(self.write("walkthrough", TEXT))
        steps = len(self.titles())
        self.assertTrue(self.text("#where").startswith(f"1 / {steps}"))
        self.one("#next").click()
        self.assertTrue(self.text("#where").startswith("2 /"))
        self.press("ARROW_RIGHT")
        self.press("n")
        self.assertTrue(self.text("#where").startswith("4 /"))
        self.assertEqual(self.driver.execute_script("return document.activeElement.id"), "step-4")
        self.press("ARROW_LEFT")
        self.press("p")
        self.one("#previous").click()
        self.assertTrue(self.text("#where").startswith("1 /"))
        self.assertFalse(self.one("#previous").is_enabled())

    def test_heads_layers_and_rows(self):
        self.open(self.write("walkthrough", TEXT))
        heads = self.inside("Attention", ".heads button")
        data = self.driver.execute_script("return ganymede.data.decoder.attention[0]")
        self.assertEqual(len(heads), len(data["weights"][0]) + 1)
        self.driver.execute_script("arguments[0].click()", heads[1])
        self.assertEqual(heads[1].get_attribute("aria-pressed"), "true")
        self.choose("#" + self.inside("Attention", "select")[0].get_attribute("id"), 2)
        row = self.inside("Attention", ".row-name")[3]
        self.driver.execute_script("arguments[0].click()", row)
        weights = data["weights"][2][1][6:10]  # row 3 of a triangle
        shares = [float(n.text.split()[0]) for n in self.inside("Attention", ".reads .share")]
        self.assertEqual(shares, [w / 10 for w in sorted(weights, reverse=True) if w > 0])

    def test_what_a_block_adds(self):
        self.open(self.write("walkthrough", TEXT))
        names = [n.text for n in self.inside("Inside a layer", ".strip-name")]
        self.assertEqual([n.split(" length")[0] for n in names], ["enters", "+ attention", "+ feed-forward", "= leaves"])
        norms = self.driver.execute_script("return ganymede.data.decoder.states.map((s) => s.norms)")
        self.assertIn(str(norms[0][-4]), names[0])  # of the last token that was given; three more were read
        self.choose("#" + self.inside("Inside a layer", "select")[0].get_attribute("id"), 3)
        self.assertIn(str(norms[3][-4]), self.inside("Inside a layer", ".strip-name")[0].text)

    def test_rounds(self):
        self.open(self.write("walkthrough", TEXT, "--rounds", "3"))
        rounds = self.driver.execute_script("return ganymede.data.rounds")
        for i, expected in enumerate(rounds):
            self.assertIn(f"Round {i + 1} of 3", self.step("Round after").text)
            self.assertEqual(len(self.inside("Round after", "#round .chip")), 7 + i + 1)
            chosen = self.inside("Round after", "tr.chosen td")[0]
            self.assertEqual(chosen.get_attribute("textContent").replace("·", " "), expected["token"])
            self.driver.execute_script("arguments[0].click()", self.one("#next-round"))
        self.assertFalse(self.one("#next-round").is_enabled())

    def test_a_translation(self):
        self.open(self.write("walkthrough", *TRANSLATOR))
        titles = self.titles()
        for part in ("Encoder: every", "Encoder: inside", "Decoder: self", "cross-attention", "Decoder: inside", "Logits"):
            self.assertTrue(any(part in t for t in titles), part)
        self.assertEqual(len(self.inside("Positions", "canvas")), 2 * 9)
        self.assertEqual(len(self.inside("cross-attention", ".map tbody tr")), 6)
        self.assertEqual(len(self.inside("cross-attention", ".map thead th")), 1 + 9)
        self.assertEqual([n.text.split(" length")[0] for n in self.inside("Decoder: inside", ".strip-name")][1:4],
                         ["+ self-attention", "+ cross-attention", "+ feed-forward"])
        done = subprocess.run([PROGRAMS / "translate", TRANSLATOR[0], TRANSLATOR[1], "--max-new-tokens", "6", "--num-beams", "1"],
                              capture_output=True, text=True, check=True)
        self.assertEqual(self.text("#result"), done.stdout.rstrip("\n"))

    def test_an_encoder_alone(self):
        self.open(self.write("walkthrough", *ENCODER))
        titles = self.titles()
        for part in ("every token looks at all others", "Inside a layer", "What stands at each place", "One vector"):
            self.assertTrue(any(part in t for t in titles), part)
        for part in ("Logits", "Round", "Decoder"):
            self.assertFalse(any(part in t for t in titles), part)
        self.assertNotIn("next token", self.text("#story"))
        rounds, mask = self.driver.execute_script("return [ganymede.data.rounds, ganymede.data.prompt]")
        shown = lambda: [n.text.replace("·", " ") for n in self.inside("What stands", "td .token-text")]  # noqa: E731
        self.assertEqual(shown(), [t["token"] for t in rounds[mask]["top"]])
        self.choose("#" + self.inside("What stands", "select")[0].get_attribute("id"), 0)
        self.assertEqual(shown(), [t["token"] for t in rounds[0]["top"]])
        for folder, title in (("classify_multi", "The label of the text"), ("entities_bert", "The label of each token"),
                              ("answers_bert", "Where an answer stands"), ("embed_bert", "One vector")):
            self.open(self.write("walkthrough", "tests/reference/apps/" + folder, "hello world"))
            self.assertTrue(any(title in t for t in self.titles()), folder)

    def test_a_text_that_tries_to_be_something_else_is_text(self):
        for text in HOSTILE + FOREIGN:
            self.open(self.write("walkthrough", text, "--rounds", "2"), width=400)
            self.assertEqual(self.text("blockquote"), text)
            self.assertEqual(self.driver.execute_script("return document.querySelectorAll('img, iframe, [onmouseover], main script').length"), 0)

    def test_looks(self):
        for name, page in ("decoder", self.write("walkthrough", TEXT)), ("translation", self.write("walkthrough", *TRANSLATOR)):
            self.assertLess(page.stat().st_size, 400_000)
            for width in (1280, 400):
                self.open(page, width=width)
                self.screenshot(f"walkthrough_{name}_{width}", width)
        self.open(page, dark=True)
        self.screenshot("walkthrough_dark", 1280)


if __name__ == "__main__":
    unittest.main()
