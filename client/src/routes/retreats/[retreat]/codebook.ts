/** The codebook in its order: codes below codes, what each of them counts for, and what is no longer offered. */
import type { Annotation, Code } from '#lib/live/protocol.ts'
import { resolve } from '#lib/state/retreat.svelte.ts'
import { byName } from '#lib/ui/language.ts'

type Codes = ReadonlyMap<string, Code>

/** A code that stands for itself, with those that count as it, and those that lie below it. */
export interface Branch {
  code: Code
  also: Code[]
  below: Branch[]
}

const inOrder = (codes: Iterable<Code>) =>
  [...codes].sort((a, b) => byName.compare(a.name, b.name) || (a.id < b.id ? -1 : 1))

/** The code that this one counts as; itself where its merges end nowhere. */
export function countsAs(code: Code, codes: Codes): Code {
  const end = resolve(code.id, codes)
  return end && !end.merged_into ? end : code
}

const standsAlone = (code: Code, codes: Codes) => countsAs(code, codes).id === code.id

/** What each code is shown below: the nearest one that is offered. Merges may close a circle of codes below codes:
 * it is opened at the code that would close it. */
export function parentsOf(codes: Codes): ReadonlyMap<string, Code> {
  const parents = new Map<string, Code>()
  const isAbove = (id: string, code: Code | undefined) => {
    for (let at = code; at; at = parents.get(at.id)) if (at.id === id) return true
    return false
  }
  for (const code of inOrder(codes.values())) {
    const parent = standsAlone(code, codes) ? nearest(code, codes) : undefined
    if (parent && !isAbove(code.id, parent)) parents.set(code.id, parent)
  }
  return parents
}

function nearest(code: Code, codes: Codes): Code | undefined {
  const seen = new Set([code.id])
  let at = code
  while (at.parent) {
    const next = codes.get(at.parent)
    if (!next) return
    at = countsAs(next, codes)
    if (seen.has(at.id)) return
    if (!at.retired) return at
    seen.add(at.id)
  }
}

export function codebookOf(codes: Codes): { tree: Branch[]; retired: Branch[] } {
  const parents = parentsOf(codes)
  const also = new Map<string, Code[]>()
  const branches: Branch[] = []
  for (const code of inOrder(codes.values())) {
    const end = countsAs(code, codes)
    const doubles = also.get(end.id) ?? []
    also.set(end.id, doubles)
    if (end.id === code.id) branches.push({ code, also: doubles, below: [] })
    else doubles.push(code)
  }
  const byId = new Map(branches.map((it) => [it.code.id, it]))
  const tree: Branch[] = []
  for (const it of branches.filter(({ code }) => !code.retired))
    (byId.get(parents.get(it.code.id)?.id ?? '')?.below ?? tree).push(it)
  return { tree, retired: branches.filter(({ code }) => code.retired) }
}

/** Every branch, with how deep it lies. */
export function flat(tree: readonly Branch[], depth = 0): (Branch & { depth: number })[] {
  return tree.flatMap((it) => [{ ...it, depth }, ...flat(it.below, depth + 1)])
}

/** This code and all that lie below it, by id: it can be below none of them. */
export function andBelow(id: string, codes: Codes): ReadonlySet<string> {
  const parents = parentsOf(codes)
  const found = new Set([id])
  for (const code of codes.values()) {
    if (leadsTo(id, code, (it) => parents.get(it.id))) found.add(code.id)
    // What the server goes by: the codes as they were put below each other, merged and retired ones too.
    if (leadsTo(id, code, (it) => codes.get(it.parent ?? ''))) found.add(code.id)
  }
  return found
}

function leadsTo(id: string, code: Code, up: (code: Code) => Code | undefined): boolean {
  const seen = new Set<string>()
  for (let at: Code | undefined = code; at && !seen.has(at.id); at = up(at)) {
    if (at.id === id) return true
    seen.add(at.id)
  }
  return false
}

const plain = (name: string) => name.trim().replace(/\s+/g, ' ').toLocaleLowerCase()

/** Whether a code that is offered goes by this name; a new one may not take that of a merged one either. */
export function isTaken(name: string, codes: Codes, by: string | null): boolean {
  return [...codes.values()].some((code) => {
    const end = countsAs(code, codes)
    const known = by === null || end.id === code.id
    return code.id !== by && known && !end.retired && plain(code.name) === plain(name)
  })
}

interface Marked {
  marks: ReadonlyMap<string, number>
  annotations: (source: string) => readonly Annotation[]
}

/** How many marks of the retreat count as each code; null while some of its marks have not been read here. */
export function usesOf({ marks, annotations }: Marked, codes: Codes): ReadonlyMap<string, number> | null {
  const uses = new Map<string, number>()
  for (const [source, count] of marks) {
    const read = annotations(source).filter((it) => !it.removed)
    if (read.length < count) return null
    for (const { code: id } of read) {
      const code = id && codes.get(id)
      if (!code) continue
      const end = countsAs(code, codes).id
      uses.set(end, (uses.get(end) ?? 0) + 1)
    }
  }
  return uses
}
