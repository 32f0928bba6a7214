// The build writes its version and the names of its files in here.
const version = "VERSION";
const files = ["FILES"];
const family = `ballonet ${self.registration.scope} `;
const name = family + version;

addEventListener("install", (event) => event.waitUntil(keep()));
addEventListener("activate", (event) => event.waitUntil(forget()));
addEventListener("fetch", (event) => {
  if (event.request.method === "GET" && event.request.url.startsWith(self.registration.scope))
    event.respondWith(answer(event.request));
});

async function keep() {
  const cache = await caches.open(name);
  await cache.addAll(files.map((file) => new Request(file, { cache: "no-cache" })));
  await self.skipWaiting();
}

/** The version before this one stays for pages that are still open. */
async function forget() {
  const own = (await caches.keys()).filter((key) => key.startsWith(family));
  const older = own.filter((key) => key !== name);
  await Promise.all(older.slice(0, -1).map((key) => caches.delete(key)));
  await self.clients.claim();
}

async function answer(request) {
  const cache = await caches.open(name);
  const options = { ignoreSearch: true };
  return (await cache.match(request, options)) ?? (await caches.match(request, options)) ?? fetch(request);
}
