import type { Floor } from './floor.ts'

/**
 * The breaker of the whole company: while far more people ask than usual, everybody is asked for more. A passkey in a known
 * browser passes all the same, so that nobody can shut this by raising it.
 */
export const wave: Floor = ({ wave: band }) =>
  band === undefined ? undefined : { reason: 'wave', band, crowd: true }
