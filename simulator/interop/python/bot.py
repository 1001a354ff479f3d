"""A small bot with one of everything. It knows nothing of the simulator."""

import asyncio
import io
import logging
import os

import discord
from discord import app_commands

COLOURS = ["amber", "azure", "coral", "crimson"]


class Note(discord.ui.Modal, title="Leave a note"):
    words = discord.ui.TextInput(label="Your words", style=discord.TextStyle.paragraph, max_length=300)

    async def on_submit(self, interaction: discord.Interaction):
        await interaction.response.send_message(f"Noted: {self.words.value}", ephemeral=True)


class Table(discord.ui.View):
    def __init__(self):
        super().__init__(timeout=None)
        self.pressed = 0

    @discord.ui.button(label="Press me", style=discord.ButtonStyle.primary)
    async def press(self, interaction: discord.Interaction, _: discord.ui.Button):
        self.pressed += 1
        await interaction.response.edit_message(content=f"Pressed {self.pressed} time(s)", view=self)

    @discord.ui.button(label="Leave a note")
    async def note(self, interaction: discord.Interaction, _: discord.ui.Button):
        await interaction.response.send_modal(Note())

    @discord.ui.select(
        placeholder="A drink",
        options=[discord.SelectOption(label="Tea", value="tea"), discord.SelectOption(label="Coffee", value="coffee")],
    )
    async def drink(self, interaction: discord.Interaction, select: discord.ui.Select):
        await interaction.response.send_message(f"Here is your {select.values[0]}.", ephemeral=True)


class Bot(discord.Client):
    def __init__(self):
        super().__init__(intents=discord.Intents.default())
        self.tree = app_commands.CommandTree(self)
        self.sessions, self.resumes = 0, 0

    async def setup_hook(self):
        add_commands(self)
        await self.tree.sync()

    async def on_connect(self):
        self.sessions += 1

    async def on_resumed(self):
        self.resumes += 1

    async def on_message(self, message: discord.Message):
        if self.user in message.mentions and "knock" in message.content:
            await message.reply("Who is there?", mention_author=False)


def add_commands(bot: Bot):
    @bot.tree.command(description="Says hello")
    @app_commands.describe(name="Whom to greet")
    async def hello(interaction: discord.Interaction, name: str):
        await interaction.response.send_message(f"Hello, {name}!")

    @bot.tree.command(description="A button, a form and a select")
    async def table(interaction: discord.Interaction):
        await interaction.response.send_message("Help yourself", view=Table())

    @bot.tree.command(description="Finds a colour")
    async def paint(interaction: discord.Interaction, colour: str):
        await interaction.response.send_message(f"Painted {colour}.")

    @paint.autocomplete("colour")
    async def colours(_: discord.Interaction, typed: str):
        return [app_commands.Choice(name=it, value=it) for it in COLOURS if it.startswith(typed)]

    @bot.tree.command(description="Thinks, then sends a file")
    async def report(interaction: discord.Interaction):
        await interaction.response.defer(ephemeral=True, thinking=True)
        report = discord.File(io.BytesIO(b"one,two\n"), "report.csv")
        await interaction.edit_original_response(content="Here it is.", attachments=[report])

    @bot.tree.command(description="Opens a thread")
    async def discuss(interaction: discord.Interaction, topic: str):
        await interaction.response.send_message(f"Let us talk about {topic}.")
        message = await interaction.original_response()
        thread = await interaction.channel.create_thread(name=topic, message=message)
        await thread.send("Begin!")

    @bot.tree.command(description="How often the bot came and came back")
    async def sessions(interaction: discord.Interaction):
        await interaction.response.send_message(f"{bot.sessions} session(s), {bot.resumes} resume(s)", ephemeral=True)

    @bot.tree.command(description="Answers twice, which Discord refuses")
    async def twice(interaction: discord.Interaction):
        again = discord.InteractionResponse(interaction)
        await interaction.response.send_message("Once.", ephemeral=True)
        try:
            await again.send_message("Twice.", ephemeral=True)
        except discord.HTTPException as refusal:
            await interaction.followup.send(f"Refused with {refusal.code}", ephemeral=True)

    @bot.tree.command(description="Says more than fits, which Discord refuses")
    async def long(interaction: discord.Interaction):
        try:
            await interaction.response.send_message("x" * 2001)
        except discord.HTTPException as refusal:
            await interaction.response.send_message(f"Refused with {refusal.code}: {refusal.text}", ephemeral=True)


async def run(token: str):
    logging.basicConfig(level=logging.ERROR)
    async with Bot() as bot:
        await bot.start(token)


if __name__ == "__main__":
    asyncio.run(run(os.environ["DISCORD_TOKEN"]))
