import type { Json } from './activities.ts'

/** A button, with what it sends. */
export interface Button {
  readonly title: string
  readonly action: Json
}

const nodes = (value: unknown): readonly Json[] => {
  if (Array.isArray(value)) return value.flatMap(nodes)
  if (!isObject(value)) return []
  const { fallback: _unseen, data: _sent, ...seen } = value
  return [value, ...Object.values(seen).flatMap(nodes)]
}

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const words = (value: unknown): readonly string[] =>
  typeof value === 'string' && value !== '' ? [value] : []

/** Everything written on a card, in the order it is read. */
export const textsOn = (card: unknown): readonly string[] =>
  nodes(card).flatMap((n) => [n['text'], n['title'], n['value'], n['label'], n['placeholder']].flatMap(words))

export const buttonsOn = (card: unknown): readonly Button[] =>
  nodes(card).flatMap((n) => {
    const { type, title } = n
    return typeof type === 'string' && type.startsWith('Action.') ? [{ title: String(title), action: n }] : []
  })

/** The ids of a card's fields, by what stands beside them. */
export const fieldsOn = (card: unknown): ReadonlyMap<string, string> =>
  new Map(
    nodes(card).flatMap((n): [string, string][] => {
      const { type, id, label } = n
      return typeof type === 'string' && type.startsWith('Input.') ? [[String(label ?? id), String(id)]] : []
    }),
  )
