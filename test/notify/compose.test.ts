import { expect, test } from 'vitest'
import { compose } from '../../src/notify/compose.ts'
import { logMail } from '../../src/notify/log-mail.ts'
import { asking, type Card, good, say } from '../../src/story/card.ts'

const words = (card: Card) => compose(card, ({ id }) => `Words of ${id}`)

test('a card becomes subject and paragraphs', () => {
  expect(words(good(say('flow.working'), [say('ask.cancel'), say('ask.back')]))).toEqual({
    subject: 'Words of flow.working',
    text: 'Words of flow.working\n\nWords of ask.cancel\n\nWords of ask.back\n',
  })
})

test('what a card asks is left out: a mail starts nothing', () => {
  const card: Card = asking(
    say('flow.working'),
    [],
    [{ kind: 'link', label: say('ask.set-up'), purpose: 'start' }],
  )
  expect(JSON.stringify(words(card))).not.toContain('set-up')
})

test('the demonstration keeps the last fifty mails, newest first, each once', async () => {
  let now = 0
  const box = logMail({ now: () => now })
  for (now = 1; now <= 60; now += 1)
    for (const text of ['first', 'again'])
      await box.send({ to: 'ada@corp.example', subject: 's', text, key: `k${now}` })
  expect(box.sent()).toHaveLength(50)
  expect(box.sent()[0]).toEqual({ to: 'ada@corp.example', subject: 's', text: 'first', at: 60 })
})
