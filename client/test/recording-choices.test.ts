/** Without an agreement nothing of a recording is heard or taken away: its menu says what to do first. */
import { expect, test } from 'vitest'
import { newId } from '#lib/live/ids.ts'
import type { Recording, Run } from '#lib/live/protocol.ts'
import { m } from '#lib/paraglide/messages.js'
import { choicesOf } from '../src/routes/retreats/[retreat]/recording-choices.ts'
import type { Right, Room } from '../src/routes/retreats/[retreat]/room.svelte.ts'
import { ME, RETREAT, SOURCE } from './things'

const recording = (changes: Partial<Recording>): Recording => ({
  id: newId(),
  name: 'Table 1',
  filename: 'memo.mp3',
  retreat: RETREAT,
  session: newId(),
  group: null,
  source: SOURCE,
  bytes: 1,
  duration: null,
  attempt: null,
  agreement: { at: '2026-03-01T10:00:00Z', by: ME, wording: 'Yes.' },
  sound: true,
  state: 'failed',
  why: null,
  ...changes,
})

const nothing = { sound: () => {}, agree: () => {}, change: () => {}, remove: () => {} }

function labels(it: Recording, rights: Right[], open = nothing, runs: Run[] = []) {
  const state = { runs: new Map(runs.map((run) => [run.id, run])) }
  const room = { state, may: (right: Right) => rights.includes(right) } as unknown as Room
  return choicesOf(room, it, open)
}

test('the original is there once their agreement was stated, and not while it arrives', () => {
  const offered = (it: Recording) => labels(it, ['export', 'state_agreement']).map((one) => one.label)
  expect(offered(recording({}))).toEqual([m.download_original()])
  expect(offered(recording({ agreement: null }))).toEqual([m.agreement_state()])
  expect(offered(recording({ state: 'receiving' }))).toEqual([])
})

test('stating it is for those who may', () => {
  expect(labels(recording({ agreement: null }), ['export'])).toEqual([])
  const it = recording({ agreement: null })
  let agreed: Recording | null = null
  const [choice] = labels(it, ['state_agreement'], {
    ...nothing,
    agree: (one?: Recording) => (agreed = one ?? null),
  })
  choice?.act?.()
  expect(agreed).toBe(it)
})

test('sound is offered to words that came without it, until it is there whole', () => {
  const offered = (changes: Partial<Recording>) => {
    const it = recording(changes)
    const run = { id: newId(), recording: it.id, state: 'done', language: 'und' } as Run
    return labels(it, ['add_sound'], nothing, [run]).map((one) => one.label)
  }
  expect(offered({ sound: false, state: 'ready' })).toEqual([m.sound_add()])
  expect(offered({ state: 'receiving' })).toEqual([m.sound_add()])
  expect(offered({ state: 'failed', why: 'This is not a sound file.' })).toEqual([m.sound_add()])
  expect(offered({ state: 'ready', why: 'The sound ends at 0:03.' })).toEqual([m.sound_add()])
  for (const state of ['waiting', 'ready', 'stopped'] as const) expect(offered({ state })).toEqual([])
})

test('a recording that is written down from its sound is offered no other', () => {
  for (const state of ['receiving', 'failed', 'stopped', 'writing_down'] as const)
    expect(labels(recording({ state, why: 'No.' }), ['add_sound'])).toEqual([])
})
