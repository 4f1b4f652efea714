import { open } from 'node:fs/promises'
import { z } from 'zod'
import { hour } from '../lib/clock.ts'
import { readAt } from './tail.ts'

/** An act that was about to begin, and of which the file does not say what became. */
export interface Unresolved {
  readonly op: string
  readonly flow: string
  readonly person: string
  readonly at: number
  readonly act: 'commit' | 'unlock'
}

/** An hour less than the store keeps the record of an ended flow: who finds none in it has lost it. */
export const lookedBackMs = 23 * hour
const mostBytes = 10 * 1024 * 1024

const line = z.looseObject({ event: z.string(), at: z.number(), op: z.string() })
const intent = line.extend({ flow: z.string(), person: z.string() })
const acts = ['commit', 'unlock'] as const

/**
 * The intents of the last 23 hours without an outcome in the same file and in what logrotate made of it, at most its last
 * 10 MB each. A file that is not there has none; a line that is not whole was never acknowledged, so nothing followed it.
 */
export const unresolvedIn = async (path: string, now: number): Promise<readonly Unresolved[]> => {
  const found = new Map<string, Unresolved>()
  const told = new Set<string>()
  for (const text of [await endOf(`${path}.1`), await endOf(path)])
    for (const one of text.split('\n')) {
      const read = line.safeParse(json(one))
      if (!read.success || read.data.at < now - lookedBackMs) continue
      const { event, op, at } = read.data
      const act = acts.find((name) => event.startsWith(`${name}.`))
      if (act === undefined) continue
      const begun = event === `${act}.intent` ? intent.safeParse(read.data) : undefined
      if (begun?.success === true)
        found.set(op, { op, act, at, flow: begun.data.flow, person: begun.data.person })
      else told.add(op)
    }
  return [...found.values()].filter(({ op }) => !told.has(op))
}

const endOf = async (path: string): Promise<string> => {
  try {
    await using file = await open(path, 'r')
    const { size } = await file.stat()
    const from = Math.max(0, size - mostBytes)
    return (await readAt(file, from, size - from)).toString('utf8')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return ''
    throw cause
  }
}

const json = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined
    throw cause
  }
}
