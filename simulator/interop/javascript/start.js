// Starts the bot against the address in DISCORD_URL instead of Discord's: all that has to be told to discord.js.

import { DefaultRestOptions } from "discord.js";

DefaultRestOptions.api = `${process.env.DISCORD_URL}/api`;
const bot = await import("./bot.js");

await bot.run(process.env.DISCORD_TOKEN);
