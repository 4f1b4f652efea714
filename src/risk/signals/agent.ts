import { chains, type Agent } from '../../activity/port.ts'
import { say } from '../../story/card.ts'
import { inWords } from '../../words/render.ts'
import { novelties, type Novelty } from './novelty.ts'
import type { Term } from '../scored.ts'
import type { Scene, Signal } from './signal.ts'

/** Kind of device, then its system, then the browser; never a version, which changes every month. */
export const agent: Signal = (scene) => novelties(chains.agent, scene).map((found) => term(found, scene))

const kinds: Readonly<Record<Agent['device'], string>> = {
  desktop: inWords(say('risk.kind.desktop')),
  phone: inWords(say('risk.kind.phone')),
  tablet: inWords(say('risk.kind.tablet')),
  other: inWords(say('risk.kind.other')),
}
const kindOf = (value: string | undefined): string =>
  Object.entries(kinds).find(([kind]) => kind === value)?.[1] ?? kinds.other

const term = ({ level, found, adds, usual = '' }: Novelty, { origin }: Scene): Term => {
  const here = origin.agent
  if (level === 'os')
    return { name: level, adds, says: say(`risk.os.${found}`, { here: here?.os ?? '', usual }) }
  if (level === 'family')
    return { name: level, adds, says: say(`risk.family.${found}`, { here: here?.family ?? '', usual }) }
  const slots = { here: kindOf(here?.device), usual: kindOf(usual) }
  return { name: level, adds, says: say(`risk.device.${found}`, slots) }
}
