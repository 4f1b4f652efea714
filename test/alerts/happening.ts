import type { AlertSettings, Happening } from '../../src/alerts/port.ts'
import { hour, minute, second } from '../../src/lib/clock.ts'
import { say } from '../../src/story/card.ts'

/** A Monday, a quarter to ten in the evening in Berlin. */
export const evening = Date.UTC(2026, 5, 1, 19, 45)

export const settings: AlertSettings = {
  idleMs: hour,
  ownCards: 100,
  mostAnHour: 4,
  everyMs: 5 * second,
  hammered: 5,
  subjects: 5,
  sprayed: 10,
  outageMs: minute,
  lockoutsMs: 5 * second,
  lookups: 30,
}

let ids = 0

/** Something refused to somebody, unless said otherwise. */
export const happening = (name: string, at: number, more: Partial<Happening> = {}): Happening => {
  ids += 1
  return {
    kind: 'person',
    about: `id-${name}`,
    who: `id-${name}`,
    key: `event-${ids}`,
    at,
    says: say('alert.refused', { name, account: name }),
    lines: [say('alert.do.help')],
    tone: 'bad',
    ...more,
  }
}

export const lockout = (name: string, at: number): Happening =>
  happening(name, at, {
    kind: 'lockouts',
    about: 'all',
    says: say('alert.unlocked', { name, account: name }),
  })

export const done = (name: string, at: number): Happening =>
  happening(name, at, {
    kind: 'done',
    about: 'all',
    tone: 'good',
    says: say('alert.committed', { name, account: name }),
  })

export const alarm = (name: string, at: number): Happening =>
  happening(name, at, { kind: 'alarm', loud: true, says: say('alert.frozen', { name, account: name }) })
