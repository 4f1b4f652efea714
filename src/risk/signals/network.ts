import { chains } from '../../activity/port.ts'
import { say } from '../../story/card.ts'
import { placeName } from '../places.ts'
import { novelties, type Novelty } from './novelty.ts'
import type { Term } from '../scored.ts'
import type { Scene, Signal } from './signal.ts'

/** Country, then provider, then connection: where is this person, that they have not been? */
export const network: Signal = (scene) => novelties(chains.network, scene).map((found) => term(found, scene))

const term = (novelty: Novelty, scene: Scene): Term => {
  const { level, found, adds } = novelty
  const about = { name: level, adds, place: true } as const
  if (level !== 'country') return { ...about, says: say(connection(level, found)) }
  const here = placeName(scene.origin.network?.country)
  const usual = placeName(novelty.usual)
  const unheard = found === 'new' && !isHeardOf(scene)
  return { ...about, says: say(`risk.country.${unheard ? 'unheard' : found}`, { here, usual }) }
}

const connection = (level: Novelty['level'], found: Novelty['found']) =>
  level === 'asn' ? (`risk.asn.${found}` as const) : (`risk.prefix.${found}` as const)

const isHeardOf = ({ origin, company }: Scene): boolean =>
  (company.counts['country']?.[origin.network?.country ?? '?'] ?? 0) > 0
