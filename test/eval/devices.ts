import type { Chance } from './chance.ts'

const laptops = [
  ['win11-chrome', 0.38],
  ['win11-edge', 0.34],
  ['mac-safari', 0.12],
  ['mac-chrome', 0.1],
  ['win10-edge', 0.06],
] as const
const phones = [
  ['iphone-safari', 0.55],
  ['android-chrome', 0.45],
] as const
export type Make = (typeof laptops)[number][0] | (typeof phones)[number][0]

export interface Device {
  readonly make: Make
  /** By how many days its updates come late. */
  readonly lag: number
}

export const laptop = (chance: Chance): Device => ({
  make: chance.weighted(laptops),
  lag: chance.between(0, 10),
})
export const phone = (chance: Chance): Device => ({
  make: chance.weighted(phones),
  lag: chance.between(0, 20),
})

/** A new major version every 28 days, a patch every 14. */
const versions = (day: number): readonly [number, number] => {
  const since = Math.max(0, day)
  return [120 + Math.floor(since / 28), Math.floor(since / 14)]
}

/**
 * What the device's browser calls itself on a day. No browser tells Windows 11 from Windows 10 this way; here they do, so that the
 * baseline sees what it sees in its paper.
 */
export const userAgent = ({ make, lag }: Device, day: number): string => {
  const [major, patch] = versions(day - lag)
  const chrome = `AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${major}.0.${6000 + patch}.0`
  const safari = `AppleWebKit/605.1.15 (KHTML, like Gecko) Version/${major - 103}.${patch}`
  const edge = `${chrome} Safari/537.36 Edg/${major}.0.${2000 + patch}.0`
  const systems = {
    'win11-chrome': `(Windows NT 11.0; Win64; x64) ${chrome} Safari/537.36`,
    'win11-edge': `(Windows NT 11.0; Win64; x64) ${edge}`,
    'win10-edge': `(Windows NT 10.0; Win64; x64) ${edge}`,
    'mac-safari': `(Macintosh; Intel Mac OS X 10_15_7) ${safari} Safari/605.1.15`,
    'mac-chrome': `(Macintosh; Intel Mac OS X 10_15_7) ${chrome} Safari/537.36`,
    'iphone-safari': `(iPhone; CPU iPhone OS ${major - 103}_${patch} like Mac OS X) ${safari} Mobile/15E148 Safari/604.1`,
    'android-chrome': `(Linux; Android 10; K) ${chrome} Mobile Safari/537.36`,
  } as const satisfies Record<Make, string>
  return `Mozilla/5.0 ${systems[make]}`
}
