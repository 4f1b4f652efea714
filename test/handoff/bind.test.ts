import {
  array,
  assert as check,
  constant,
  constantFrom,
  integer,
  oneof,
  property,
  record,
  stringMatching,
  type Arbitrary,
} from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bindingProtocol, codeLastsMs, linkLastsMs } from '../../src/handoff/bind.ts'
import { fromAttached, fromPaired, unbound, type Binding } from '../../src/handoff/port.ts'
import { minute } from '../../src/lib/clock.ts'
import { Keyring } from '../../src/lib/keys.ts'
import { never } from '../../src/story/errors.ts'

const protocol = bindingProtocol(new Keyring([{ id: 'k1', bytes: Buffer.alloc(32, 'bind') }]))
const flow = 'f1'
const browsers = ['a', 'b', 'c', 'd', 'e'] as const

type Step =
  | { readonly do: 'issue'; readonly link: string }
  | { readonly do: 'attach'; readonly link: string; readonly jkt: string }
  | { readonly do: 'resume' | 'renew' | 'pair'; readonly jkt: string }
  | { readonly do: 'guess'; readonly code: string }
  | { readonly do: 'wait'; readonly ms: number }

const jkt = constantFrom(...browsers)
const link = constantFrom('l1', 'l2', 'l3')
const anything: Arbitrary<Step> = oneof(
  { weight: 2, arbitrary: record({ do: constant('issue' as const), link }) },
  { weight: 6, arbitrary: record({ do: constant('attach' as const), link, jkt }) },
  {
    weight: 3,
    arbitrary: record({ do: constantFrom('resume' as const, 'renew' as const, 'pair' as const), jkt }),
  },
  {
    weight: 1,
    arbitrary: record({ do: constant('guess' as const), code: stringMatching(/^\d{6}$/) }),
  },
  {
    weight: 2,
    arbitrary: record({ do: constant('wait' as const), ms: integer({ min: 0, max: 4 * minute }) }),
  },
)

interface Seen {
  readonly before: Binding
  readonly after: Binding
  readonly now: number
  readonly step: Step
  readonly verdict?: string
}

const call = (step: { link: string; jkt: string }) => ({
  linkHash: step.link,
  jkt: step.jkt,
  cookieHash: `cookie-${step.jkt}`,
  context: { browser: step.jkt },
  salt: `salt-${step.jkt}`,
})

const taken = (binding: Binding, step: Step, now: number): { binding: Binding; verdict?: string } => {
  switch (step.do) {
    case 'issue':
      return { binding: protocol.issue(binding, step.link, now) }
    case 'attach':
      return protocol.attach(flow, binding, call(step), now)
    case 'resume':
      return { binding: protocol.resume(binding, step.jkt, 'cookie-new') ?? binding }
    case 'renew':
      return { binding: protocol.renew(flow, binding, step.jkt, now) }
    case 'pair': {
      const code = protocol.code(flow, binding, step.jkt, now)?.code
      return { binding: code === undefined ? binding : (protocol.pair(flow, binding, code, now) ?? binding) }
    }
    case 'guess':
      return { binding: protocol.pair(flow, binding, step.code, now) ?? binding }
    case 'wait':
      return { binding }
    default:
      return never(step)
  }
}

const played = (steps: readonly Step[]): readonly Seen[] => {
  let now = 1_000_000
  let binding: Binding = unbound
  return steps.map((step) => {
    if (step.do === 'wait') now += step.ms
    const before = binding
    const { binding: after, verdict } = taken(before, step, now)
    binding = after
    return { before, after, now, step, ...(verdict !== undefined && { verdict }) }
  })
}

const always = (holds: (seen: Seen) => void): void =>
  check(
    property(array(anything, { maxLength: 40 }), (steps) => {
      for (const seen of played(steps)) holds(seen)
    }),
    { numRuns: 500 },
  )

describe('whatever happens, in whatever order', () => {
  test('one browser is paired at most, and stays it', () =>
    always(({ before, after, step }) => {
      if (before.paired !== undefined) expect(after.paired?.jkt).toBe(before.paired.jkt)
      else if (after.paired !== undefined) {
        expect(['pair', 'guess']).toContain(step.do)
        expect(before.attachments.map((a) => a.jkt)).toContain(after.paired.jkt)
      }
    }))

  test('pairing leaves no other browser and no live link', () =>
    always(({ after, now }) => {
      if (after.paired === undefined) return
      expect(after.attachments).toEqual([])
      for (const other of browsers.filter((b) => b !== after.paired?.jkt)) {
        const late = protocol.attach(flow, after, call({ link: after.link?.hash ?? '', jkt: other }), now)
        expect(late).toEqual({ verdict: after.link === undefined ? 'refused' : 'intruder', binding: after })
        expect(protocol.resume(after, other, 'x')).toBeUndefined()
        expect(fromPaired(after, other, after.paired.cookieHash)).toBe(false)
      }
      expect(fromPaired(after, after.paired.jkt, 'another cookie')).toBe(false)
      expect(fromPaired(after, after.paired.jkt, undefined)).toBe(false)
    }))

  test('three browsers wait at most, each with its own code', () =>
    always(({ after, now }) => {
      expect(after.attachments.length).toBeLessThanOrEqual(3)
      const codes = after.attachments.flatMap((a) => protocol.code(flow, after, a.jkt, now)?.code ?? [])
      expect(new Set(codes).size).toBe(codes.length)
      for (const code of codes) expect(code).toMatch(/^\d{6}$/)
      expect(new Set(after.attachments.map((a) => a.jkt)).size).toBe(after.attachments.length)
    }))

  test('nobody is let in by a link that is not the present one, or by an old one', () =>
    always(({ before, after, step, verdict, now }) => {
      if (step.do !== 'attach' || verdict === 'refused' || verdict === 'intruder') return
      expect(before.link?.hash).toBe(step.link)
      if (before.paired === undefined) expect(before.link?.expiresAt).toBeGreaterThan(now)
      expect(fromAttached(after, step.jkt, `cookie-${step.jkt}`) || after.paired?.jkt === step.jkt).toBe(true)
    }))

  test('that there was a second browser is never forgotten by itself', () =>
    always(({ before, after }) => {
      if (before.second) expect(after.second).toBe(true)
      if (after.attachments.length > 1) expect(after.second).toBe(true)
    }))

  test('a refusal changes nothing', () =>
    always(({ before, after, verdict }) => {
      if (verdict === 'refused' || verdict === 'intruder') expect(after).toEqual(before)
    }))
})

