import { calculateJwkThumbprint } from 'jose'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readAssets } from '../../adapters/web/assets.ts'
import { floor } from '../../adapters/web/floor.ts'
import { portal } from '../../adapters/web/portal.ts'
import { blockMark } from '../../src/assemble-risk.ts'
import { networks } from '../../src/risk/networks/networks.ts'
import { memoryStore } from '../../src/store/memory.ts'
import { inWords } from '../../src/words/render.ts'
import { Browser, newKey } from '../support/browser.ts'
import { mmdb } from '../support/mmdb.ts'
import { enrolled } from '../support/talk.ts'
import { origin, Town } from '../support/world.ts'
import { Vault } from './search.ts'

const dir = mkdtempSync(join(tmpdir(), 'origin-'))
afterAll(() => rmSync(dir, { recursive: true }))
const countryFile = join(dir, 'country.mmdb')
const entries = { '203.0.113.0/24': { country_code: 'PT' }, '2001:db8::/32': { country_code: 'PT' } }
writeFileSync(countryFile, mmdb({ kind: 'Test', madeAt: 0, entries }))

/** A town of which every write is kept, and our pages before it. */
const watched = () => {
  const written: string[] = []
  const town = new Town((clock) => {
    const store = memoryStore(clock)
    return {
      ...store,
      read: (key) => store.read(key),
      due: (kind, now, limit) => store.due(kind, now, limit),
      claim: (key, ttl) => store.claim(key, ttl),
      ping: () => store.ping(),
      close: () => store.close(),
      write: (changes) => {
        written.push(JSON.stringify(changes))
        return store.write(changes)
      },
    }
  })
  const places = networks({
    geo: { countryFile, hostingAsns: [] },
    clock: town.clock,
    mark: blockMark(town.keyring),
  })
  const pages = portal({
    frame: { host: 'reset.corp.example', words: inWords, helpdesk: { phone: '1' }, assets: readAssets() },
    origin,
    handoff: town.at.handoff,
    approver: town.at.approver,
    disown: town.at.disown,
    clock: town.clock,
    networkOf: (address) => places.of(address),
    floor: floor(town.clock, async () => {}),
    readiness: async () => [],
    failed: (_path, error) => town.faults.push(error),
  })
  return { town, written, pages }
}

const userAgent = 'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/156.0.7777.77 Safari/537.36'

test.each(['203.0.113.77', '2001:db8:77:1::beef'])(
  'of a browser at %s neither the address is kept nor its key nor its version, and where it is all the same',
  async (address) => {
    const { town, written, pages } = watched()
    const ada = await enrolled(town, 'ada', ['webauthn'])
    const browser = await Browser.make(town)
    const lasting = await newKey()
    browser.lasting = lasting
    browser.address = address
    await ada.says('I forgot my password')
    const [, flow = '', secret = ''] = /#v1\.([\w-]+)\.([\w-]+)$/.exec(ada.drawn.url ?? '') ?? []
    const call = await browser.signed('/h/attach', { flow, secret }, { flow, prompt: '' })
    const headers = {
      'content-type': 'application/json',
      'sec-fetch-site': 'same-origin',
      'user-agent': userAgent,
      'latchkey-proof': call.proof ?? '',
      'latchkey-device': call.device ?? '',
    }
    const answer = await pages.request(
      '/h/attach',
      { method: 'POST', headers, body: call.body },
      { ip: address },
    )
    expect(answer.status).toBe(200)
    browser.cookie = /__Host-flow=([^;]+)/.exec(answer.headers.get('set-cookie') ?? '')?.[1]
    browser.flow = flow
    await town.at.rest()
    await ada.says(await browser.code())
    await browser.passkey(ada.device)
    await browser.types('new-password', 'Otter-Bridge-Candle-9')
    await browser.sees('ended.done.reset')

    const seen = (await town.at.engine.view(flow))?.facts.binding.paired?.context
    expect(seen).toEqual({
      browser: 'Chrome on Windows',
      origin: {
        network: { country: 'PT', prefix: expect.stringMatching(/^[\w-]{16}$/) },
        agent: { device: 'desktop', os: 'Windows', family: 'Chrome' },
        device: expect.stringMatching(/^[\w-]{27}$/),
      },
    })
    const vault = new Vault()
    vault.takes('address', address)
    vault.takes(
      'block',
      address.startsWith('2') && address.includes('.') ? '203.0.113.0/24' : '2001:db8:77::/48',
    )
    vault.takes('version', '156.0.7777.77')
    vault.takes('thumbprint', await calculateJwkThumbprint(lasting.jwk))
    vault.takes('key', lasting.jwk.x ?? '')
    const hay = (where: string, what: unknown) => ({ where, bytes: Buffer.from(JSON.stringify(what)) })
    const stack = [
      ...written.map((write) => hay('store', write)),
      hay('audit', town.journal),
      hay('mail', town.mails),
      hay('chat', [...town.chat.rooms.values(), ...town.chat.told]),
      hay('faults', town.faults.map(String)),
    ]
    expect(vault.foundIn(stack)).toEqual([])
    // The search sees what is there: the words that the person reads do stand in the store.
    vault.takes('browser', 'Chrome on Windows')
    expect(vault.foundIn(stack).some(({ where }) => where === 'store')).toBe(true)
  },
)
