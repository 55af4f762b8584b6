/** The player: one audio element, what it plays, and where it is, in seconds of the recording. */

type Sound = 'none' | 'loading' | 'ready' | 'failed'

/** A stretch of the recording, in seconds. */
export interface Span {
  start: number
  end: number
}

const SKIP = 3
// A loop is long enough to be heard as one (seconds).
const SHORTEST = 0.3
export const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 2]

export class Player {
  sound: Sound = $state('none')
  time = $state(0)
  duration = $state(0)
  playing = $state(false)
  speed = $state(1)
  /** What is heard again and again. */
  loop: Span | null = $state.raw(null)

  #audio: HTMLAudioElement | null = null
  #url = ''
  #until: number | null = null
  #frame = 0

  /** Make this sound ready; nothing happens if it is already. */
  load(url: string, duration: number) {
    if (this.#url === url && this.sound !== 'failed') return
    this.#url = url
    this.duration = duration
    this.sound = 'loading'
    const at = this.time
    this.#audio?.pause()
    const audio = new Audio()
    this.#audio = audio
    audio.preload = 'metadata'
    audio.onloadedmetadata = () => {
      this.sound = 'ready'
      this.duration = Number.isFinite(audio.duration) ? audio.duration : duration
      audio.playbackRate = this.speed
      if (at) audio.currentTime = at
    }
    audio.onplay = () => {
      this.playing = true
      this.#tick()
    }
    audio.onpause = () => {
      this.playing = false
    }
    audio.onended = () => {
      this.playing = false
      // A loop that reaches the end of the recording begins again too.
      if (this.loop) this.playLoop(this.loop)
    }
    audio.ontimeupdate = () => this.#look()
    audio.onerror = () => {
      this.sound = 'failed'
      this.playing = false
    }
    audio.src = url
  }

  retry() {
    if (this.#url) this.load(this.#url, this.duration)
  }

  toggle() {
    if (this.playing) this.#audio?.pause()
    else this.play()
  }

  play() {
    this.#until = null
    this.#start()
  }

  pause() {
    this.#audio?.pause()
  }

  /** Move to this second, playing or not; a loop stays only for those who stay in it. */
  seek(to: number) {
    this.#until = null
    if (this.loop && (to < this.loop.start || to > this.loop.end)) this.loop = null
    this.#move(to)
  }

  skip(seconds: number) {
    this.seek(this.time + seconds)
  }

  back() {
    this.skip(-SKIP)
  }

  forward() {
    this.skip(SKIP)
  }

  playFrom(second: number) {
    this.seek(second)
    this.play()
  }

  /** Hear one passage, then stop. */
  playSpan({ start, end }: Span) {
    this.loop = null
    this.#move(start)
    this.#until = end
    this.#start()
  }

  /** Hear a passage again and again, until something else is asked for. */
  playLoop({ start, end }: Span) {
    this.loop = { start, end: Math.max(end, start + SHORTEST) }
    this.#until = null
    this.#move(start)
    this.#start()
  }

  /** Play on, past the loop's end. */
  stopLoop() {
    this.loop = null
  }

  setSpeed(speed: number) {
    this.speed = speed
    if (this.#audio) this.#audio.playbackRate = speed
  }

  close() {
    cancelAnimationFrame(this.#frame)
    if (!this.#audio) return
    this.#audio.pause()
    this.#audio.removeAttribute('src')
    this.#audio.onerror = null
    this.#audio = null
  }

  #move(to: number) {
    const second = Math.min(Math.max(0, to), this.duration || to)
    this.time = second
    if (this.#audio) this.#audio.currentTime = second
  }

  #start() {
    // A browser may refuse to start by itself; then the button stays as it was, and can be pressed.
    this.#audio?.play().catch(() => {
      this.playing = false
    })
  }

  #look() {
    if (!this.#audio) return
    this.time = this.#audio.currentTime
    if (this.loop && this.playing && this.time >= this.loop.end) this.#move(this.loop.start)
    if (this.#until !== null && this.time >= this.#until) {
      this.#until = null
      this.#audio.pause()
    }
  }

  // The element's own news come four times a second; a word may be shorter.
  #tick() {
    cancelAnimationFrame(this.#frame)
    const step = () => {
      this.#look()
      if (this.playing) this.#frame = requestAnimationFrame(step)
    }
    this.#frame = requestAnimationFrame(step)
  }
}
