"""Starts the bot against the address in DISCORD_URL instead of Discord's: all that has to be told to discord.py."""

import os
import runpy

import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

url = os.environ["DISCORD_URL"]
Route.BASE = f"{url}/api/v10"
DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(url.replace("http", "ws", 1))

runpy.run_path("bot.py", run_name="__main__")
