// What runs in a page as well as in Node.
export { errorByStep, readOut, stayAtStart } from "./measure.ts";
export { bounds, pathsOf, settings, testPaths } from "./worlds.ts";