describe('time', () => {
  const attached = protocol.attach(
    flow,
    protocol.issue(unbound, 'l', 0),
    call({ link: 'l', jkt: 'a' }),
    0,
  ).binding

  test('a code is good until its last millisecond and not at it', () => {
    const { code = '' } = protocol.code(flow, attached, 'a', 0) ?? {}
    expect(protocol.pair(flow, attached, code, codeLastsMs - 1)?.paired?.jkt).toBe('a')
    expect(protocol.pair(flow, attached, code, codeLastsMs)).toBeUndefined()
    expect(protocol.code(flow, attached, 'a', codeLastsMs)).toBeUndefined()
  })

  test('a link is good until its last millisecond and not at it', () => {
    const issued = protocol.issue(unbound, 'l', 0)
    expect(protocol.attach(flow, issued, call({ link: 'l', jkt: 'a' }), linkLastsMs - 1).verdict).toBe(
      'attached',
    )
    expect(protocol.attach(flow, issued, call({ link: 'l', jkt: 'a' }), linkLastsMs).verdict).toBe('refused')
  })

  test('a renewed code is another one, and the old one is dead', () => {
    const old = protocol.code(flow, attached, 'a', 0)?.code ?? ''
    const renewed = protocol.renew(flow, attached, 'a', codeLastsMs)
    expect(protocol.code(flow, renewed, 'a', codeLastsMs)?.code).not.toBe(old)
    expect(protocol.pair(flow, renewed, old, codeLastsMs)).toBeUndefined()
  })

  test('two browsers whose codes would be alike get different ones', () => {
    const issued = protocol.issue(unbound, 'l', 0)
    const alone = (one: string): string => {
      const { binding } = protocol.attach(flow, issued, call({ link: 'l', jkt: one }), 0)
      return protocol.code(flow, binding, one, 0)?.code ?? ''
    }
    const known = new Map<string, string>()
    for (let n = 0; n < 20_000; n++) {
      const other = known.get(alone(`b${n}`))
      known.set(alone(`b${n}`), `b${n}`)
      if (other === undefined) continue
      const first = protocol.attach(flow, issued, call({ link: 'l', jkt: other }), 0).binding
      const both = protocol.attach(flow, first, call({ link: 'l', jkt: `b${n}` }), 0).binding
      const codes = [other, `b${n}`].map((one) => protocol.code(flow, both, one, 0)?.code ?? '')
      expect(codes[0]).not.toBe(codes[1])
      expect(protocol.pair(flow, both, codes[1] ?? '', 0)?.paired?.jkt).toBe(`b${n}`)
      return
    }
    expect.fail('no two alike among twenty thousand')
  })

  test('a code of one flow is not that of another', () => {
    const code = (of: string): string | undefined => protocol.code(of, attached, 'a', 0)?.code
    const flows = Array.from({ length: 50 }, (_, n) => code(`f${n}`))
    expect(new Set(flows).size).toBeGreaterThan(45)
  })

  test('with three browsers waiting a blind guess hits three times in a million at most', () => {
    let binding = protocol.issue(unbound, 'l', 0)
    for (const one of ['a', 'b', 'c'])
      binding = protocol.attach(flow, binding, call({ link: 'l', jkt: one }), 0).binding
    let hits = 0
    for (let n = 0; n < 20_000; n++)
      if (protocol.pair(flow, binding, String(n * 50).padStart(6, '0'), 0) !== undefined) hits += 1
    expect(hits).toBeLessThanOrEqual(3)
  })
})

test('the paired browser comes back under a new cookie, and no other does', () => {
  const linked = protocol.issue(unbound, 'l1', 0)
  const { binding } = protocol.attach(flow, linked, call({ link: 'l1', jkt: 'a' }), 0)
  const shown = protocol.code(flow, binding, 'a', 0)
  const paired = protocol.pair(flow, binding, shown?.code ?? '', 0)
  expect(paired?.paired?.jkt).toBe('a')
  expect(paired && protocol.resume(paired, 'a', 'cookie-new')?.paired?.cookieHash).toBe('cookie-new')
  expect(paired && protocol.resume(paired, 'b', 'cookie-new')).toBeUndefined()
})
