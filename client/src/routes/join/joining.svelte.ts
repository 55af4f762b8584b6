/** A guest on their way in: what they wrote, kept on this device until they are in, so that no reload and no lost
 * answer loses a word or makes a second person. */
import { me, NoConnection, Refusal } from '#lib/live/api.ts'
import { newId } from '#lib/live/ids.ts'
import type { JoinSeen, Me } from '#lib/live/protocol.ts'
import { type Drawer, meant, newReceipt } from '#lib/live/receipt.ts'
import { digestOf } from '#lib/live/receipt-digest.ts'
import { type Join, join, lookAtCode, signInWithReceipt } from '#lib/live/ways-in.ts'
import { folded } from '#lib/ui/search.ts'

/** `sent`: it is under way, and nobody knows yet whether it arrived. `in`: show the receipt. */
export type Step = 'who' | 'consent' | 'sent' | 'in'

export interface Draft {
  step: Step
  code: string
  name: string
  /** An organisation that was chosen from the list. */
  organisation: string | null
  /** What stands in its field: the name of the chosen one, or of one that is new here. */
  from: string
  sector: string
  occupation: string
  /** Yes or no by consent item, in the words of that version. */
  answers: Record<string, { version: string; yes: boolean }>
  /** The command's id, the same for every try. */
  id: string
  receipt: string
  /** Who they are, once they are in. */
  member: string | null
  /** Word for word what was sent, while its answer is missing. */
  sent: Join | null
}

export const CODE_LENGTH = 6

// Said about the code, whatever became of what was sent with it before.
const CODE_REFUSALS = ['code_unknown', 'code_expired', 'code_ended']
// Whether it arrived the time before, these do not say.
const NO_ANSWER = ['too_many_attempts', 'failed', 'unknown']

const blank = (): Draft => ({
  step: 'who',
  code: '',
  name: '',
  organisation: null,
  from: '',
  sector: '',
  occupation: '',
  answers: {},
  id: newId(),
  receipt: newReceipt(),
  member: null,
  sent: null,
})

export class Joining {
  draft = $state<Draft>(blank())
  /** What the code lets one join; none until it was looked up. */
  seen = $state.raw<JoinSeen | null>(null)
  /** Who has come in, once they are. */
  me = $state.raw<Me | null>(null)
  /** Whether what is written here outlives the page. */
  lasting = $state(true)
  #drawer: Drawer

  private constructor(drawer: Drawer) {
    this.#drawer = drawer
    this.lasting = drawer.lasting
  }

  /** Where this device left off; with a code from a link, if it does not interrupt what is under way. */
  static async open(drawer: Drawer, code: string): Promise<Joining> {
    const it = new Joining(drawer)
    const kept = (await drawer.draft()) as Draft | null
    if (kept) it.draft = { ...blank(), ...kept }
    if (code && it.draft.step !== 'sent' && it.draft.step !== 'in')
      it.draft.code = meant(code).slice(0, CODE_LENGTH)
    return it
  }

  save(): Promise<void> {
    return this.#keep(this.#drawer.setDraft($state.snapshot(this.draft)))
  }

  /** A full or broken store stops nobody from coming in; they are told what it means. */
  async #keep(work: Promise<void>): Promise<void> {
    await work.catch(() => {
      this.lasting = false
    })
  }

  /** What the code is good for. Throws Refusal or NoConnection. */
  async look(): Promise<void> {
    const code = this.draft.code
    const seen = await lookAtCode(code)
    if (code !== this.draft.code) return
    this.seen = seen
    this.#fit(seen)
  }

  /** What does not belong to this programme, or was said to other words, is not kept. */
  #fit({ organisations, sectors, consent }: JoinSeen): void {
    const draft = this.draft
    if (!organisations.some((it) => it.id === draft.organisation)) draft.organisation = null
    if (!sectors.some((it) => it.id === draft.sector)) draft.sector = ''
    const answers = consent.map(({ id, version }) => {
      const before = draft.answers[id]
      return [id, { version, yes: before?.version === version && before.yes }] as const
    })
    draft.answers = Object.fromEntries(answers)
  }

  /** The organisation that is meant by what stands in the field: the chosen one, or the only one of that name. */
  get organisation(): string | null {
    const { organisation, from } = this.draft
    if (organisation) return organisation
    const same = this.seen?.organisations.filter((it) => folded(it.name) === folded(from)) ?? []
    return same.length === 1 ? (same[0]?.id ?? null) : null
  }

  /** Whether an organisation was written that nobody here is from yet: then its sector is asked for. */
  get isNew(): boolean {
    return this.draft.from.trim() !== '' && this.organisation === null
  }

  get yes(): number {
    return Object.values(this.draft.answers).filter((it) => it.yes).length
  }

  get no(): number {
    return Object.keys(this.draft.answers).length - this.yes
  }

  /** Come in. Ends in step `in`; throws Refusal (nothing happened, change something) or NoConnection (unknown). */
  async go(): Promise<void> {
    const again = this.draft.sent !== null
    this.draft.sent ??= this.#body()
    this.draft.step = 'sent'
    await this.save()
    try {
      this.me = await join($state.snapshot(this.draft.sent))
    } catch (error) {
      if (error instanceof NoConnection || !(error instanceof Refusal) || isNoAnswer(error)) throw error
      if (!(again && CODE_REFUSALS.includes(error.kind) && (await this.#isInAlready())))
        await this.#refused(error)
    }
    await this.#arrived()
  }

  /** The code may have ended after the answer was lost: then the receipt is good. */
  async #isInAlready(): Promise<boolean> {
    try {
      await signInWithReceipt(this.draft.receipt)
      this.me = await me()
      return true
    } catch (error) {
      if (error instanceof Refusal && !isNoAnswer(error)) return false
      throw error
    }
  }

  async #refused(why: Refusal): Promise<never> {
    this.draft.sent = null
    this.draft.step = CODE_REFUSALS.includes(why.kind) ? 'who' : 'consent'
    await this.save()
    throw why
  }

  async #arrived(): Promise<void> {
    const { receipt } = this.draft
    if (this.me) {
      const { member, retreats } = this.me
      const retreat = retreats[0]?.retreat.name ?? ''
      this.draft.member = member.id
      await this.#keep(this.#drawer.keep({ member: member.id, name: member.name, receipt, retreat }))
    }
    this.draft.step = 'in'
    await this.save()
  }

  /** Somebody else has this device in their hands. */
  async startAgain(): Promise<void> {
    this.draft = { ...blank(), code: this.draft.code }
    if (this.seen) this.#fit(this.seen)
    await this.save()
  }

  /** The receipt is written down; nothing is left of the way in. */
  finish(): Promise<void> {
    return this.#keep(this.#drawer.setDraft(null))
  }

  #body(): Join {
    const { id, code, name, from, sector, occupation, answers, receipt } = this.draft
    return {
      id,
      code,
      name: name.trim(),
      organisation: this.organisation,
      organisation_name: this.isNew ? from.trim() : null,
      sector: this.isNew ? sector : null,
      occupation: occupation.trim() || null,
      answers: Object.entries(answers).map(([item, { version, yes }]) => ({ item, version, yes })),
      receipt: digestOf(receipt),
    }
  }
}

const isNoAnswer = (it: Refusal) => it.status === 429 || it.status >= 500 || NO_ANSWER.includes(it.kind)
