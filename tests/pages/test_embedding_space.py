"""The page of embedding_space: words that turn, neighbours that are the program's own."""
import json
import struct
import subprocess
import unittest

from pages import FOREIGN, HOSTILE, PROGRAMS, ActionChains, PageTest

TABLE = "tests/reference/word2vec/words.bin"
WORDS = "king queen man woman dog cat Paris France café 北京"


class EmbeddingSpace(PageTest):
    def places(self):
        return [g.get_attribute("transform") for g in self.all(".stage .word")]

    def test_words_and_neighbours(self):
        self.open(self.write("embedding_space", "--word2vec", TABLE, WORDS, "--neighbours", "4", "--analogy", "king - man + woman"))
        self.assertEqual(len(self.all(".stage .word")), 11)
        self.assertEqual([b.text for b in self.all(".chips button")], WORDS.split() + ["king - man + woman"])
        self.assertIn("24 words, 10 numbers each", self.text(".space-body").join(p.text for p in self.all(".card .note")))
        self.assertRegex(self.text(".variance"), r"hold \d\d(\.\d)? % of the variance")
        printed = [json.loads(line) for line in subprocess.run(
            [PROGRAMS / "embedding_space", "--word2vec", TABLE, WORDS, "--neighbours", "4", "--json"],
            capture_output=True, text=True, check=True).stdout.splitlines()]
        for index in (1, 8, 9):
            self.all(".chips button")[index].click()
            self.assertEqual(self.text(".panel h3"), printed[index]["word"])
            rows = [[td.text for td in tr.find_elements("css selector", "td")] for tr in self.all(".panel table")[0]
                    .find_elements("css selector", "tbody tr")]
            self.assertEqual(rows, [[n["word"], f"{n['cosine']:.3f}", f"{n['angle']:.1f}°"] for n in printed[index]["neighbours"]])
            self.assertEqual(len(self.all(".stage .near circle")), 4)
        self.all(".chips button")[10].click()
        self.assertEqual(self.text(".panel tbody td"), "queen")
        self.assertEqual(len(self.all(".stage .word.sum.chosen")), 1)

    def test_tokens_are_readable(self):
        """Not as a byte-level vocabulary spells them: the space before a word is a faint sign, as everywhere."""
        self.open(self.write("embedding_space", "dog", "queen"))
        self.assertEqual(self.text(".panel .note"), "one token: ·dog")
        self.all(".chips button")[1].click()
        self.assertRegex(self.text(".panel .note"), "^mean of 2 tokens: ·[a-z]+, [a-z]+$")
        self.assertNotRegex(self.driver.page_source, "[\u0120\u2581]")

    def test_hover(self):
        self.open(self.write("embedding_space", "--word2vec", TABLE, WORDS))
        for word in self.all(".stage .word")[:4]:
            self.hover(word.find_element("css selector", ".halo"))
            chosen = self.one(".stage .word.chosen text")
            self.assertEqual(self.text(".panel h3"), self.driver.execute_script("return arguments[0].textContent", chosen))

    def test_turning(self):
        self.open(self.write("embedding_space", "--word2vec", TABLE, WORDS))
        start = self.places()
        stage = self.one(".stage")
        ActionChains(self.driver).move_to_element_with_offset(stage, -200, 150).click_and_hold().move_by_offset(120, 30).release().perform()
        by_mouse = self.places()
        self.assertNotEqual(start, by_mouse)
        ActionChains(self.driver).move_by_offset(40, 0).perform()  # the button is up: nothing turns
        self.assertEqual(by_mouse, self.places())
        self.driver.execute_script("arguments[0].focus()", stage)
        for key in ("ARROW_LEFT", "ARROW_RIGHT", "ARROW_UP", "ARROW_DOWN", "+", "-"):
            before = self.places()
            self.press(key)
            self.assertNotEqual(before, self.places(), key)
        self.press("HOME")
        self.assertEqual(sorted(start), sorted(self.places()))
        self.press("ARROW_LEFT")
        self.one(".again").click()
        self.assertEqual(sorted(start), sorted(self.places()))

    def test_touch(self):
        self.open(self.write("embedding_space", "--word2vec", TABLE, WORDS), width=400)
        start = self.places()
        box = self.driver.execute_script("const r = document.querySelector('.stage').getBoundingClientRect(); return [r.left, r.top]")
        points = [{"x": box[0] + 30 + 12 * i, "y": box[1] + 30} for i in range(8)]
        self.driver.execute_cdp_cmd("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": points[:1]})
        for point in points[1:]:
            self.driver.execute_cdp_cmd("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
        self.driver.execute_cdp_cmd("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        self.assertNotEqual(start, self.places())

    def test_side_by_side(self):
        self.open(self.write("embedding_space", "--model", "examples/models/stories.gguf", "king girl dog cat", "--word2vec", TABLE))
        self.assertEqual([h.text for h in self.all(".card h2")], ["stories.gguf", "words.bin"])
        left, right = self.all(".card")
        self.assertEqual(left.rect["y"], right.rect["y"])
        left.find_elements("css selector", ".chips button")[2].click()
        self.assertEqual([h.text for h in self.all(".panel h3")], ["dog", "dog"])
        self.screenshot("embedding_space_pair")
        for width in (1280, 760, 400):
            self.resize(width)
            self.check()

    def test_hostile_words(self):
        words = [w.replace(" ", "_") for w in HOSTILE + FOREIGN] + ["x" * 300, "ﷺ" * 20]
        path = f"{self.folder.name}/hostile.bin"
        with open(path, "wb") as file:
            file.write(f"{len(words) + 1} 4\n".encode())
            for i, word in enumerate(words):
                file.write(word.encode() + b" " + struct.pack("<4f", i % 3, i % 5 + 1, i, 1) + b"\n")
            file.write(b"\xff\xc3 " + struct.pack("<4f", 0, 0, 0, 0))
        page = self.write("embedding_space", "--word2vec", path, b" ".join([w.encode() for w in words] + [b"\xff\xc3"]))
        for width in (1280, 400):
            self.open(page, width=width)
            self.assertEqual([self.driver.execute_script("return arguments[0].textContent", b) for b in self.all(".chips button")],
                             words + ["��"])
            for button in self.all(".chips button"):
                button.click()
                self.check()
            self.assertIn("points nowhere", self.text(".panel"))
        self.screenshot("embedding_space_hostile")

    def test_looks(self):
        path = self.write("embedding_space", "--word2vec", TABLE, WORDS, "--analogy", "king - man + woman")
        for width in (1280, 400):
            self.open(path, width=width)
            self.screenshot(f"embedding_space_{width}")
        self.open(path, dark=True)
        self.one("#theme").click()
        self.one("#theme").click()
        self.screenshot("embedding_space_dark")


if __name__ == "__main__":
    unittest.main()
