import { never } from '../../src/story/errors.ts'
import { Chance } from './chance.ts'
import { laptop, userAgent, type Device } from './devices.ts'
import { attackers, type Attacker, type Line } from './line.ts'
import { globe, spotIn, type Globe, type Spot } from './networks.ts'
import { Person } from './person.ts'

export interface WorldSize {
  readonly people: number
  readonly days: number
  /** Attempts of each person on the day after, and of each kind of attacker on each person. */
  readonly legitimate: number
  readonly attacks: number
}
export const whole: WorldSize = { people: 1000, days: 180, legitimate: 8, attacks: 2 }

export interface World {
  /** In the order of time, person by person. */
  readonly signIns: readonly Line[]
  readonly attempts: readonly Line[]
}

/** A company, its days, and whoever comes on the day after (`world.md`). The same for the same seed. */
export const world = (seed: number, size: WorldSize = whole): World => {
  const earth = globe()
  const [signIns, attempts]: [Line[], Line[]] = [[], []]
  for (let n = 0; n < size.people; n++) {
    // Chance of their own: one person more changes nobody else's life.
    const chance = new Chance(Math.imul(seed, 0x9e3779b1) + Math.imul(n + 1, 0x85ebca6b))
    const person = new Person(`p${n}`, earth, chance)
    for (let day = 0; day < size.days; day++) signIns.push(...person.signInsOf(day))
    const stage = { chance, earth, day: size.days }
    attempts.push(...person.attemptsOn(size.days, size.legitimate))
    for (const kind of attackers)
      for (let attempt = 0; attempt < size.attacks; attempt++) attempts.push(attack(kind, person, stage))
    attempts.push(neighbour(person, stage))
  }
  return { signIns, attempts }
}

interface Stage {
  readonly chance: Chance
  readonly earth: Globe
  readonly day: number
}

/** Somebody else, at an hour this person keeps, with no key. */
const attack = (kind: Attacker, person: Person, stage: Stage): Line => {
  const { ip, country, asn, anonymiser } = spotOf(kind, person, stage)
  const ua = userAgent(deviceOf(kind, person, stage.chance), stage.day)
  const time = person.timeOn(stage.day)
  return { type: 'attempt', user: person.user, time, ip, country, asn, ua, anonymiser, label: kind }
}

/** Beyond the four: on the person's own line with the person's own kind of laptop. Only the key they lack tells them apart. */
const neighbour = (person: Person, stage: Stage): Line => ({
  ...attack('very-targeted', person, stage),
  ip: person.home.ip,
  label: 'neighbour',
})

/** How much of the VPNs and hosting companies a list knows. */
const listed = 0.85

const spotOf = (kind: Attacker, person: Person, { chance, earth }: Stage): Spot => {
  switch (kind) {
    case 'naive': {
      const { hosting, providers } = chance.pick(earth.abroad)
      return chance.is(0.6)
        ? spotIn(chance.weighted(hosting), chance, listed)
        : spotIn(chance.weighted(providers), chance)
    }
    case 'vpn':
      return spotIn(chance.weighted(person.country.hosting), chance, listed)
    case 'targeted':
      return spotIn(chance.is(0.5) ? person.provider : chance.weighted(person.country.providers), chance)
    case 'very-targeted':
      return spotIn(person.provider, chance)
    default:
      return never(kind)
  }
}

const deviceOf = (kind: Attacker, person: Person, chance: Chance): Device => {
  if (kind === 'naive' || kind === 'vpn') return laptop(chance)
  const like = kind === 'very-targeted' || chance.is(0.7) ? person.laptop : person.phone
  return { ...like, lag: chance.between(0, 10) }
}
