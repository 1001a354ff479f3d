"""What people see of the bot."""

import os
import sys
import unittest
from pathlib import Path

from scene import Scene, Stuck

HERE = Path(__file__).parent
SIMULATOR = os.environ.get("DISCORD_SIMULATOR", "discord-simulator")


class Story(unittest.TestCase):
    def setUp(self):
        self.scene = Scene(SIMULATOR, [sys.executable, HERE / "start.py"])
        self.addCleanup(self.scene.close)
        self.scene.act("wait", until="command", name="hello")
        self.scene.act("wait", until="online")

    def finish(self):
        self.assertEqual(self.scene.finish(), [])

    def test_a_command_is_answered(self):
        answer = self.scene.slash("ann", "/hello name:world")
        self.assertEqual(answer["text"], "Hello, world!")
        self.assertFalse(answer["private"])
        self.finish()

    def test_a_command_without_what_it_needs_is_not_sent(self):
        with self.assertRaisesRegex(Stuck, "name is required"):
            self.scene.slash("ann", "/hello")
        self.finish()

    def test_a_button_changes_its_message(self):
        table = self.scene.slash("ann", "/table")
        self.assertEqual(table["message"]["content"], "Help yourself")
        self.scene.press(table, "Press me")
        twice = self.scene.press(table, "Press me")
        self.assertEqual(twice["message"]["content"], "Pressed 2 time(s)")
        self.finish()

    def test_a_select_is_answered_in_private(self):
        table = self.scene.slash("ann", "/table")
        drink = self.scene.pick(table, "A drink", "Tea")
        self.assertEqual(drink["message"]["content"], "Here is your tea.")
        self.assertTrue(drink["private"])
        self.assertNotIn("tea", self.scene.sees("bo"))
        self.finish()

    def test_a_form_is_filled_in(self):
        table = self.scene.slash("ann", "/table")
        form = self.scene.press(table, "Leave a note")
        self.assertEqual((form["kind"], form["fields"]), ("form", ["Your words"]))
        noted = self.scene.fill(form, **{"Your words": "Buy milk"})
        self.assertEqual(noted["text"], "Noted: Buy milk\n(only you can see this)")
        self.finish()

    def test_suggestions_come_while_typing(self):
        offered = self.scene.act("type", who="ann", where="general", line="/paint colour:c")["choices"]
        self.assertEqual([it["name"] for it in offered], ["coral", "crimson"])
        painted = self.scene.slash("ann", "/paint colour:coral")
        self.assertEqual(painted["text"], "Painted coral.")
        self.finish()

    def test_a_file_comes_later(self):
        report = self.scene.settled(self.scene.slash("ann", "/report"))
        self.assertEqual(report["message"]["content"], "Here it is.")
        self.assertEqual(report["files"], [{"name": "report.csv", "size": 8, "text": "one,two\n"}])
        self.finish()

    def test_a_thread_is_opened(self):
        answer = self.scene.slash("ann", "/discuss topic:tides")
        self.assertEqual(answer["text"], "Let us talk about tides.")
        self.scene.act("wait", until="text", where="tides", text="Begin!")
        self.assertEqual(
            self.scene.sees("bo", "tides"),
            "— thread from:\n  Let us talk about tides.\n  ╰ thread: tides\nBot [bot]:\n  Begin!",
        )
        self.finish()

    def test_a_dropped_connection_is_resumed_and_nothing_is_missed(self):
        self.scene.act("gateway", do="drop")
        self.scene.act("say", who="ann", where="general", words="@Bot knock knock")
        self.scene.act("wait", until="text", where="general", text="Who is there?")
        self.scene.act("wait", until="online")
        self.assertIn("Who is there?", self.scene.sees("ann"))
        sessions = self.scene.slash("ann", "/sessions")
        self.assertEqual(sessions["message"]["content"], "1 session(s), 1 resume(s)")
        self.finish()

    def test_answering_twice_is_refused_as_on_discord(self):
        self.scene.act("expect", code=40060)
        once = self.scene.slash("ann", "/twice")
        self.assertEqual(once["message"]["content"], "Once.")
        then = self.scene.act("follow-up", answer=once["answer"])
        self.assertEqual(then["message"]["content"], "Refused with 40060")
        self.finish()

    def test_too_long_a_message_is_refused_as_on_discord(self):
        self.scene.act("expect", code=50035)
        answer = self.scene.slash("ann", "/long")
        refusal = "Invalid Form Body\nIn data.content: Must be 2000 or fewer in length."
        self.assertEqual(answer["message"]["content"], f"Refused with 50035: {refusal}")
        self.finish()


if __name__ == "__main__":
    unittest.main()
