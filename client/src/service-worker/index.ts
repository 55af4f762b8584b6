/** Keeps the built app on the device, whole and by version, so that it opens without a connection; never an answer
 * of /api, which is somebody's. */
import { version } from '$app/env'
import { assets, immutable } from '$app/manifest'
import { self } from '$app/service-worker'

const NAME = 'data-retreat-app-'
const CACHE = NAME + version
const PAGE = '/'
const FILES = [...immutable, ...assets].map(({ path }) => new URL(path, self.location.origin).pathname)
const KNOWN = new Set(FILES)
// Windows of the version before go on with its files until they are loaded anew.
const VERSIONS = 2

self.addEventListener('install', (event) => event.waitUntil(fetchAll()))
self.addEventListener('activate', (event) => event.waitUntil(takeOver()))
self.addEventListener('message', ({ data }) => {
  if (data === 'take over') self.skipWaiting()
})
self.addEventListener('fetch', (event) => {
  const answer = answerTo(event.request)
  if (answer) event.respondWith(answer)
})

async function fetchAll(): Promise<void> {
  const page = await fetch(PAGE, { cache: 'no-store' })
  // A server that was updated meanwhile sends the page of another version: this one is not whole any more.
  if (!page.ok || !(await page.clone().text()).includes(JSON.stringify(version)))
    throw new Error(`The page is not that of version ${version}.`)
  const cache = await caches.open(CACHE)
  await cache.addAll(FILES)
  await cache.put(PAGE, page)
}

async function takeOver(): Promise<void> {
  // In the order in which they were made; caches of others on this address are not ours to delete.
  const ours = (await caches.keys()).filter((it) => it.startsWith(NAME))
  const before = ours.filter((it) => it !== CACHE)
  await Promise.all(before.slice(0, Math.max(0, before.length + 1 - VERSIONS)).map((it) => caches.delete(it)))
  await self.clients.claim()
}

/** From the device what is part of the app; whatever else is asked goes to the server as if nobody stood between. */
function answerTo(request: Request): Promise<Response> | null {
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== self.location.origin || pathname.startsWith('/api/')) return null
  if (request.mode === 'navigate') return kept(PAGE, request, CACHE)
  if (KNOWN.has(pathname)) return kept(request, request, CACHE)
  return pathname.startsWith('/_app/immutable/') ? kept(request, request) : null
}

async function kept(what: Request | string, request: Request, cacheName?: string): Promise<Response> {
  const options = cacheName === undefined ? {} : { cacheName }
  return (await caches.match(what, options)) ?? fetch(request)
}
