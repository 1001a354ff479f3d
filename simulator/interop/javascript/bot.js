// A small bot with one of everything. It knows nothing of the simulator.

import {
    ActionRowBuilder,
    ApplicationCommandOptionType,
    AttachmentBuilder,
    ButtonBuilder,
    ButtonStyle,
    Client,
    Events,
    GatewayIntentBits,
    MessageFlags,
    ModalBuilder,
    StringSelectMenuBuilder,
    TextInputBuilder,
    TextInputStyle,
} from "discord.js";

const COLOURS = ["amber", "azure", "coral", "crimson"];
const privately = (content) => ({ content, flags: MessageFlags.Ephemeral });
const text = (name, description, more) => ({
    type: ApplicationCommandOptionType.String, name, description, required: true, ...more,
});

const commands = [
    { name: "hello", description: "Says hello", options: [text("name", "Whom to greet")] },
    { name: "table", description: "A button, a form and a select" },
    { name: "paint", description: "Finds a colour", options: [text("colour", "Which", { autocomplete: true })] },
    { name: "report", description: "Thinks, then sends a file" },
    { name: "discuss", description: "Opens a thread", options: [text("topic", "About what")] },
    { name: "sessions", description: "How often the bot came and came back" },
    { name: "twice", description: "Answers twice, which Discord refuses" },
    { name: "long", description: "Says more than fits, which Discord refuses" },
];

const answers = {
    hello: (it) => it.reply(`Hello, ${it.options.getString("name")}!`),

    table: (it) => it.reply({ content: "Help yourself", components: table(0) }),

    paint: (it) => it.reply(`Painted ${it.options.getString("colour")}.`),

    async report(it) {
        await it.deferReply({ flags: MessageFlags.Ephemeral });
        const files = [new AttachmentBuilder(Buffer.from("one,two\n"), { name: "report.csv" })];
        await it.editReply({ content: "Here it is.", files });
    },

    async discuss(it) {
        const topic = it.options.getString("topic");
        const { resource } = await it.reply({ content: `Let us talk about ${topic}.`, withResponse: true });
        const thread = await resource.message.startThread({ name: topic });
        await thread.send("Begin!");
    },

    sessions: (it, counts) => it.reply(privately(`${counts.sessions} session(s), ${counts.resumes} resume(s)`)),

    async twice(it) {
        await it.reply(privately("Once."));
        it.replied = false; // The library would not let us.
        try {
            await it.reply(privately("Twice."));
        } catch (refusal) {
            it.replied = true;
            await it.followUp(privately(`Refused with ${refusal.code}`));
        }
    },

    async long(it) {
        try {
            await it.reply("x".repeat(2001));
        } catch (refusal) {
            await it.reply(privately(`Refused with ${refusal.code}: ${refusal.message}`));
        }
    },
};

const presses = {
    press(it) {
        const pressed = Number(it.customId.split(":")[1]) + 1;
        return it.update({ content: `Pressed ${pressed} time(s)`, components: table(pressed) });
    },

    note(it) {
        const words = new TextInputBuilder()
            .setCustomId("words").setLabel("Your words").setStyle(TextInputStyle.Paragraph).setMaxLength(300);
        const form = new ModalBuilder().setCustomId("noted").setTitle("Leave a note");
        return it.showModal(form.addComponents(new ActionRowBuilder().addComponents(words)));
    },

    drink: (it) => it.reply(privately(`Here is your ${it.values[0]}.`)),

    noted: (it) => it.reply(privately(`Noted: ${it.fields.getTextInputValue("words")}`)),
};

function table(pressed) {
    const button = (id, label, style) => new ButtonBuilder().setCustomId(id).setLabel(label).setStyle(style);
    const select = new StringSelectMenuBuilder()
        .setCustomId("drink").setPlaceholder("A drink")
        .addOptions({ label: "Tea", value: "tea" }, { label: "Coffee", value: "coffee" });
    return [
        new ActionRowBuilder().addComponents(
            button(`press:${pressed}`, "Press me", ButtonStyle.Primary),
            button("note", "Leave a note", ButtonStyle.Secondary),
        ),
        new ActionRowBuilder().addComponents(select),
    ];
}

function suggest(it) {
    const typed = it.options.getFocused();
    return it.respond(COLOURS.filter((it) => it.startsWith(typed)).map((name) => ({ name, value: name })));
}

function answer(it, counts) {
    if (it.isAutocomplete()) return suggest(it);
    if (it.isChatInputCommand()) return answers[it.commandName](it, counts);
    return presses[it.customId.split(":")[0]](it);
}

export async function run(token, options = {}) {
    const counts = { sessions: 0, resumes: 0 };
    const intents = [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages];
    const client = new Client({ intents, ...options });
    client.on(Events.ClientReady, () => client.application.commands.set(commands));
    client.on(Events.ShardReady, () => { counts.sessions += 1; });
    client.on(Events.ShardResume, () => { counts.resumes += 1; });
    client.on(Events.InteractionCreate, (it) => answer(it, counts));
    client.on(Events.MessageCreate, async (message) => {
        if (message.mentions.has(client.user) && message.content.includes("knock")) {
            await message.reply({ content: "Who is there?", allowedMentions: { repliedUser: false } });
        }
    });
    await client.login(token);
}
