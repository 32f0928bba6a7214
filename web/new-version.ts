import { element } from "./element.ts";

/**
 * Has the page kept for offline use, by the service worker that the build wrote. When a newer build takes over meanwhile it is offered: what
 * runs goes on until it is asked for.
 */
export async function keepForOffline(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  const { serviceWorker } = navigator;
  // The first to take over brings nothing new.
  let known = serviceWorker.controller !== null;
  const offer = element("p", { class: "offer", role: "status" });
  document.body.append(offer);
  serviceWorker.addEventListener("controllerchange", () => {
    if (known) {
      const load = element("button", { type: "button", click: () => location.reload() }, "Load it");
      offer.replaceChildren("There is a new version of this page. ", load);
    }
    known = true;
  });
  await serviceWorker.register("./offline.js");
}
