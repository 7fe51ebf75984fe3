import { precacheAndRoute } from "workbox-precaching";

// The build writes the list of all files in its place.
precacheAndRoute(
  (self as unknown as { __WB_MANIFEST: { url: string; revision: string | null }[] }).__WB_MANIFEST,
);
