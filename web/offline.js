// The build replaces VERSION and FILES with its version and its file names.
const version = "VERSION";
const files = ["FILES"];
const prefix = `ballonet ${self.registration.scope} `;
const cacheName = prefix + version;

addEventListener("install", (event) => event.waitUntil(fillCache()));
addEventListener("activate", (event) => event.waitUntil(deleteOldCaches()));
addEventListener("fetch", (event) => {
  if (event.request.method === "GET" && event.request.url.startsWith(self.registration.scope))
    event.respondWith(respond(event.request));
});

async function fillCache() {
  const cache = await caches.open(cacheName);
  await cache.addAll(files.map((file) => new Request(file, { cache: "no-cache" })));
  await self.skipWaiting();
}

/** Keeps the previous version, which open pages may still use. */
async function deleteOldCaches() {
  const ours = (await caches.keys()).filter((key) => key.startsWith(prefix));
  const older = ours.filter((key) => key !== cacheName);
  await Promise.all(older.slice(0, -1).map((key) => caches.delete(key)));
  await self.clients.claim();
}

async function respond(request) {
  const cache = await caches.open(cacheName);
  const options = { ignoreSearch: true };
  return (await cache.match(request, options)) ?? (await caches.match(request, options)) ?? fetch(request);
}
