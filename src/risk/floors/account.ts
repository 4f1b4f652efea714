import { day } from '../../lib/clock.ts'
import type { Floor } from './floor.ts'

/** F1: whoever has stolen everything else still sits before another browser. */
export const unknownDevice: Floor = ({ request: { knownDevice } }) =>
  knownDevice === true ? undefined : { reason: 'unknown-device', band: 'step-up' }

/** F5: accounts with special rights are not for self-service. */
export const privileged: Floor = ({ request }) =>
  request.privileged ? { reason: 'privileged', band: 'deny' } : undefined

/** F6: the identity provider has seen the account in other hands. */
export const providerVerdict: Floor = ({ verdict }) =>
  verdict === 'high' || verdict === 'compromised' ? { reason: 'provider-verdict', band: 'deny' } : undefined

/** F10: what is configured to be asked and does not answer might have said no. */
export const cannotJudge: Floor = ({ failing }) =>
  failing ? { reason: 'cannot-judge', band: 'approval' } : undefined

/** How long a history must be before it says what is usual. */
const longEnough = 14 * day

/** F11: of somebody who is hardly known, everything looks usual or nothing does. */
export const thinHistory: Floor = ({ request: { now }, history }) => {
  if (history === undefined) return undefined
  const { signIns, earlier, firstAt = now } = history
  // Where all that is kept was taken back, what came before is nothing to compare with (F2 has no country to go by).
  const count = signIns.length === 0 ? 0 : signIns.length + earlier
  if (count < 3) return { reason: 'thin-history', band: 'approval' }
  return count < 10 || now - firstAt < longEnough ? { reason: 'thin-history', band: 'step-up' } : undefined
}

/** F13: of two browsers that opened a link, one is not the owner's. */
export const secondBrowser: Floor = ({ request }) =>
  request.secondBrowser ? { reason: 'second-browser', band: 'step-up' } : undefined

/** Too many starts raise nothing: they leave a passkey as the only way on, so that nobody can be locked out by them. */
export const tooManyStarts: Floor = ({ request }) =>
  request.startsExceeded ? { reason: 'too-many-starts', band: 'allow' } : undefined
