/** Taking back one's own last step in a place, and doing it again: asked here, and said in a toast what came of it. */
import type { Command, Envelope } from '#lib/live/protocol.ts'
import { m } from '#lib/paraglide/messages.js'
import { typing } from '#lib/ui/typing.ts'
import { cameBack } from './came-back.ts'
import type { Right, Room } from './room.svelte.ts'

type Way = 'undo' | 'redo'

// What can be taken back, in a source and in the codebook. Whether there is something to take back, the server says.
const IN_A_SOURCE: readonly Right[] = [
  'annotate',
  'reply',
  'take_stance',
  'correct',
  'assign_speaker',
  'check_segments',
]
const IN_THE_CODEBOOK: readonly Right[] = ['create_code', 'change_code']

export const isUndoing = ({ type }: Command) => type === 'undo' || type === 'redo'

/** Which way these keys lead, if any: they are those of every editor. */
function wayOf(it: KeyboardEvent): Way | null {
  if (it.ctrlKey === it.metaKey || it.altKey) return null
  const key = it.key.toLowerCase()
  if (key === 'z') return it.shiftKey ? 'redo' : 'undo'
  return key === 'y' && it.ctrlKey && !it.shiftKey ? 'redo' : null
}

export class Undoing {
  #asked = new Map<string, Way>()

  /** Of one's steps in this source, or in the codebook. */
  constructor(
    private readonly room: Room,
    private readonly source: string | null,
  ) {}

  /** Whether this person may do anything here that can be taken back. */
  get may(): boolean {
    const steps = this.source === null ? IN_THE_CODEBOOK : IN_A_SOURCE
    return this.room.may('undo') && steps.some((it) => this.room.may(it))
  }

  undo = () => this.#ask('undo')
  redo = () => this.#ask('redo')

  /** As entries of a menu. */
  get choices() {
    if (!this.may) return []
    return [
      { label: m.undo(), act: this.undo },
      { label: m.redo(), act: this.redo },
    ]
  }

  onkeydown = (event: KeyboardEvent) => {
    const way = wayOf(event)
    if (!way || event.defaultPrevented || !this.may) return
    if (typing(event.target) || document.querySelector('dialog[open]')) return
    event.preventDefault()
    this[way]()
  }

  /** Say what comes of it, for as long as the component lives that calls this. */
  keep(): void {
    const { live } = this.room
    $effect(() => live.listen((it) => this.#hear(it)))
    $effect(() => {
      for (const { command, why } of live.refused.filter((it) => isUndoing(it.command))) {
        this.room.undo = { words: why.message }
        live.dismissRefused(command.id)
      }
    })
    // Once something else is done, or this was refused, the way back would lead elsewhere.
    $effect(() => {
      const after = this.room.undo?.after
      if (!after) return
      if (live.last !== after || live.refused.some((it) => it.command.id === after)) this.room.undo = null
    })
  }

  #ask(way: Way): void {
    const { live, retreat } = this.room
    const id = live.send({ type: way, retreat: retreat.id, source: this.source })
    this.#asked.set(id, way)
    if (live.status !== 'live')
      this.room.undo = { words: way === 'undo' ? m.undo_waits() : m.redo_waits(), after: id }
  }

  #hear(envelope: Envelope): void {
    const way = this.#asked.get(envelope.command)
    if (!way) return
    this.#asked.delete(envelope.command)
    const words = cameBack(this.room, envelope, way === 'redo')
    if (this.room.live.last !== envelope.command) this.room.undo = { words }
    else if (way === 'undo')
      this.room.undo = { words, label: m.redo_it(), back: this.redo, after: envelope.command }
    else this.room.undo = { words, back: this.undo, after: envelope.command }
  }
}
