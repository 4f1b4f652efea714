import { z } from 'zod'

const text = z.string().max(1000)
const Press = z.strictObject({
  kind: z.enum(['answer', 'open', 'form']),
  name: text,
  value: text.optional(),
  flow: text.optional(),
  prompt: text.optional(),
})

/** What a button or a form carries to Slack and back: what it answers, of which conversation, on which drawing. */
export type Press = z.infer<typeof Press>

/** At most 2,000 characters fit into a button, 3,000 into a form. */
export const pack = (press: Press): string => JSON.stringify(press)

/** Undefined for what we did not write. */
export const unpack = (packed: unknown): Press | undefined => {
  if (typeof packed !== 'string') return undefined
  try {
    const found = Press.safeParse(JSON.parse(packed))
    return found.success ? found.data : undefined
  } catch {
    return undefined // Not JSON, so not ours.
  }
}
