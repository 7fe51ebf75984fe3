// What runs in a page as well as in Node.
export { silence, withhold } from "./lesions.ts";
export { mostGridLike } from "./unit-classes.ts";
