import { z } from 'zod'
import { attackers, type Line } from './line.ts'
import { Ours } from './ours.ts'
import { rankOf } from './figures.ts'
import { falseAlarms, type Rank } from './rates.ts'

const time = z.union([z.int().nonnegative(), z.iso.datetime({ offset: true })])
const shape = z.strictObject({
  type: z.enum(['signin', 'attempt']),
  user: z.string().min(1),
  time,
  ip: z.union([z.ipv4(), z.ipv6()]).exactOptional(),
  country: z.string().length(2).exactOptional(),
  asn: z.int().nonnegative().exactOptional(),
  ua: z.string().exactOptional(),
  device_key: z.string().exactOptional(),
  anonymiser: z.boolean().exactOptional(),
  label: z.string().exactOptional(),
})

/** A line of a trace that is none; its message names the line. */
export class UnfitTrace extends Error {}

/** One line of a trace file. Throws `UnfitTrace`. */
export const lineOf = (text: string, number: number): Line => {
  try {
    return shape.parse(JSON.parse(text))
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause) : 'it is no JSON'
    throw new UnfitTrace(`line ${number}: ${why.replaceAll(/\s+/g, ' ')}`, { cause })
  }
}

/** Goes through a trace in its order: a line for each attempt, then false alarms by label where there are labels. */
export const judgeTrace = async (
  lines: AsyncIterable<string> | Iterable<string>,
  print: (line: string) => void,
): Promise<void> => {
  const ours = new Ours()
  const ranks = new Map<string, Rank[]>()
  let number = 0
  for await (const text of lines) {
    number += 1
    if (text.trim() === '') continue
    const line = lineOf(text, number)
    if (line.type === 'signin') {
      ours.learn(line)
      continue
    }
    const judgement = ours.judge(line)
    const { scored, assessment } = judgement
    const label = line.label ?? ''
    print(
      [scored.score.toFixed(2).padStart(7), assessment.band.padEnd(8), line.user, line.time, label]
        .join('  ')
        .trimEnd(),
    )
    ranks.set(label, [...(ranks.get(label) ?? []), rankOf(judgement)])
  }
  const legitimate = ranks.get('legitimate')
  if (legitimate === undefined) return
  for (const kind of attackers) {
    const rate = falseAlarms(legitimate, ranks.get(kind) ?? [])
    if (ranks.has(kind)) print(`false alarms at TPR .98, ${kind}: ${(100 * rate).toFixed(1)} %`)
  }
}
