import { isObject, type Json, objectOf, objectsOf, textOf } from './json.ts'
import { elementsOf } from './block-limits.ts'
import type { Post } from './rooms.ts'

/** What somebody reads: every line of text, every label that can be pressed, every address behind one. */
export interface Look {
  readonly ts: string | undefined
  readonly fromApp: boolean
  readonly ephemeral: boolean
  readonly lines: readonly string[]
  readonly buttons: readonly string[]
  readonly links: Readonly<Record<string, string>>
  /** Whether it was edited since it was posted. */
  readonly edited: boolean
}

/** Texts in the order they are read; the labels of buttons are told apart. */
const linesOf = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(linesOf)
  if (!isObject(value) || value['type'] === 'button') return []
  if (typeof value['text'] === 'string') return [value['text']]
  return [
    'text',
    'title',
    'label',
    'fields',
    'element',
    'elements',
    'accessory',
    'hint',
    'placeholder',
    'options',
  ].flatMap((name) => linesOf(value[name]))
}

const labelOf = (element: Json): string => {
  const text = element['text']
  return isObject(text) ? String(text['text']) : ''
}

/** A message without blocks shows its text; one with blocks shows those, and keeps the text for notifications. */
export const lookOf = (
  it: object,
  { post, errors = {} }: { readonly post?: Post; readonly errors?: Readonly<Record<string, string>> },
): Look => {
  const shown = objectOf(it)
  const blocks = Array.isArray(shown['blocks']) && shown['blocks'].length > 0 ? shown['blocks'] : undefined
  const buttons = elementsOf(blocks)
    .map((e) => e.element)
    .filter((e) => e['type'] === 'button')
  const titles = [shown['title'], shown['submit']].filter(isObject).flatMap(linesOf)
  const links = buttons.flatMap((b) =>
    typeof b['url'] === 'string' ? [{ label: labelOf(b), url: b['url'] }] : [],
  )
  return {
    ts: typeof shown['ts'] === 'string' ? shown['ts'] : undefined,
    fromApp: typeof shown['bot_id'] === 'string' || post === undefined,
    ephemeral: post?.ephemeralTo !== undefined,
    lines: [
      ...titles,
      ...(blocks === undefined ? [textOf(shown['text'])] : linesOf(blocks)),
      ...Object.values(errors),
    ],
    buttons: buttons.map(labelOf),
    links: Object.fromEntries(links.map(({ label, url }) => [label, url])),
    edited: (post?.drawings.length ?? 1) > 1,
  }
}

/**
 * What an input holds once this form was typed into it. Refuses what Slack's own client would refuse before anything is
 * sent: a required field left empty, a text too short or too long, an option that is not there.
 */
export const valueFor = (input: Json, form: Readonly<Record<string, string>>): Json => {
  const element = objectOf(input['element'])
  const label = String(objectOf(input['label'])['text'])
  const action = String(element['action_id'])
  const typed = form[label] ?? form[String(input['block_id'])] ?? form[action] ?? element['initial_value']
  const text = typeof typed === 'string' && typed !== '' ? typed : null
  if (text === null && input['optional'] !== true) throw new Error(`"${label}" must be filled in`)
  const { min_length: min = 0, max_length: max = 3000 } = element
  const tooFew = text !== null && text.length < Number(min)
  if (tooFew || (text ?? '').length > Number(max))
    throw new Error(`"${label}" takes ${String(min)} to ${String(max)} characters`)
  const { options } = element
  if (!Array.isArray(options)) return { [action]: { type: element['type'], value: text } }
  const chosen: unknown = objectsOf(options).find(
    (o) => o['value'] === text || objectOf(o['text'])['text'] === text,
  )
  if (text !== null && chosen === undefined) throw new Error(`"${label}" has no "${text}"`)
  return { [action]: { type: element['type'], selected_option: chosen ?? null } }
}
