import { z } from 'zod'
import type { KeptValue } from './kept-store.ts'

/** What a value is made of: names and kinds, no contents. Texts that JSON kept a text in are looked into as well. */
type Shape = string | readonly Shape[] | { readonly [name: string]: Shape }

const Members = z.record(z.string(), z.unknown())

const shapeOf = (value: unknown): Shape => {
  if (Array.isArray(value)) {
    const kinds = new Map(value.map((one) => [JSON.stringify(shapeOf(one)), shapeOf(one)]))
    return [...kinds].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, shape]) => shape)
  }
  const members = Members.safeParse(value)
  if (!members.success) return value === null ? 'null' : typeof value
  const names = Object.entries(members.data).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(names.map(([name, one]) => [name, shapeOf(one)]))
}

/** A few values are a bare name. */
const read = (text: string): unknown => (/^[{[\d"]/.test(text) ? JSON.parse(text) : text)

/** The shape of everything that lies in a store: by kind of key, in no order. */
export const shapesIn = (store: readonly KeptValue[]): readonly string[] =>
  store
    .map(({ key, value, dueAt, forgetAt }) => {
      const [kind = ''] = key.split(':')
      const text = value.slice(value.indexOf(' ') + 1)
      const times = [dueAt === undefined ? '' : ' due', forgetAt === undefined ? '' : ' forgotten'].join('')
      return `${kind}${times} ${JSON.stringify(shapeOf(read(text)))}`
    })
    .toSorted()
