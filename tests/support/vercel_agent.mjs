// The loop of Vercel's AI SDK, from the packages in a folder:
// node vercel_agent.mjs FOLDER BASE_URL PROMPT stream|plain responses|chat
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [folder, baseURL, prompt, mode, api] = process.argv.slice(2);
const require = createRequire(pathToFileURL(`${folder}/package.json`));
const load = async (name) => import(pathToFileURL(require.resolve(name)).href);
const { generateText, streamText, stepCountIs, tool } = await load("ai");
const { createOpenAI } = await load("@ai-sdk/openai");
const { z } = await load("zod");

const cities = [];
const get_weather = tool({
  description: "The weather in a city.",
  inputSchema: z.object({ city: z.string() }),
  execute: async ({ city }) => {
    cities.push(city);
    return { celsius: city.length };
  },
});
const openai = createOpenAI({ baseURL, apiKey: "none" });
const model = api === "chat" ? openai.chat("m") : openai.responses("m");
const options = { model, prompt, tools: { get_weather }, stopWhen: stepCountIs(9) };
const result = mode === "stream" ? streamText(options) : await generateText(options);
console.log(JSON.stringify([cities, await result.text]));
