import Bowser from 'bowser'

/** Its package names its functions only on the whole. */
const known: Pick<typeof Bowser, 'parse' | 'BROWSER_MAP'> = Bowser

/** The names it can give. For what it does not know it hands on what the header says, which gets no further than here. */
const families = new Set(Object.values(known.BROWSER_MAP))

/** What a browser says it is: kinds, never a version (they change every month, and would tell people apart). */
export interface UserAgent {
  readonly device: 'desktop' | 'phone' | 'tablet' | 'other'
  readonly os?: string
  readonly family?: string
}

/** A header longer than this is cut: nothing we look for stands that far in, and nobody gets to feed us kilobytes. */
const longest = 512

/** Client hints name brands by themselves; the first of these that is among them. */
const brands: readonly (readonly [RegExp, string])[] = [
  [/"Microsoft Edge"/, 'Edge'],
  [/"Opera"/, 'Opera'],
  [/"Brave"/, 'Brave'],
  [/"Samsung Internet"/, 'Samsung Internet'],
  [/"Google Chrome"|"Chromium"/, 'Chrome'],
]

/** Names as people call them; every other one as it is. */
const called: Readonly<Record<string, string>> = {
  'Microsoft Edge': 'Edge',
  Chromium: 'Chrome',
  'Samsung Internet for Android': 'Samsung Internet',
  'Chromium OS': 'Chrome OS',
}

const devices: Readonly<Record<string, UserAgent['device']>> = {
  desktop: 'desktop',
  mobile: 'phone',
  tablet: 'tablet',
}

/** Systems of desks whose kind of device is not named. */
const desks = ['Windows', 'macOS', 'Linux', 'Chrome OS']

/**
 * What is claimed by the headers `user-agent` and `sec-ch-ua*`, of which the client hints win; undefined when nothing can be
 * told, also for bots. A claim, not a proof. Never throws, whatever the headers hold.
 */
export const userAgentOf = (header: (name: string) => string | undefined): UserAgent | undefined => {
  const hint = (name: string): string => (header(name) ?? '').slice(0, longest)
  const text = hint('user-agent').trim()
  const { browser, os, platform } = text === '' ? nothing : known.parse(text)
  if (platform.type === 'bot') return undefined
  const brand = brands.find(([pattern]) => pattern.test(hint('sec-ch-ua')))?.[1]
  const family = brand ?? (families.has(browser.name ?? '') ? nameOf(browser.name) : undefined)
  const system = nameOf(/^"([A-Za-z ]{1,20})"$/.exec(hint('sec-ch-ua-platform'))?.[1] ?? os.name)
  if (family === undefined) return undefined
  return {
    device: deviceOf(hint('sec-ch-ua-mobile'), platform.type, os.name),
    ...(system !== undefined && systems.has(system) && { os: system }),
    family,
  }
}

const nothing: Pick<Bowser.Parser.ParsedResult, 'browser' | 'os' | 'platform'> = {
  browser: {},
  os: {},
  platform: {},
}

/** What a hint may name; anything else it says is nobody's system. */
const systems = new Set(['Windows', 'macOS', 'Linux', 'Chrome OS', 'Android', 'iOS'])

const nameOf = (name: string | undefined): string | undefined =>
  name === undefined || name === '' ? undefined : (called[name] ?? name)

const deviceOf = (mobile: string, type: string | undefined, os: string | undefined): UserAgent['device'] => {
  if (mobile === '?1') return 'phone'
  const told = devices[type ?? '']
  if (told !== undefined) return told
  return os !== undefined && desks.includes(os) ? 'desktop' : 'other'
}
