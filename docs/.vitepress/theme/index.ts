import type { Theme } from "vitepress";
import DefaultTheme from "vitepress/theme";
import LiveFigure from "./LiveFigure.vue";

export default {
  extends: DefaultTheme,
  enhanceApp: ({ app }) => {
    app.component("LiveFigure", LiveFigure);
  },
} satisfies Theme;
