import type { Bug } from './bug.ts'

const seenBy = ['test/handoff', 'test/flows/hand-off.test.ts']

/** From chat to one browser. */
export const protocolBugs: readonly Bug[] = [
  {
    name: 'any-link-opens',
    gives: 'the way in to whoever knows the public id of a conversation',
    file: 'src/handoff/bind.ts',
    find: 'if (link === undefined || !sameText(link.hash, call.linkHash)) return refused',
    put: 'if (link === undefined) return refused',
    seenBy,
  },
  {
    name: 'old-links-open',
    gives: 'the way in to whoever finds a link in an old message',
    file: 'src/handoff/bind.ts',
    find: 'if (link.expiresAt <= now) return refused',
    put: '',
    seenBy,
  },
  {
    name: 'first-browser-is-chosen',
    gives:
      'the conversation to the thief who opened the link first, when the owner types the code of her own page',
    file: 'src/handoff/bind.ts',
    find: '        return code !== undefined && sameText(code, typed)',
    put: '        return code !== undefined && typed.length === code.length',
    seenBy,
  },
  {
    name: 'losers-stay-attached',
    gives: 'the code of the paired conversation’s page to the browser that was not chosen',
    file: 'src/handoff/bind.ts',
    find: 'return { ...binding, attachments: [], paired: { jkt, cookieHash, context, at: now } }',
    put: 'return { ...binding, paired: { jkt, cookieHash, context, at: now } }',
    seenBy,
  },
  {
    name: 'used-link-pairs-again',
    gives: 'the conversation to a thief with the used link, without anybody hearing of it',
    file: 'src/handoff/bind.ts',
    find: "if (paired.jkt !== call.jkt) return { verdict: 'intruder', binding }",
    put: '',
    seenBy,
  },
  {
    name: 'anybody-resumes',
    gives: 'the paired page to any browser that knows the address',
    file: 'src/handoff/bind.ts',
    find: 'paired?.jkt === jkt ? { ...binding, paired: seenAgain(paired, cookieHash, context) } : undefined,',
    put: 'paired === undefined || jkt === "" ? undefined : { ...binding, paired: { ...paired, jkt, cookieHash } },',
    seenBy,
  },
  {
    name: 'cookie-without-key',
    gives: 'a stolen cookie all the powers of the browser it came from',
    file: 'src/handoff/port.ts',
    find: 'binding.paired !== undefined && binding.paired.jkt === jkt && binding.paired.cookieHash === cookieHash',
    put: 'binding.paired !== undefined && jkt !== "" && binding.paired.cookieHash === cookieHash',
    seenBy,
  },
  {
    name: 'body-not-signed',
    gives: 'another password than the one that was typed, to whoever sits in between',
    file: 'src/handoff/proof.ts',
    find: 'if (!sameText(payload.bsh, sha256(call.body))) return undefined',
    put: '',
    seenBy,
  },
  {
    name: 'calls-can-be-replayed',
    gives: 'recorded calls a second life',
    file: 'src/factors/nonces.ts',
    find: 'return store.claim(`nonce:${body}`, livesMs + skewMs)',
    put: 'return true',
    seenBy: ['test/handoff', 'test/factors/nonces.test.ts'],
  },
  {
    name: 'proof-for-another-address',
    gives: 'a signature made for one call to whoever presents it at another',
    file: 'src/handoff/proof.ts',
    find: 'if (call.method !== payload.htm || payload.htu !== `${baseUrl}${call.path}`) return undefined',
    put: '',
    seenBy,
  },
]
