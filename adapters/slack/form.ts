import type { types } from '@slack/bolt'
import type { Form } from '../../src/house/port.ts'
import { say } from '../../src/story/card.ts'
import { pack } from './press.ts'
import { safely } from '../../src/words/harmless.ts'
import type { Words } from './show.ts'
import { plainText } from './text.ts'

/** Room for spaces and hyphens between the digits. */
const slack = 8

/**
 * A form of one field. Slack has no masked field: nothing that must stay secret is ever asked here, and the type of what can be
 * asked has none.
 */
export const modal = ({ ask, title, lines, flow, prompt, reader }: Form, words: Words): types.ModalView => ({
  type: 'modal',
  callback_id: 'latchkey',
  private_metadata: pack({
    kind: 'form',
    name: ask.name,
    ...(flow !== undefined && { flow }),
    ...(prompt !== undefined && { prompt }),
  }),
  title: plainText(words(say('slack.form-title')), 24),
  submit: plainText(words(say('slack.form-submit')), 24),
  close: plainText(words(say('slack.form-close')), 24),
  clear_on_close: true,
  blocks: [
    ...[title, ...lines]
      .map((phrase) => words(safely(phrase), reader))
      .filter((line) => line.trim() !== '')
      .slice(0, 40)
      .map((line): types.KnownBlock => ({ type: 'section', text: plainText(line, 3000) })),
    {
      type: 'input',
      block_id: 'answer',
      label: plainText(words(safely(ask.label), reader), 2000),
      element: {
        type: 'plain_text_input',
        action_id: 'answer',
        max_length: ask.kind === 'code' ? ask.digits + slack : 200,
        focus_on_load: true,
      },
    },
  ],
})
