import { z } from 'zod'
import type { Drawn } from '../../src/house/port.ts'

/** Characters of what is typed on a card. */
export const longest = 500

const short = z.string().min(1).max(128)

/** What a button carries. The client echoes it, so it is a claim, not a fact: who pressed is asked of the activity alone. */
const Press = z.object({
  latchkey: z.literal('press'),
  /** Of the drawing it stood on: the same in both forms of a button. */
  nonce: short,
  name: short,
  /** Absent where it is typed. */
  value: z.string().max(longest).optional(),
  flow: short.optional(),
  prompt: short.optional(),
})
export type Press = Readonly<z.infer<typeof Press>>

/** The name under which the client sends what was typed. */
export const typedId = (name: string): string => `typed-${name}`

export const pressOf = ({ flow, prompt }: Drawn, nonce: string, name: string, value?: string): Press => ({
  latchkey: 'press',
  nonce,
  name,
  ...(value !== undefined && { value }),
  ...(flow !== undefined && { flow }),
  ...(prompt !== undefined && { prompt }),
})

/** The press in what a client sent, with what was typed as its value; undefined = none of ours, or nothing typed. */
export const pressIn = (data: unknown): (Press & { readonly value: string }) | undefined => {
  const press = Press.safeParse(data)
  if (!press.success) return undefined
  const value = press.data.value ?? typedIn(data, press.data.name)
  return value === undefined ? undefined : { ...press.data, value }
}

const Typed = z.record(z.string(), z.unknown())

const typedIn = (data: unknown, name: string): string | undefined => {
  const text = Typed.safeParse(data).data?.[typedId(name)]
  return typeof text === 'string' && text.trim() !== '' && text.length <= longest ? text : undefined
}
