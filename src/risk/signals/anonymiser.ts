import { say } from '../../story/card.ts'
import { clamp, type Scene, type Signal } from './signal.ts'

/** How many attackers hide where they come from, and how many people do who never were seen to. */
const [attackers, people] = [0.55, 0.02]
const weight = 8
const [least, most] = [Math.log((1 - attackers) / (1 - people)), Math.log(attackers / people)]

/** VPN, proxy, Tor or hosting network. It says less of a person whose own sign-ins come that way, and nothing where no list tells. */
export const anonymiser: Signal = (scene) => {
  const hidden = scene.origin.network?.anonymiser
  if (hidden === undefined) return []
  const own = ownShare(scene)
  if (!hidden) return [{ name: 'anonymiser', place: true, adds: least, says: say('risk.hidden.no') }]
  const adds = clamp(Math.log(attackers / own), least, most)
  return [
    {
      name: 'anonymiser',
      place: true,
      adds,
      says: say(own < attackers / 2 ? 'risk.hidden.yes' : 'risk.hidden.usual'),
    },
  ]
}

const ownShare = ({ history }: Scene): number => {
  const told = history.signIns.filter(({ network }) => network?.anonymiser !== undefined)
  const often = told.filter(({ network }) => network?.anonymiser === true).length
  return (often + weight * people) / (told.length + weight)
}
