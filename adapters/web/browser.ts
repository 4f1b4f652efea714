/** A header longer than this is cut: nothing we look for stands that far in, and nobody gets to feed us kilobytes. */
const longest = 512

const brands: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(e|A|iOS)?\/|Microsoft Edge/, 'Edge'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(Chrome|CriOS|Chromium)\/|Google Chrome|Chromium/, 'Chrome'],
  [/\bVersion\/[\d.]+.*Safari\//, 'Safari'],
]

const systems: readonly (readonly [RegExp, string])[] = [
  [/\b(iPhone|iPad|iPod|iOS)\b/, 'iOS'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\b(Mac OS X|macOS)\b/, 'macOS'],
  [/\b(Linux|X11|Chrome OS|Chromium OS|CrOS)\b/, 'Linux'],
]

/**
 * Which family of browser this says it is, e.g. "Chrome on Android", for the person in chat to recognise; "a browser"
 * when it cannot be told. A claim, not a proof: nothing is decided by it. Client hints win over the older header.
 */
export const browserFamily = (header: (name: string) => string | undefined): string => {
  const agent = (header('user-agent') ?? '').slice(0, longest)
  const brand = first(brands, (header('sec-ch-ua') ?? '').slice(0, longest)) ?? first(brands, agent)
  const system =
    first(systems, (header('sec-ch-ua-platform') ?? '').slice(0, longest)) ?? first(systems, agent)
  if (brand === undefined) return 'a browser'
  return system === undefined ? brand : `${brand} on ${system}`
}

const first = (table: readonly (readonly [RegExp, string])[], text: string): string | undefined =>
  table.find(([pattern]) => pattern.test(text))?.[1]
