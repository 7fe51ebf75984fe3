import { defineConfig } from "vitepress";

const concepts = [
  ["backend", "Engines and gradients"],
  ["core-neuron", "Neurons"],
  ["conv", "Vision"],
  ["td-learning", "Temporal differences"],
  ["recurrent-attention", "Attention"],
  ["replay-buffer", "Replay"],
  ["environments", "Worlds"],
  ["grid-nav", "Place and grid cells"],
] as const;

const recipes = [
  ["td-prediction", "TD prediction in a plain script"],
  ["your-own-recording", "Place and grid cells in your recording"],
  ["grid-network-in-a-page", "A trained grid network in a web page"],
] as const;

export default defineConfig({
  title: "Wayfield",
  description: "Neuroscience-inspired deep learning on TensorFlow.js",
  // Relative links in the built files would need a trailing base; whoever deploys under a sub-path sets it.
  base: process.env["DOCS_BASE"] ?? "/",
  cleanUrls: false,
  srcExclude: ["api/**", "figures-live/**"],
  // The API reference is made by typedoc and copied beside the pages; scripts/docs.ts checks those links.
  ignoreDeadLinks: [/^\/api\//],
  vite: {
    resolve: { conditions: ["@wayfield/source", "module", "browser", "development|production"] },
    ssr: { noExternal: [/^@wayfield\//] },
  },
  themeConfig: {
    nav: [
      { text: "Start", link: "/guide/getting-started" },
      { text: "Concepts", link: "/concepts/core-neuron" },
      { text: "Results", link: "/results" },
      { text: "API", link: "/api/index.html", target: "_self" },
    ],
    sidebar: [
      {
        text: "Guide",
        items: [
          { text: "Getting started", link: "/guide/getting-started" },
          { text: "Coming from elsewhere", link: "/guide/coming-from" },
          { text: "Adding to it", link: "/guide/extending" },
          { text: "More than one machine", link: "/guide/many-machines" },
        ],
      },
      { text: "Concepts", items: concepts.map(([name, text]) => ({ text, link: `/concepts/${name}` })) },
      { text: "Recipes", items: recipes.map(([name, text]) => ({ text, link: `/recipes/${name}` })) },
      {
        text: "Results",
        items: [
          { text: "Every number, and its command", link: "/results" },
          { text: "Sizes", link: "/sizes" },
        ],
      },
    ],
    search: { provider: "local" },
  },
});
