// What runs in a page as well as in Node.
export { testGaze } from "./models.ts";
export { tasks } from "./tasks.ts";
