// A simulator and a bot for one test, and the people who use the bot. Only Node's own modules; copy it freely.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** Somebody could not do what the test asked of them; the words say why. */
export class Stuck extends Error {}

export class Scene {
    /** Starts the simulator's binary, then the bot's file with DISCORD_URL and DISCORD_TOKEN set. */
    static async open(simulator, bot) {
        const scene = new Scene();
        scene.discord = spawn(simulator, ["--json"], { stdio: ["ignore", "pipe", "inherit"] });
        const [line] = await once(createInterface(scene.discord.stdout), "line");
        scene.world = JSON.parse(line);
        const address = { DISCORD_URL: scene.world.url, DISCORD_TOKEN: scene.world.token };
        scene.bot = spawn(process.execPath, [bot], { env: { ...process.env, ...address }, stdio: "inherit" });
        return scene;
    }

    async close() {
        for (const child of [this.bot, this.discord]) {
            if (child.exitCode !== null || child.signalCode !== null) continue;
            child.kill();
            await once(child, "exit");
        }
    }

    /** What nobody asked for, one line each; empty: all is well. */
    async finish() {
        const { findings } = await this.act("finish");
        return this.bot.exitCode === null ? findings : [...findings, "the bot has stopped"];
    }

    /** One act of simulator/README.md, such as act("slash", { who: "ann", where: "general", line: "/hello" }). */
    async act(name, what = {}) {
        const body = JSON.stringify(what);
        const headers = { "content-type": "application/json" };
        const response = await fetch(`${this.world.control}/${name}`, { method: "POST", headers, body });
        const told = await response.json();
        if (!response.ok) throw new Stuck(told.stuck);
        return told;
    }

    slash(who, line, where = "general") {
        return this.act("slash", { who, where, line });
    }

    press({ answer }, button) {
        return this.act("press", { answer, button });
    }

    pick({ answer }, select, ...labels) {
        return this.act("pick", { answer, select, labels });
    }

    fill({ answer }, fields) {
        return this.act("fill", { answer, fields });
    }

    settled({ answer }) {
        return this.act("settle", { answer });
    }

    async sees(who, where = "general") {
        return (await this.act("see", { who, where })).text;
    }
}
