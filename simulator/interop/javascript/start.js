// Starts the bot against the address in DISCORD_URL instead of Discord's: all that has to be told to discord.js.

import { run } from "./bot.js";

await run(process.env.DISCORD_TOKEN, { rest: { api: `${process.env.DISCORD_URL}/api` } });
