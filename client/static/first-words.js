// Whoever opens a text by its address reads its first words before the app is here. This asks at once for what the app
// will ask for (lib/live/early.ts takes it from here), and shows the words as they come. It is not built: it comes with
// the page.
;(() => {
  const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
  // Seconds of a block, and from when on a pause parts two turns; characters that fill a screen.
  const [BLOCK, PAUSE, ENOUGH] = [600, 1.5, 2_500]
  // The app is there: with the text, or to say why there is none.
  const THERE = '.app [data-segment], .app main.page h1'
  const LONGEST = 20_000

  const [, retreat, source] =
    new RegExp(`^/retreats/(${UUID})/(${UUID})$`, 'i').exec(location.pathname) ?? []
  // Where a service worker keeps the app, that is there as soon as this is.
  if (!source || navigator.serviceWorker?.controller) return

  const second = Number(new URLSearchParams(location.search).get('t'))
  const texts = `/api/retreats/${retreat}/sources/${source}`
  const block = `${texts}/blocks/${second > 0 ? Math.floor(second / BLOCK) : 0}`
  const asked = [block, `/api/retreats/${retreat}/frame`, '/api/me', `${texts}/outline`]
  globalThis.early = new Map(asked.map((it) => [it, fetch(it)]))
  for (const it of globalThis.early.values()) it.catch(() => {})
  // A link to some words is shown by the app alone, which finds them.
  if (!location.search) read().catch(() => {})

  async function read() {
    const answer = await globalThis.early.get(block)
    if (!answer.ok) return
    const { segments } = await answer.clone().json()
    if (!document.body) await new Promise((done) => addEventListener('DOMContentLoaded', done))
    // An excerpt, which has no times, is laid out otherwise.
    if (segments[0]?.start !== null && !document.querySelector(THERE)) show(turns(segments))
  }

  function turns(segments) {
    const found = []
    let [length, last] = [0, null]
    for (const it of segments) {
      if (length > ENOUGH) break
      if (last?.speaker === it.speaker && it.start - last.end < PAUSE) found.push(`${found.pop()} ${it.text}`)
      else found.push(it.text)
      length += it.text.length
      last = it
    }
    return found
  }

  function show(words) {
    const page = document.createElement('div')
    page.className = 'first-words'
    // They are read out once, when the app has them.
    page.ariaHidden = 'true'
    for (const it of words) {
      const turn = document.createElement('p')
      turn.dir = 'auto'
      turn.textContent = it
      page.append(turn)
    }
    document.body.append(page)
    const watch = new MutationObserver(() => document.querySelector(THERE) && leave())
    watch.observe(document.querySelector('.app'), { childList: true, subtree: true })
    const leave = () => {
      watch.disconnect()
      // Once what is there is drawn.
      requestAnimationFrame(() => requestAnimationFrame(() => page.remove()))
    }
    setTimeout(leave, LONGEST)
  }
})()
