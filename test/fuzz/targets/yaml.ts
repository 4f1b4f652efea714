import { strict as assert } from 'node:assert'
import * as fc from 'fast-check'
import { stringify } from 'yaml'
import { parseConfig } from '../../../src/config/load.ts'
import type { Loaded } from '../../../src/config/port.ts'
import { readYaml } from '../../../src/config/read-yaml.ts'
import type { ReadFile } from '../../../src/config/secret-file.ts'
import { disk, example, seen } from '../../config/operator.ts'
import { anyJson, anyText, bent, edits } from '../bent.ts'
import { claim, type Target } from '../claim.ts'

const files = new Map<string, (typeof disk)[keyof typeof disk]>(Object.entries(disk))
const readFile: ReadFile = (path) => files.get(path) ?? { missing: 'ENOENT' }
const loaded = (text: string): Loaded =>
  parseConfig(
    { path: '/etc/latchkey/latchkey.yaml', seen: seen(text), cwd: '/srv', env: {}, demo: false },
    readFile,
  )

/** Every fault says where, what and what to do, in one line each. */
const told = (result: Loaded): void => {
  if ('config' in result) return
  assert.ok(result.faults.length > 0)
  for (const { key, says, fix } of result.faults) assert.ok(key !== '' && says !== '' && fix !== '')
}

const plain = example.replaceAll(/^\s*#.*\n/gm, '')
const lines = plain.split('\n')

const mutated = claim(
  'a configuration with anything changed is accepted or refused with reasons',
  edits(),
  (by) => told(loaded(bent(plain, by))),
)

const replaced = claim(
  'a line with any other value is accepted or refused with reasons',
  fc.record({ at: fc.nat({ max: lines.length - 1 }), value: fc.oneof(anyText(), anyJson()) }),
  ({ at, value }) => {
    const line = (lines[at] ?? '').replace(/: .*/, () => `: ${JSON.stringify(value)}`)
    told(loaded([...lines.slice(0, at), line, ...lines.slice(at + 1)].join('\n')))
  },
)

const canary = 'Heron-Lantern-77'
const hidden = claim(
  'no fault repeats a password that stands in the file',
  fc.record({ at: fc.nat({ max: lines.length - 1 }), by: edits(0), before: anyText(9), after: anyText(9) }),
  ({ at, by, before, after }) => {
    const line = (lines[at] ?? '').replace(/: .*/, (was) => `: ${bent(was.slice(2), by)}`)
    const odd = `${line}\n${before}url: redis://latchkey:${canary}@redis${after}`
    const result = loaded([...lines.slice(0, at), odd, ...lines.slice(at + 1)].join('\n'))
    told(result)
    if ('faults' in result) assert.ok(!JSON.stringify(result.faults).includes(canary))
  },
)

const tree = fc.dictionary(
  fc.stringMatching(/^[a-z]\w{0,8}$/).filter((name) => name !== '__proto__'),
  fc.jsonValue({ stringUnit: 'binary', noUnicodeString: false }),
  { minKeys: 1, maxKeys: 5 },
)
const printed = claim('what is printed as YAML is read as it was', tree, (value) => {
  const was: unknown = JSON.parse(JSON.stringify(value))
  assert.deepEqual(readYaml(JSON.stringify(was)), { raw: was })
  const text = JSON.stringify(was)
  if (text.isWellFormed() && !/\\u00[01]|[\u007F-\u009F\uFEFF\u2028\u2029\uFFFE\uFFFF]/.test(text))
    assert.deepEqual(readYaml(stringify(was)), { raw: was })
})

const anything = claim('no text at all breaks the reader', anyText(400), (text) => told(loaded(text)))

/** A few hundred bytes that name themselves over and over (CWE-776). */
const aliases = claim(
  'aliases that multiply are refused before they fill the memory',
  fc.record({ depth: fc.integer({ min: 2, max: 30 }), wide: fc.integer({ min: 2, max: 30 }) }),
  ({ depth, wide }) => {
    const level = (n: number): string =>
      `a${n}: &a${n} [${Array.from({ length: wide }, () => (n === 0 ? 'x' : `*a${n - 1}`)).join(', ')}]`
    told(loaded(Array.from({ length: depth }, (_, n) => level(n)).join('\n')))
  },
  0.1,
)

export const yaml: Target = {
  name: 'yaml',
  open: () => Promise.resolve({ claims: [mutated, replaced, hidden, printed, anything, aliases] }),
}
