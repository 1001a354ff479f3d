// What people see of the bot.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { Scene, Stuck } from "./scene.js";

const START = fileURLToPath(new URL("./start.js", import.meta.url));
const SIMULATOR = process.env.DISCORD_SIMULATOR ?? "discord-simulator";

/** Tells a story with a fresh simulator and bot; at its end nothing may have happened that nobody asked for. */
function story(name, tell) {
    test(name, async () => {
        const scene = await Scene.open(SIMULATOR, START);
        try {
            await scene.act("wait", { until: "online" });
            await scene.act("wait", { until: "command", name: "hello" });
            await tell(scene);
            assert.deepEqual(await scene.finish(), []);
        } finally {
            await scene.close();
        }
    });
}

story("a command is answered", async (scene) => {
    const answer = await scene.slash("ann", "/hello name:world");
    assert.equal(answer.text, "Hello, world!");
    assert.equal(answer.private, false);
});

story("a command without what it needs is not sent", async (scene) => {
    await assert.rejects(scene.slash("ann", "/hello"), new Stuck("name is required"));
});

story("a button changes its message", async (scene) => {
    const table = await scene.slash("ann", "/table");
    assert.equal(table.message.content, "Help yourself");
    await scene.press(table, "Press me");
    const twice = await scene.press(table, "Press me");
    assert.equal(twice.message.content, "Pressed 2 time(s)");
});

story("a select is answered in private", async (scene) => {
    const table = await scene.slash("ann", "/table");
    const drink = await scene.pick(table, "A drink", "Tea");
    assert.equal(drink.message.content, "Here is your tea.");
    assert.equal(drink.private, true);
    assert.ok(!(await scene.sees("bo")).includes("tea"));
});

story("a form is filled in", async (scene) => {
    const table = await scene.slash("ann", "/table");
    const form = await scene.press(table, "Leave a note");
    assert.deepEqual([form.kind, form.fields], ["form", ["Your words"]]);
    const noted = await scene.fill(form, { "Your words": "Buy milk" });
    assert.equal(noted.text, "Noted: Buy milk\n(only you can see this)");
});

story("suggestions come while typing", async (scene) => {
    const { choices } = await scene.act("type", { who: "ann", where: "general", line: "/paint colour:c" });
    assert.deepEqual(choices.map((it) => it.name), ["coral", "crimson"]);
    const painted = await scene.slash("ann", "/paint colour:coral");
    assert.equal(painted.text, "Painted coral.");
});

story("a file comes later", async (scene) => {
    const report = await scene.settled(await scene.slash("ann", "/report"));
    assert.equal(report.message.content, "Here it is.");
    assert.deepEqual(report.files, [{ name: "report.csv", size: 8, text: "one,two\n" }]);
});

story("a thread is opened", async (scene) => {
    const answer = await scene.slash("ann", "/discuss topic:tides");
    assert.equal(answer.message.content, "Let us talk about tides.");
    await scene.act("wait", { until: "text", where: "tides", text: "Begin!" });
    const seen = "— thread from:\n  Let us talk about tides.\n  ╰ thread: tides\nBot [bot]:\n  Begin!";
    assert.equal(await scene.sees("bo", "tides"), seen);
});

story("a dropped connection is resumed and nothing is missed", async (scene) => {
    await scene.act("gateway", { do: "drop" });
    await scene.act("say", { who: "ann", where: "general", words: "@Bot knock knock" });
    await scene.act("wait", { until: "text", where: "general", text: "Who is there?" });
    await scene.act("wait", { until: "online" });
    assert.match(await scene.sees("ann"), /Who is there\?/);
    const sessions = await scene.slash("ann", "/sessions");
    assert.equal(sessions.message.content, "1 session(s), 1 resume(s)");
});

story("answering twice is refused as on Discord", async (scene) => {
    await scene.act("expect", { code: 40060 });
    const once = await scene.slash("ann", "/twice");
    assert.equal(once.message.content, "Once.");
    const then = await scene.act("follow-up", { answer: once.answer });
    assert.equal(then.message.content, "Refused with 40060");
});

story("too long a message is refused as on Discord", async (scene) => {
    await scene.act("expect", { code: 50035 });
    const answer = await scene.slash("ann", "/long");
    const refusal = "Invalid Form Body\ndata.content[BASE_TYPE_MAX_LENGTH]: Must be 2000 or fewer in length.";
    assert.equal(answer.message.content, `Refused with 50035: ${refusal}`);
});
