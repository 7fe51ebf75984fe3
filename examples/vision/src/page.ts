// What runs in a page as well as in Node.
export { learningSelectivity, neocognitronConfig, recognisingConfig } from "./neocognitron.ts";
