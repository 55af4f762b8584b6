// The page and its files are of one version. Where the server was updated in between, files are gone, and the page is
// loaded anew: once, and only if there is a server to load it from. Where a service worker keeps the files, none is ever
// gone. This file is not built, so that it is there whatever is missing.
;(() => {
  const KEY = 'data-retreat-loaded-anew'
  // A page that is broken otherwise is not loaded again and again (ms).
  const AT_MOST_EVERY = 60_000
  const GONE = /dynamically imported module|Importing a module script failed|Unable to preload/

  async function loadAnew() {
    if (Date.now() - Number(sessionStorage.getItem(KEY)) < AT_MOST_EVERY) return
    const answer = await fetch('/_app/version.json', { cache: 'no-store' }).catch(() => null)
    if (!answer?.ok) return
    sessionStorage.setItem(KEY, String(Date.now()))
    location.reload()
  }

  addEventListener('vite:preloadError', loadAnew)
  addEventListener('unhandledrejection', ({ reason }) => {
    if (GONE.test(String(reason))) loadAnew()
  })
})()
