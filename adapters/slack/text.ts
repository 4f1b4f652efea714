import type { types } from '@slack/bolt'

/** At most `most` UTF-16 units, cut between characters, and never empty: Slack refuses an empty text. */
export const clipped = (text: string, most: number): string => {
  const filled = text.trim() === '' ? '–' : text
  if (filled.length <= most) return filled
  const kept = filled.slice(0, most - 1)
  return `${/[\uD800-\uDBFF]$/.test(kept) ? kept.slice(0, -1) : kept}…`
}

/**
 * Text that Slack shows letter for letter: in a `plain_text` neither `<!channel>` nor `<https://…|bank>` means anything, so a
 * name in the directory cannot call a whole channel or hide where a link leads.
 */
export const plainText = (text: string, most: number): types.PlainTextElement => ({
  type: 'plain_text',
  text: clipped(text, most),
  emoji: false,
})

const room = 4000

/**
 * The same for the one field that Slack always reads as its own markup: the text of a notification. `chat.update` takes 4,000
 * bytes of it, counted after it has escaped the text once more.
 */
export const escaped = (text: string): string => {
  for (let most = 3000; ; most = Math.floor(most * 0.7)) {
    const said = escape(clipped(text, most))
    if (Buffer.byteLength(escape(said)) <= room) return said
  }
}

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
