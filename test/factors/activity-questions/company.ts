import { noHabits, Tally } from '../../../src/activity/habits.ts'
import type { Agent, CompanyHabits, History, SignIn } from '../../../src/activity/port.ts'
import { day } from '../../../src/lib/clock.ts'
import { Chance } from '../../eval/chance.ts'

export const now = Date.UTC(2026, 5, 12, 10)

const apps = Array.from({ length: 60 }, (_, n) => `App ${'x'.repeat((n * 5) % 7)}${n}`)
const sites = Array.from({ length: 14 }, (_, n) => `Site ${n}`)
const laptops = [
  'Edge on Windows',
  'Chrome on Windows',
  'Safari on macOS',
  'Chrome on macOS',
  'Firefox on Windows',
  'Firefox on Linux',
  'Chrome on Linux',
]
const phones = [
  'Safari on iOS',
  'Chrome on Android',
  'Chrome on iOS',
  'Firefox on Android',
  'Samsung Internet on Android',
]

const agentOf = (browser: string): Agent => {
  const [family = '', os = ''] = browser.split(' on ')
  return { device: phones.includes(browser) ? 'phone' : 'desktop', os, family }
}

/** People who each use a few things of many, some of which nearly everybody uses and some hardly anybody. */
export const invented = (
  seed: number,
  people: number,
): { readonly company: CompanyHabits; readonly histories: readonly History[] } => {
  const chance = new Chance(seed)
  const tally = new Tally()
  const histories = Array.from({ length: people }, (_, n): History => {
    /** Each thing is used by its share of the people, whatever else they use; the n-th by a share that falls with n. */
    const some = (things: readonly string[], first: number): readonly string[] =>
      things.filter((_, n) => chance.is(first / (1 + n / 3)))
    const own = {
      apps: some(apps, 0.5),
      sites: some(sites, 0.4),
      browsers: [...some(laptops, 0.4), ...some(phones, 0.3)],
    }
    const signIns = Array.from({ length: chance.between(10, 60) }, (_, i): SignIn => {
      const browser = own.browsers.length === 0 ? undefined : chance.pick(own.browsers)
      return {
        id: `${n}:${i}`,
        person: `p${n}`,
        at: now - Math.floor(chance.next() * 40 * day),
        source: 'ingest',
        ...(own.apps.length > 0 && { app: chance.pick(own.apps) }),
        ...(own.sites.length > 0 && { site: chance.pick(own.sites) }),
        ...(browser !== undefined && { agent: agentOf(browser) }),
      }
    }).sort((a, b) => b.at - a.at)
    tally.learn([], 0, signIns.toReversed())
    return { signIns, earlier: 0 }
  })
  return { company: tally.addedTo(noHabits), histories }
}
