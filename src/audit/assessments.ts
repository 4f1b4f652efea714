import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { bands, evidenceTypes, purposes, reasons, sufficiencies } from '../policy/port.ts'
import type { Recorded } from '../policy/port.ts'

const line = z.looseObject({ event: z.literal('risk.assessed'), at: z.number() })
/** Details that older releases did not write are missing from their lines. */
const judgement = z.object({
  at: z.number(),
  flow: z.string(),
  person: z.string(),
  purpose: z.enum(purposes),
  before: z.enum(bands),
  eased: z.enum(bands).optional(),
  easedBy: z.array(z.string()).default([]),
  reasons: z.array(z.string()),
  only: z.array(z.enum(evidenceTypes)).optional(),
  held: z.array(z.enum(evidenceTypes)),
  given: z.array(z.enum(evidenceTypes)),
  factorsChangedAt: z.number().optional(),
  score: z.number().optional(),
  best: z.enum(sufficiencies),
  rule: z.string().nullish(),
})

/** A judgement from the trail, with its score as it stands there. */
export type Assessed = Omit<Recorded, 'scores'> & { readonly score?: number }

export interface Trail {
  /** The last judgement of each conversation, oldest first. */
  readonly assessed: readonly Assessed[]
  /** Lines of releases that did not write all it takes. */
  readonly older: number
}

/** What requests were judged by since `since` (ms since the epoch), from the file and from what logrotate made of it. */
export const assessmentsIn = async (path: string, since: number): Promise<Trail> => {
  const found = new Map<string, Assessed>()
  let older = 0
  for (const file of [`${path}.1`, path])
    for await (const text of linesOf(file)) {
      const seen = line.safeParse(parsed(text))
      if (!seen.success || seen.data.at < since) continue
      const read = judgement.safeParse(seen.data)
      if (read.success) found.set(read.data.flow, assessed(read.data))
      else older += 1
    }
  return { assessed: [...found.values()].toSorted((a, b) => a.at - b.at), older }
}

const assessed = ({
  before,
  eased,
  easedBy,
  reasons: told,
  only,
  factorsChangedAt,
  score,
  rule,
  ...rest
}: z.output<typeof judgement>): Assessed => ({
  ...rest,
  band: before,
  reasons: reasons.filter((reason) => told.includes(reason)),
  ...(eased && {
    eased: {
      band: eased,
      by: easedBy.map((set) => evidenceTypes.filter((type) => set.split('+').includes(type))),
    },
  }),
  ...(only && { only }),
  ...(factorsChangedAt !== undefined && { factorsChangedAt }),
  ...(score !== undefined && { score }),
  ...(typeof rule === 'string' && { rule }),
})

async function* linesOf(path: string): AsyncGenerator<string> {
  try {
    yield* createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Infinity })
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')) throw cause
  }
}

const parsed = (text: string): unknown => {
  if (!text.includes('"risk.assessed"')) return undefined
  try {
    return JSON.parse(text)
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined
    throw cause
  }
}
