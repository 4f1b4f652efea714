import { strict as assert } from 'node:assert'
import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { links } from '../../../src/freeze/links.ts'
import { Secret } from '../../../src/lib/secret.ts'
import { Browser } from '../../support/browser.ts'
import { enrolled } from '../../support/talk.ts'
import { Town } from '../../support/world.ts'
import { anyText, bent, edits } from '../bent.ts'
import { claim, type Claim, type Target } from '../claim.ts'
import { Counting } from '../counting-store.ts'

/** How a page of ours reads its fragment: the expression as it stands in the page's own script. */
const readerIn = (file: string): RegExp => {
  const source = readFileSync(new URL(`../../../adapters/web/page/${file}`, import.meta.url), 'utf8')
  const [, pattern = ''] = /\/(\^#v1.*\$)\/\.exec\(location\.hash\)/.exec(source) ?? []
  if (pattern === '') throw new Error(`${file} reads its fragment in another way`)
  return new RegExp(pattern)
}

const base64url = (most: number) =>
  fc.stringMatching(/^[\w-]+$/, { maxLength: most }).filter((text) => text.length <= most)

const reading = (file: string): Claim => {
  const reader = readerIn(file)
  return claim(
    `the page of ${file} reads back what a link says, and nothing out of anything else`,
    fc.record({ flow: base64url(64), secret: base64url(128), by: edits(0), other: anyText(300) }),
    ({ flow, secret, by, other }) => {
      assert.deepEqual(reader.exec(`#v1.${flow}.${secret}`)?.slice(1), [flow, secret])
      for (const text of [bent(`#v1.${flow}.${secret}`, by), other, `#v1.${other}`]) {
        const [whole, ...parts] = reader.exec(text) ?? []
        if (whole === undefined) continue
        const there = parts.filter((part) => part !== undefined)
        assert.equal(['#v1', ...there].join('.'), text)
        for (const part of there) assert.match(part, /^[\w-]{1,128}$/)
      }
    },
  )
}

const fragment = fc.record({
  where: fc.constantFrom<('flow' | 'secret')[]>('flow', 'secret'),
  by: edits(),
  address: fc.ipV4(),
})

/** A browser that knocks with a link that is not the one in the card. */
const handOffLinks = (town: Town, flow: string, secret: string) =>
  claim(
    'a link with one letter changed lets nobody in, and moves nothing',
    fragment,
    async ({ where, by, address }) => {
      const link = { flow, secret }
      const other = { ...link, [where]: bent(link[where], by) }
      if (other.flow === flow && other.secret === secret) return
      const browser = await Browser.make(town)
      browser.address = address
      const before = await town.raw.read(`flow:${flow}`)
      const call = await browser.signed('/h/attach', other, { flow: other.flow, prompt: '' })
      const context = { browser: 'a browser' }
      const got = await town.at.handoff.attach(call, other.flow, new Secret(other.secret), context)
      assert.equal(got.kind, 'refused')
      assert.deepEqual(await town.raw.read(`flow:${flow}`), before)
      assert.deepEqual(town.faults, [])
    },
    0.2,
  )

const noticeLinks = (town: Town, counting: Counting, id: string, token: string) =>
  claim('a link of a notice with one letter changed freezes nobody', fragment, async ({ where, by }) => {
    const link = { flow: id, secret: token }
    const other = { ...link, [where]: bent(link[where], by) }
    if (other.flow === id && other.secret === token) return
    const before = counting.changes
    assert.equal(await town.at.disown.press(other.flow, new Secret(other.secret)), 'void')
    assert.equal(counting.changes, before)
  })

export const linkFragments: Target = {
  name: 'link-fragments',
  async open() {
    const counting = new Counting()
    const town = new Town(counting.over)
    const ada = await enrolled(town, 'ada')
    await ada.says('I forgot my password')
    const [, flow = '', secret = ''] = /#v1\.([\w-]+)\.([\w-]+)$/.exec(ada.drawn.url ?? '') ?? []
    const person = { id: ada.id, account: 'ada', displayName: 'Ada Byron' }
    const notice = { person, says: { id: 'told.password-changed' }, at: town.clock.now() } as const
    const minted = await links(town.at.store, town.keyring).mint('outbox:one', notice)
    const [, id = '', token = ''] = minted.split('.')
    assert.ok(flow !== '' && secret !== '' && id !== '' && token !== '')
    const pages = [reading('landing.js'), reading('notme.js')]
    return {
      claims: [...pages, handOffLinks(town, flow, secret), noticeLinks(town, counting, id, token)],
    }
  },
}
