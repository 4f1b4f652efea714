import { asBuilt, asBuiltDeep, droppedApprovals } from './approval-programme.ts'
import { holds } from './capability.ts'
import { Keys } from './keys.ts'
import { deep, dropped, likeTheDesign, oneFlow, quick, searched } from './programme.ts'
import { tableOf, traceOf } from './told.ts'
import { withCodeInChat, withCodes, withPasskey } from './variant.ts'

/** `npm run protocol`: the whole search, its table, and an attack for each defence that is dropped. Exits 1 when a promise breaks. */
const keys = await Keys.make()
const print = (lines: readonly string[]): void => void process.stdout.write(`${lines.join('\n')}\n`)
const built = new Map<string, Awaited<ReturnType<typeof searched>>>()
let sound = true

print(['As built'])
for (const variant of [withCodes, withPasskey, withCodeInChat]) {
  const found = await searched(variant, keys, [...quick, ...deep])
  built.set(variant.name, found)
  print(tableOf(variant.name, found))
  for (const { at: _at, property, what } of found.graphs.flatMap((g) => g.broken))
    print([`    ${property} broken: ${what}`])
  sound &&= found.graphs.every((g) => g.broken.length === 0)
}
sound &&= built.get(withPasskey.name)?.minimal.length === 0

print(['', 'One defence dropped'])
for (const { built: whole, variant } of dropped) {
  const found = await searched(variant, keys, [oneFlow])
  const before = built.get(whole.name)?.minimal ?? []
  const fresh = found.minimal.find((set) => !before.some((known) => holds(set, known)))
  print(tableOf(variant.name, found))
  print(
    fresh === undefined
      ? ['    no attack that was not there before']
      : ['    the first one:', ...found.graphs.flatMap((g) => traceOf(g, fresh))],
  )
}

print(['', 'Approvers asked'])
for (const { variant, bounds } of [...asBuilt, ...asBuiltDeep]) {
  const found = await searched(variant, keys, [bounds])
  print(tableOf(variant.name, found))
  for (const { at: _at, property, what } of found.graphs.flatMap((g) => g.broken))
    print([`    ${property} broken: ${what}`])
  sound &&= found.graphs.every((g) => g.broken.length === 0)
}

print(['', 'One defence of approvals dropped'])
for (const { variant, built: whole, bounds } of droppedApprovals) {
  const found = await searched(variant, keys, [bounds])
  const before = (await searched(whole, keys, [bounds])).minimal
  const fresh = found.minimal.find((set) => !before.some((known) => holds(set, known)))
  print(tableOf(variant.name, found))
  if (fresh !== undefined) print(['    the first one:', ...found.graphs.flatMap((g) => traceOf(g, fresh))])
}

print(['', 'Several dropped, as the design’s other variants'])
for (const variant of likeTheDesign) print(tableOf(variant.name, await searched(variant, keys, [oneFlow])))
process.exitCode = sound ? 0 : 1
