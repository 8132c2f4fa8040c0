"""attention_map's page: links, heads, kinds, the map, the keyboard; texts of all sorts."""
import json
import re
import subprocess
import unittest

import pages

SENTENCE = "Once upon a time, there was a little girl"
MARIAN = "tests/reference/translators/marian"


class AttentionMap(pages.PageTest):
    def map(self, *arguments):
        done = subprocess.run([pages.PROGRAMS / "attention_map", *arguments, "--json"], capture_output=True, text=True, check=True)
        return json.loads(done.stdout)

    def words(self, side):
        return self.driver.execute_script(
            "return [...document.querySelectorAll(arguments[0])].map((b) => b.querySelector('.token-text').textContent.replaceAll('·', ' '))",
            f".words.{side} .word")

    def shares(self):
        """What stands beside the words on the right, in percent."""
        return [float(re.sub("[^0-9.]", "", b.text.split("\n")[-1]) or 0) for b in self.all(".words.right .word.seen .share")]

    def select(self, label):
        return next(s for s in self.all("label") if s.text.startswith(label)).find_element(pages.By.TAG_NAME, "select")

    def choose_option(self, label, text):
        pages.Select(self.select(label)).select_by_visible_text(text)

    def show_means(self):
        """The means, which are a choice: the page begins with the head that tells most."""
        if len(pages.Select(self.select("Layer")).options) > 1:
            self.choose_option("Layer", "mean of all")
        self.choose_option("Head", "mean of all")

    def caption(self):
        return self.text("#caption")

    def test_words_and_links_are_those_of_the_run(self):
        self.open(self.write("attention_map", SENTENCE, "--layer", "2", "--head", "1"))
        expected = self.map(SENTENCE, "--layer", "2", "--head", "1")
        self.assertEqual(self.words("left"), [t.strip() for t in expected["tokens"]])
        row = 9
        self.hover(self.all(".words.left .word")[row])
        links = self.all(".link")
        self.assertEqual(len(links), sum(w >= 0.001 for w in expected["weights"][row]))
        self.assertEqual({int(p.get_attribute("data-from")) for p in links}, {row})
        widths = {int(p.get_attribute("data-to")): float(p.get_attribute("stroke-width")) for p in links}
        largest = max(max(r) for r in expected["weights"])
        for key, width in widths.items():  # width = attention
            self.assertAlmostEqual(width, max(0.6, 13 * expected["weights"][row][key] / largest), delta=0.02)
        shown = self.all(".words.right .word .share")
        for share, weight in zip(shown[:row + 1], expected["weights"][row]):
            if weight >= 0.001:
                self.assertAlmostEqual(float(share.text.replace("%", "")), 100 * weight, delta=0.06)
        self.assertIn("looks most at", self.caption())
        self.assertEqual([w.get_attribute("class").count("unseen") for w in self.all(".words.right .word")][row:], [0, 1])
        self.screenshot("attention_map_1280")

    def test_it_begins_with_the_head_that_tells_most(self):
        self.open(self.write("attention_map", SENTENCE))
        layer, head = (pages.Select(self.select(name)).first_selected_option.text for name in ("Layer", "Head"))

        def telling(weights):  # the largest share but of the first word, neighbours and the word itself: the mean over the rows
            return sum(max([w for s, w in enumerate(row) if s > 0 and abs(s - t) > 1], default=0) for t, row in enumerate(weights))
        shares = {(l, h): telling(self.map(SENTENCE, "--layer", str(l), "--head", str(h))["weights"]) for l in range(6) for h in range(8)}
        self.assertEqual((int(layer), int(head)), max(shares, key=shares.get))
        self.assertIn(f"Layer {layer}, head {head}", self.caption())
        self.assertEqual(len(self.all('.head[aria-pressed="true"]')), 1)
        self.screenshot("attention_map_begins_1280")
        self.open(self.write("attention_map", SENTENCE, "--layer", "1"))
        self.assertIn("All heads of layer 1 together", self.caption())
        self.open(self.write("attention_map", "hi"))  # too short for any head to tell something
        self.assertIn("All layers and heads together", self.caption())

    def test_layers_and_heads_can_be_chosen(self):
        self.open(self.write("attention_map", SENTENCE))
        self.show_means()
        self.assertIn("All layers and heads together", self.caption())
        self.choose_option("Layer", "3")
        self.choose_option("Head", "2")
        self.assertIn("Layer 3, head 2", self.caption())
        expected = self.map(SENTENCE, "--layer", "3", "--head", "2")["weights"]
        self.hover(self.all(".words.left .word")[4])
        share = self.all(".words.right .word .share")[2].text
        self.assertAlmostEqual(float(share.replace("%", "")), 100 * expected[4][2], delta=0.06)
        self.one('.head[data-layer="1"][data-head="0"]').click()
        self.assertIn("Layer 1, head 0", self.caption())
        self.assertEqual(len(self.all('.head[aria-pressed="true"]')), 1)
        self.choose_option("Layer", "all, rolled out")
        self.assertIn("rollout", self.caption())
        rollout = self.map(SENTENCE, "--rollout")["weights"]
        self.hover(self.all(".words.left .word")[4])
        self.assertAlmostEqual(float(self.all(".words.right .word .share")[2].text.replace("%", "")), 100 * rollout[4][2], delta=0.06)

    def test_what_is_looked_at_can_be_asked_too(self):
        self.open(self.write("attention_map", SENTENCE))
        self.hover(self.all(".words.right .word")[1])
        self.assertIn("is looked at most by", self.caption())
        self.assertEqual({p.get_attribute("data-to") for p in self.all(".link")}, {"1"})

    def test_the_keyboard_does_everything(self):
        self.open(self.write("attention_map", SENTENCE))
        self.show_means()
        self.driver.execute_script("document.querySelector('.words.left .word').focus()")
        self.press("ARROW_DOWN", "ARROW_DOWN")
        self.assertEqual({p.get_attribute("data-from") for p in self.all(".link")}, {"2"})
        self.press("ARROW_RIGHT")
        self.assertEqual({p.get_attribute("data-to") for p in self.all(".link")}, {"2"})
        self.press("END", "ARROW_LEFT", "ENTER")
        self.assertEqual(len(self.all('.word[aria-pressed="true"]')), 1)
        self.press("TAB")  # away: the word stays
        self.assertEqual({p.get_attribute("data-from") for p in self.all(".link")}, {"10"})
        self.assertEqual(self.driver.switch_to.active_element.get_attribute("id"), "matrix")
        self.press("ARROW_DOWN", "ARROW_DOWN", "ARROW_RIGHT")
        self.assertIn("%", self.text("#tooltip"))
        self.assertIn("→", self.text("#tooltip"))
        select = self.select("Head")
        self.driver.execute_script("arguments[0].focus()", select)
        self.press("ARROW_DOWN")
        self.assertIn("looks most at", self.caption())  # of the word that was kept
        self.press("ESCAPE")
        self.assertIn("Head 0", self.caption())
        self.assertEqual(self.driver.switch_to.active_element.tag_name, "select")  # the focus stays where it was
        self.driver.execute_script("document.querySelector('.head[tabindex=\"0\"]').focus()")
        self.press("ARROW_DOWN", "ARROW_RIGHT", "ENTER")
        self.assertIn("Layer 1, head 1", self.caption())

    def test_the_first_word_can_be_left_out(self):
        self.open(self.write("attention_map", SENTENCE))
        self.one("#without-first").click()
        self.hover(self.all(".words.left .word")[5])
        self.assertNotIn("0", {p.get_attribute("data-to") for p in self.all(".link")})

    def test_hostile_text_is_text(self):
        for text in pages.HOSTILE:
            with self.subTest(text):
                self.open(self.write("attention_map", "a " + text))
                shown = re.sub(r"\s", "", "".join(self.words("left"))).replace("<|endoftext|>", "", 1)
                self.assertEqual(shown, re.sub(r"\s", "", "a" + text))
                self.assertEqual(len(self.all("main script, main img, main b b")), 0)
                self.hover(self.all(".words.left .word")[-1])

    def test_other_scripts_and_emoji(self):
        text = " ".join(pages.FOREIGN[:3])
        self.open(self.write("attention_map", text))
        words = self.words("left")
        for word in ("שלום", "עולם", "مرحبا", "بالعالم", "👩‍🔬👍🏽", "🇩🇪"):
            self.assertIn(word, "".join(words))
        self.assertIn("🇩🇪", words)  # many tokens, one character
        self.one("#words").click()  # token by token: the bytes of which they consist
        self.assertIn("<F0>", self.words("left"))
        hebrew = self.driver.execute_script(
            "return [...document.querySelectorAll('.words.left .token-text')].find((b) => b.textContent.startsWith('<F0>')).dir")
        self.assertEqual(hebrew, "auto")
        self.one("#words").click()
        self.hover(self.all(".words.left .word")[4])
        self.screenshot("attention_map_scripts_400", width=400)

    def test_a_translation_has_three_kinds(self):
        self.open(self.write("attention_map", MARIAN, "Where is Ganymede?"))
        self.show_means()
        expected = self.map(MARIAN, "Where is Ganymede?")
        self.assertEqual([o.text for o in pages.Select(self.select("Looking at")).options],
                         ["the text itself (self-attention)", "the source (cross-attention)", "the source itself (encoder)"])
        self.one("#words").click()
        self.assertEqual(self.words("left"), expected["written"])
        self.assertEqual(self.words("right"), expected["keys"])
        self.hover(self.all(".words.left .word")[3])
        self.assertAlmostEqual(float(self.all(".words.right .word .share")[2].text.replace("%", "")), 100 * expected["weights"][3][2], delta=0.06)
        self.assertIn("While it writes", self.caption())
        self.choose_option("Looking at", "the source itself (encoder)")
        self.assertEqual(self.words("left"), expected["keys"])
        self.screenshot("attention_map_cross_1280")

    def test_long_texts_scroll_inside(self):
        self.open(self.write("attention_map", "Once upon a time " * 40), width=400)
        box = self.driver.execute_script("const b = document.getElementById('links'); return [b.scrollHeight, b.clientHeight]")
        self.assertGreater(box[0], box[1])
        self.screenshot("attention_map_long_400")

    def test_light_and_dark(self):
        path = self.write("attention_map", SENTENCE)
        color = "return getComputedStyle(document.body).backgroundColor"
        self.open(path, dark=True)
        dark = self.driver.execute_script(color)
        self.one("#theme").click()
        light = self.driver.execute_script(color)
        self.assertNotEqual(dark, light)
        self.open(path)
        self.assertEqual(self.driver.execute_script(color), light)
        self.hover(self.all(".words.left .word")[9])
        self.screenshot("attention_map_400", width=400)
        self.screenshot("attention_map_dark_1280", width=1280, dark=True)


if __name__ == "__main__":
    unittest.main()
