import { strict as assert } from 'node:assert'
import * as fc from 'fast-check'
import { bindingProtocol, codeLastsMs } from '../../../src/handoff/bind.ts'
import { handOff } from '../../../flows/steps/hand-off.ts'
import { unbound, type Binding } from '../../../src/handoff/port.ts'
import { Keyring } from '../../../src/lib/keys.ts'
import { enrolled } from '../../support/talk.ts'
import { Town } from '../../support/world.ts'
import { anyText, bent, edits } from '../bent.ts'
import { claim, type Target } from '../claim.ts'

const protocol = bindingProtocol(new Keyring([{ id: 'k1', bytes: Buffer.alloc(32, 'test key') }]))
const linkHash = 'hash-of-a-link'

/** A flow with some browsers, opened one after another. */
const opened = (flow: string, salts: readonly string[], apart: number): Binding =>
  salts.reduce<Binding>(
    (binding, salt, n) =>
      protocol.attach(
        flow,
        binding,
        { linkHash, jkt: `jkt-${n}`, cookieHash: `cookie-${n}`, context: { browser: 'a browser' }, salt },
        n * apart,
      ).binding,
    protocol.issue(unbound, linkHash, 0),
  )

const attempt = fc.record({
  flow: anyText(20),
  salts: fc.array(anyText(20), { minLength: 1, maxLength: 3 }),
  apart: fc.nat({ max: codeLastsMs / 3 }),
  at: fc.nat({ max: 2 * codeLastsMs }),
  whose: fc.nat({ max: 2 }),
  by: edits(0),
})

/** What is typed pairs the one browser that shows it, while it shows it. */
const protocolOnly = claim(
  'a code pairs the browser that shows it, and no other text pairs any',
  attempt,
  ({ flow, salts, apart, at, whose, by }) => {
    const binding = opened(flow, salts, apart)
    const shown = binding.attachments.map(({ jkt }) => protocol.code(flow, binding, jkt, at)?.code)
    const live = shown.filter((code) => code !== undefined)
    assert.equal(new Set(live).size, live.length, 'two browsers show one code')
    // Also one that has run out: what a page showed a while ago.
    const ever = binding.attachments.map((a) => protocol.code(flow, binding, a.jkt, a.at)?.code)
    const typed = bent(ever[whose] ?? '000000', by)
    const paired = protocol.pair(flow, binding, typed, at)?.paired
    const there = shown.indexOf(typed)
    assert.equal(paired?.jkt, there < 0 ? undefined : binding.attachments[there]?.jkt)
  },
)

const typedText = fc.oneof(
  edits(0).map((by) => ({ by })),
  anyText().map((other) => ({ other })),
  fc.integer({ min: 0, max: 999_999 }).map((n) => ({ other: String(n).padStart(6, '0') })),
)

/** People group digits; that is all that is forgiven. */
const isShown = (text: string, code: string): boolean => text.split(/[\s-]/).join('') === code

const step = async () => {
  const town = new Town()
  const ada = await enrolled(town, 'ada')
  await ada.says('I forgot my password')
  const page = await ada.opens()
  const code = await page.code()
  const seen = await town.at.engine.view(page.flow)
  if (seen === undefined) throw new Error('no conversation')
  const { actor } = ada
  return claim(
    'what is typed pairs only when it is the code, however it is grouped',
    typedText,
    async (typed) => {
      const value = 'by' in typed ? bent(code, typed.by) : typed.other
      const answer = { from: 'person', name: 'pairing-code', value, eventId: 'e', actor } as const
      const here = { id: page.flow, now: town.clock.now(), tries: {}, ver: 1 }
      const turn = await handOff.hear(seen.facts, answer, town.at.world, here)
      const paired = turn.kind === 'learn' && turn.facts.binding?.paired !== undefined
      assert.equal(paired, isShown(value, code), JSON.stringify(value))
    },
  )
}

const conversation = claim(
  'what is said in chat pairs only when it is the code that the page shows',
  typedText,
  async (typed) => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    await ada.says('I forgot my password')
    const page = await ada.opens()
    const code = await page.code()
    const text = 'by' in typed ? bent(code, typed.by) : typed.other
    await ada.says(text)
    const seen = await town.at.engine.view(page.flow)
    // Not every grouping is taken for a code in chat; that is asked for again, and pairs nobody.
    if (seen?.facts.binding.paired !== undefined) assert.ok(isShown(text, code), JSON.stringify(text))
    if (text === code) assert.ok(seen?.facts.binding.paired !== undefined)
    assert.deepEqual(town.faults, [])
  },
  0.01,
)

export const pairingCodes: Target = {
  name: 'pairing-codes',
  open: async () => ({ claims: [protocolOnly, await step(), conversation] }),
}
