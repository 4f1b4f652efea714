import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { Bug } from './bug.ts'

const root = join(import.meta.dirname, '../..')

/** What became of a planted bug; only `seen` is good. */
export type Fate =
  | { readonly kind: 'seen'; readonly by: string }
  /** Planted, and everything passed. */
  | { readonly kind: 'unseen' }
  /** The text is not there, or more than once. */
  | { readonly kind: 'unplantable'; readonly found: number }
  /** The tests did not fail for what they saw: a file did not load, or nothing ran. */
  | { readonly kind: 'broken'; readonly says: string }

/** A copy of the tree in which bugs can be planted without anybody being hurt by them. */
export class Field {
  readonly #dir: string

  private constructor(dir: string) {
    this.#dir = dir
  }

  static async open(): Promise<Field> {
    const dir = await mkdtemp(join(tmpdir(), 'latchkey-planted-'))
    const parts = [
      'src',
      'flows',
      'adapters',
      'test',
      'bin',
      'package.json',
      'tsconfig.json',
      'vitest.config.ts',
    ]
    for (const part of parts) await cp(join(root, part), join(dir, part), { recursive: true })
    await symlink(join(root, 'node_modules'), join(dir, 'node_modules'))
    return new Field(dir)
  }

  async close(): Promise<void> {
    await rm(this.#dir, { recursive: true, force: true })
  }

  /** What these files see where nothing is planted; must be nothing, for a test that fails anyway sees nothing. */
  async asItStands(files: readonly string[]): Promise<Fate> {
    return await this.#tests(files)
  }

  /** Plants the bug, looks, and takes it back. */
  async plant(bug: Bug): Promise<Fate> {
    const file = join(this.#dir, bug.file)
    const before = await readFile(file, 'utf8')
    const found = before.split(bug.find).length - 1
    if (found !== 1) return { kind: 'unplantable', found }
    await writeFile(
      file,
      before.replace(bug.find, () => bug.put),
    )
    try {
      return bug.seenBy === 'types' ? await this.#types() : await this.#tests(bug.seenBy)
    } finally {
      await writeFile(file, before)
    }
  }

  async #types(): Promise<Fate> {
    const { code, said } = await this.#run(['tsc'])
    if (code === 0) return { kind: 'unseen' }
    const error = /error TS(?!1\d{3}:)\d+: .*/.exec(said)?.[0]
    return error === undefined ? { kind: 'broken', says: said.slice(0, 500) } : { kind: 'seen', by: error }
  }

  async #tests(files: readonly string[]): Promise<Fate> {
    const report = join(this.#dir, 'report', 'tests.json')
    await mkdir(dirname(report), { recursive: true })
    const args = [
      'vitest',
      'run',
      '--project',
      'fast',
      '--bail',
      '1',
      '--reporter=json',
      `--outputFile=${report}`,
    ]
    const { code, said } = await this.#run([...args, ...files])
    const told = reported.safeParse(JSON.parse(await readFile(report, 'utf8').catch(() => 'null')))
    if (!told.success || told.data.numTotalTests === 0) return { kind: 'broken', says: said.slice(-500) }
    const failed = told.data.testResults.flatMap((f) =>
      f.assertionResults.filter((a) => a.status === 'failed'),
    )
    if (failed[0] !== undefined) return { kind: 'seen', by: failed[0].fullName }
    if (code === 0) return { kind: 'unseen' }
    return {
      kind: 'broken',
      says: told.data.testResults
        .map((f) => f.message ?? '')
        .join(' ')
        .slice(0, 500),
    }
  }

  async #run([command = '', ...args]: readonly string[]): Promise<{ code: number | null; said: string }> {
    const child = spawn(join(root, 'node_modules/.bin', command), args, {
      cwd: this.#dir,
      env: { ...process.env, CI: 'true', NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    child.stdout.on('data', (bytes: Buffer) => (said += bytes.toString()))
    child.stderr.on('data', (bytes: Buffer) => (said += bytes.toString()))
    await once(child, 'close')
    return { code: child.exitCode, said }
  }
}

const reported = z.object({
  numTotalTests: z.number(),
  testResults: z.array(
    z.object({
      message: z.string().optional(),
      assertionResults: z.array(z.object({ status: z.string(), fullName: z.string() })),
    }),
  ),
})
