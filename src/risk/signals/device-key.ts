import { say } from '../../story/card.ts'
import type { Scene, Signal } from './signal.ts'

const known = Math.log(0.005 / 0.6)
const unknown = Math.log(0.995 / 0.4)

/** Whether the browser holds a key with which this person has signed in: the one thing here that cannot be imitated from afar. */
export const deviceKey: Signal = (scene) =>
  isKnownDevice(scene)
    ? [{ name: 'device-key', adds: known, says: say('risk.key.known') }]
    : [{ name: 'device-key', adds: unknown, says: say('risk.key.unknown') }]

/** What its owner forgot is known no more, though sign-ins with it were; where nobody says, they tell. One that shows no key is not known. */
const isKnownDevice = ({ history, origin, knownDevice }: Scene): boolean =>
  knownDevice ??
  (origin.device !== undefined && history.signIns.some(({ device }) => device === origin.device))
