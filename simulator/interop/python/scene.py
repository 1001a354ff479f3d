"""A simulator and a bot for one test, and the people who use the bot. Only the standard library; copy it freely."""

import json
import os
import subprocess
import urllib.error
import urllib.request


class Stuck(AssertionError):
    """Somebody could not do what the test asked of them; the words say why."""


class Scene:
    def __init__(self, simulator, bot):
        """Starts the simulator's binary, then the bot's command with DISCORD_URL and DISCORD_TOKEN set."""
        self.discord = subprocess.Popen([simulator, "--json"], stdout=subprocess.PIPE, text=True)
        self.world = json.loads(self.discord.stdout.readline())
        address = {"DISCORD_URL": self.world["url"], "DISCORD_TOKEN": self.world["token"]}
        self.bot = subprocess.Popen(bot, env={**os.environ, **address})

    def close(self):
        for process in (self.bot, self.discord):
            process.terminate()
            process.wait()
        self.discord.stdout.close()

    def finish(self):
        """What nobody asked for, one line each; empty: all is well."""
        findings = self.act("finish")["findings"]
        return findings if self.bot.poll() is None else [*findings, "the bot has stopped"]

    def act(self, name, /, **what):
        """One act of simulator/README.md, such as act("slash", who="ann", where="general", line="/hello")."""
        body = json.dumps(what).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.world['control']}/{name}", body, headers)
        try:
            with urllib.request.urlopen(request) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refusal:
            with refusal:
                raise Stuck(json.load(refusal)["stuck"]) from None

    def slash(self, who, line, where="general"):
        return self.act("slash", who=who, where=where, line=line)

    def press(self, answer, button):
        return self.act("press", answer=answer["answer"], button=button)

    def pick(self, answer, select, *labels):
        return self.act("pick", answer=answer["answer"], select=select, labels=labels)

    def fill(self, form, **fields):
        return self.act("fill", answer=form["answer"], fields=fields)

    def settled(self, answer):
        return self.act("settle", answer=answer["answer"])

    def sees(self, who, where="general"):
        return self.act("see", who=who, where=where)["text"]
