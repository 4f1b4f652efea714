import { day, hour } from '../../src/lib/clock.ts'
import type { Chance } from './chance.ts'
import { laptop, phone, userAgent, type Device } from './devices.ts'
import type { Line } from './line.ts'
import { spotIn, type Country, type Globe, type Net, type Spot } from './networks.ts'

export const beginning = Date.UTC(2026, 0, 5)

/** How many lines at home the list of VPNs names by mistake. */
const mistaken = 1 / 500

interface Trip {
  readonly until: number
  readonly spot: Spot
}

/** Somebody of the company: habits drawn once, and what becomes of them day by day. */
export class Person {
  readonly user: string
  readonly country: Country
  readonly provider: Net
  readonly laptop: Device
  readonly phone: Device
  readonly #chance: Chance
  readonly #globe: Globe
  readonly #carrier: Net
  readonly #perDay: number
  readonly #inOffice: number
  readonly #hasVpn: boolean
  readonly #travels: number
  readonly #isManaged: boolean
  /** When in the day (hours, UTC) they usually sign in. */
  readonly #usualHour: number
  #home: Spot
  #trip: Trip | undefined

  constructor(user: string, globe: Globe, chance: Chance) {
    this.user = user
    this.#chance = chance
    this.#globe = globe
    this.country = chance.weighted(globe.home)
    this.provider = chance.weighted(this.country.providers)
    this.#carrier = chance.weighted(this.country.carriers)
    this.laptop = laptop(chance)
    this.phone = phone(chance)
    this.#perDay = chance.pick([0.3, 0.8, 1.2, 2])
    this.#inOffice = chance.pick([0, 0.2, 0.5, 0.8])
    this.#hasVpn = chance.is(0.15)
    this.#travels = chance.is(0.9) ? 0.002 : 0.03
    this.#isManaged = chance.is(0.8)
    this.#usualHour = 9 + 1.5 * chance.bell()
    this.#home = spotIn(this.provider, chance, mistaken)
  }

  /** The line at home, as it is now. */
  get home(): Spot {
    return this.#home
  }

  /** A day of their life, in the order of time. */
  signInsOf(dayNumber: number): readonly Line[] {
    const isInOffice = this.#begins(dayNumber)
    const times = Array.from({ length: this.#chance.geometric(this.#perDay) }, () => this.timeOn(dayNumber))
    return times.sort((a, b) => a - b).map((time) => this.#line('signin', time, isInOffice, 0.25))
  }

  /** On the day after all that, locked out: half of the time with the phone in hand. */
  attemptsOn(dayNumber: number, count: number): readonly Line[] {
    this.#begins(dayNumber)
    return Array.from({ length: count }, () => ({
      ...this.#line('attempt', this.timeOn(dayNumber), this.#chance.is(this.#inOffice), 0.5),
      label: 'legitimate',
    }))
  }

  /** Milliseconds since the epoch: about their usual hours. */
  timeOn(dayNumber: number): number {
    const hours = Math.min(23.9, Math.max(0, this.#usualHour + 2.5 * this.#chance.bell()))
    return Math.round(beginning + dayNumber * day + hours * hour)
  }

  /** Whether they are in the office today; travellers are not. */
  #begins(dayNumber: number): boolean {
    if (this.#trip !== undefined && dayNumber > this.#trip.until) this.#trip = undefined
    if (this.#trip === undefined && this.#chance.is(this.#travels)) this.#trip = this.#setsOut(dayNumber)
    return this.#trip === undefined && this.#chance.is(this.#inOffice)
  }

  #setsOut(dayNumber: number): Trip {
    const chance = this.#chance
    const isAbroad = chance.is(0.6)
    const hotels = isAbroad ? chance.pick(this.#globe.abroad).providers : this.country.hotels
    return { until: dayNumber + chance.between(1, 7), spot: spotIn(chance.weighted(hotels), chance) }
  }

  #line(type: Line['type'], time: number, isInOffice: boolean, byPhone: number): Line {
    const isPhone = this.#chance.is(byPhone)
    const { ip, country, asn, anonymiser } = this.#spot(isPhone, isInOffice)
    const key = this.#key(isPhone)
    const ua = userAgent(isPhone ? this.phone : this.laptop, Math.floor((time - beginning) / day))
    return { type, user: this.user, time, ip, country, asn, ua, anonymiser, ...(key && { device_key: key }) }
  }

  #key(isPhone: boolean): string | undefined {
    if (!isPhone && this.#isManaged) return `${this.user}-laptop`
    return this.#chance.is(0.35) ? `${this.user}-${isPhone ? 'phone' : 'laptop'}` : undefined
  }

  #spot(isPhone: boolean, isInOffice: boolean): Spot {
    const chance = this.#chance
    if (!isPhone && !isInOffice && this.#hasVpn && chance.is(0.5)) return spotIn(this.country.office, chance)
    if (this.#trip !== undefined) return this.#trip.spot
    if (isPhone && chance.is(0.55)) return spotIn(this.#carrier, chance)
    if (isInOffice) return spotIn(this.country.office, chance)
    if (chance.is(1 / 30)) this.#home = spotIn(this.provider, chance, mistaken)
    return this.#home
  }
}
