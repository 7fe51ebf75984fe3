/** Lets the page work without a network once it has been loaded; where the browser cannot, it works as before. */
export function keepOffline(): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  window.addEventListener("load", () => {
    navigator.serviceWorker.register("./offline.js").catch((error: unknown) => {
      console.warn("The lab will not work offline:", error);
    });
  });
}
