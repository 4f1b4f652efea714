import type { HomeView, KnownBlock, ModalView } from '@slack/types'
import { byType, both, type Check, chars, flag, list, rule, shape } from './block-checks.ts'
import { image, inputs, plain, pressable, text } from './block-elements.ts'
import { isObject, type Json, listOf, objectsOf, textOf } from './json.ts'

const named = { block_id: chars(255) }
const anything: Check = () => []

const everywhere: Readonly<Record<string, Check>> = {
  actions: shape({ elements: list(byType(pressable), 25) }, named),
  context: shape({ elements: list(byType({ image, ...sorts(text(3000)) }), 10) }, named),
  divider: shape({}, named),
  header: shape({ text: plain(150) }, named),
  image: both(
    shape(
      { alt_text: chars(2000) },
      { ...named, image_url: chars(3000), slack_file: anything, title: plain(2000) },
    ),
    rule(
      (v) => (v['image_url'] === undefined) !== (v['slack_file'] === undefined),
      'image_url or slack_file',
    ),
  ),
  input: shape(
    { label: plain(2000), element: byType(inputs) },
    { ...named, hint: plain(2000), optional: flag, dispatch_action: flag },
  ),
  section: both(
    shape(
      {},
      {
        ...named,
        text: text(3000),
        fields: list(text(2000), 10),
        accessory: byType({ ...pressable, image }),
        expand: flag,
      },
    ),
    rule((v) => v['text'] !== undefined || v['fields'] !== undefined, 'text or fields'),
  ),
  rich_text: shape({ elements: list(anything, 1000, 0) }, named),
}
const inMessages = { ...everywhere, markdown: shape({ text: chars(12_000) }, named) }

function sorts(check: Check): Readonly<Record<string, Check>> {
  return { plain_text: check, mrkdwn: check }
}

/** The interactive parts of blocks, each with the id of its block. */
export const elementsOf = (blocks: unknown): readonly { block: string; element: Json }[] =>
  objectsOf(blocks).flatMap((block) => {
    const inside = block['type'] === 'actions' ? listOf(block['elements']) : []
    const parts = objectsOf([block['accessory'], block['element'], ...inside])
    const id = textOf(block['block_id'])
    return parts.filter((p) => p['type'] !== 'image').map((element) => ({ block: id, element }))
  })

const twice = (ids: readonly unknown[], what: string): readonly string[] => {
  const given = ids.filter((i) => i !== undefined && i !== '')
  return given
    .filter((v, i) => given.indexOf(v) !== i)
    .map((v) => `\`${what}\` ${String(v)} already exists [json-pointer:/blocks]`)
}

const faults = (blocks: unknown, check: Check): readonly string[] => [
  ...check(blocks, '/blocks'),
  ...twice(
    listOf(blocks).map((b) => (isObject(b) ? b['block_id'] : undefined)),
    'block_id',
  ),
  ...twice(
    elementsOf(blocks).map((e) => e.element['action_id']),
    'action_id',
  ),
]

/** For blocks that came over the wire, of which nothing is known yet. */
export const wrongInMessage = (blocks: unknown): readonly string[] =>
  faults(blocks, list(byType(inMessages), 50, 0))

/**
 * What Slack would refuse in the blocks of a message: at most 50 of them, known fields only, lengths as documented
 * at docs.slack.dev/reference/block-kit, and every action_id once in the whole message (Slack asks it of each block:
 * we ask more, because an action is looked up by its id alone).
 */
export const messageFaults = (blocks: readonly KnownBlock[]): readonly string[] => wrongInMessage(blocks)

const kept = { callback_id: chars(255, 0), private_metadata: chars(3000, 0), external_id: chars(255, 0) }
const modal = both(
  shape(
    { title: plain(24), blocks: list(byType(everywhere), 100) },
    {
      ...kept,
      submit: plain(24),
      close: plain(24),
      clear_on_close: flag,
      notify_on_close: flag,
      submit_disabled: flag,
    },
  ),
  rule(
    (v) =>
      v['submit'] !== undefined || !listOf(v['blocks']).some((b) => isObject(b) && b['type'] === 'input'),
    'submit is required when an input block is within blocks',
  ),
)
const home = shape({ blocks: list(byType(everywhere), 100, 0) }, kept)

/** For a view that came over the wire, of which nothing is known yet. */
export const wrongInView = (view: unknown): readonly string[] => [
  ...byType({ modal, home })(view, ''),
  ...faults(isObject(view) ? view['blocks'] : [], () => []),
]

/** What Slack would refuse in a modal or an App Home: at most 100 blocks, a title of 24 characters, and so on. */
export const viewFaults = (view: ModalView | HomeView): readonly string[] => wrongInView(view)

/** The codes with which Slack refuses a message, the text counted as the method counts it. */
export const messageRefusal = (
  { text: said, blocks }: { readonly text?: unknown; readonly blocks?: unknown },
  room: { readonly characters?: number; readonly escapedBytes?: number },
): { readonly code: string; readonly messages?: readonly string[] } | undefined => {
  const words = typeof said === 'string' ? said : ''
  if (blocks !== undefined && !Array.isArray(blocks)) return { code: 'invalid_blocks_format' }
  const wrong = wrongInMessage(listOf(blocks))
  if (wrong.length > 0) return { code: 'invalid_blocks', messages: wrong.map((w) => `[ERROR] ${w}`) }
  if (words.trim() === '' && listOf(blocks).length === 0) return { code: 'no_text' }
  const escaped = words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  const tooLong =
    words.length > (room.characters ?? Infinity) ||
    Buffer.byteLength(escaped) > (room.escapedBytes ?? Infinity)
  return tooLong ? { code: 'msg_too_long' } : undefined
}
