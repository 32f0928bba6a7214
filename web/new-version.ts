import { element } from "./element.ts";

/**
 * Registers the service worker that the build wrote, which keeps the page for offline use. When a newer build takes control, the page offers to
 * load it; the current run continues until the user accepts.
 */
export async function keepForOffline(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  const { serviceWorker } = navigator;
  // The first service worker to take control is this build's own.
  let hadController = serviceWorker.controller !== null;
  const offer = element("p", { class: "offer", role: "status" });
  document.body.append(offer);
  serviceWorker.addEventListener("controllerchange", () => {
    if (hadController) {
      const load = element("button", { type: "button", click: () => location.reload() }, "Load it");
      offer.replaceChildren("There is a new version of this page. ", load);
    }
    hadController = true;
  });
  await serviceWorker.register("./offline.js");
}
